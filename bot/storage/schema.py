"""
The tables, twice: as numbered migrations that build them, and as names for queries.

A migration that has been released is never edited; a change is a new one at the end.
"""

from __future__ import annotations

import sqlalchemy as sa


_FIRST = (
    """create table cases (
        id text primary key,
        identity text not null unique,
        merchant_id text not null,
        merchant_name text not null default '',
        issue text not null,
        surface text not null,
        team text not null,
        channel text not null,
        thread text not null,
        asked_by text not null,
        asked_by_team text not null,
        merchant_facing integer not null,
        language text not null,
        reported text not null default '[]',
        state text not null,
        run integer not null default 1,
        acknowledged_by text not null default '',
        recheck_until text,
        opened_at text not null,
        changed_at text not null,
        closed_at text
    )""",
    "create index cases_by_merchant on cases (merchant_id)",
    "create index cases_by_state on cases (state, changed_at)",
    """create table examinations (
        case_id text not null references cases (id) on delete cascade,
        run integer not null,
        answer text not null,
        versions text not null,
        at text not null,
        primary key (case_id, run)
    )""",
    """create table messages (
        id SERIAL_KEY,
        case_id text not null references cases (id) on delete cascade,
        direction text not null,
        who text not null,
        body text not null,
        at text not null
    )""",
    "create index messages_by_case on messages (case_id)",
    """create table deliveries (
        id text primary key,
        case_id text not null references cases (id) on delete cascade,
        kind text not null,
        sent_to text not null,
        subject text not null,
        note text not null default '',
        state text not null,
        created_at text not null,
        accepted_at text
    )""",
    "create index deliveries_by_case on deliveries (case_id)",
    """create table attempts (
        delivery_id text not null references deliveries (id) on delete cascade,
        number integer not null,
        outcome text not null,
        at text not null,
        primary key (delivery_id, number)
    )""",
    """create table decisions (
        case_id text not null references cases (id) on delete cascade,
        name text not null,
        identity text not null,
        who text not null,
        at text not null,
        primary key (case_id, name)
    )""",
    """create table feedback (
        id SERIAL_KEY,
        identity text not null unique,
        case_id text,
        article text not null,
        version text not null,
        kind text not null,
        at text not null
    )""",
    "create index feedback_by_article on feedback (article)",
    """create table audit (
        id SERIAL_KEY,
        at text not null,
        who text not null,
        what text not null,
        case_id text,
        detail text not null default ''
    )""",
    "create index audit_by_case on audit (case_id)",
    """create table channels (
        channel text primary key,
        team text not null default '',
        mention_only integer not null default 1,
        approve_first integer not null default 0,
        language text not null default 'en',
        ping text not null default '',
        bound_by text not null default ''
    )""",
    """create table bindings (
        channel text not null references channels (channel) on delete cascade,
        merchant_id text not null,
        position integer not null,
        primary key (channel, merchant_id)
    )""",
)

# Which processes ended as they should, and how many died over a workflow: see bot/storage/takeover.py.
_SECOND = (
    "create table departures (executor text primary key, at text not null)",
    """create table takeovers (
        workflow text primary key,
        deaths integer not null,
        steps integer not null,
        at text not null
    )""",
)

# What was found of each connection within minutes: see bot/storage/recent_findings.py.
_THIRD = (
    """create table sightings (
        connection text primary key,
        merchant_id text not null,
        region text not null,
        owner text not null,
        record text not null,
        findings text not null,
        sampled integer not null,
        at text not null
    )""",
    "create index sightings_by_region on sightings (region, at)",
    "create table samples (region text primary key, at text not null)",
)

# Whom an answered case waits for: "merchant", "amazon", or nobody that we know.
_FOURTH = ("alter table cases add column waits_for text not null default ''",)

# What all processes together have spent of others' limits: see bot/storage/shared_rate_limits.py and bot/storage/rate_window.py.
_FIFTH = (
    """create table calls (
        bucket text primary key,
        full_at double precision not null,
        pace double precision not null,
        depth double precision not null,
        granted integer not null
    )""",
    "create index calls_by_full_at on calls (full_at)",
    "create table windows (name text primary key, moments text not null)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH)


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


CASES = _table(
    "cases",
    *("id", "identity", "merchant_id", "merchant_name", "issue", "surface", "team", "channel"),
    *("thread", "asked_by", "asked_by_team", "merchant_facing", "language", "reported", "state"),
    *("run", "acknowledged_by", "recheck_until", "opened_at", "changed_at", "closed_at"),
    "waits_for",
)
EXAMINATIONS = _table("examinations", "case_id", "run", "answer", "versions", "at")
MESSAGES = _table("messages", "id", "case_id", "direction", "who", "body", "at")
DELIVERIES = _table(
    "deliveries",
    *("id", "case_id", "kind", "sent_to", "subject", "note", "state", "created_at", "accepted_at"),
)
ATTEMPTS = _table("attempts", "delivery_id", "number", "outcome", "at")
DECISIONS = _table("decisions", "case_id", "name", "identity", "who", "at")
FEEDBACK = _table("feedback", "id", "identity", "case_id", "article", "version", "kind", "at")
AUDIT = _table("audit", "id", "at", "who", "what", "case_id", "detail")
CHANNELS = _table(
    "channels",
    *("channel", "team", "mention_only", "approve_first", "language", "ping", "bound_by"),
)
BINDINGS = _table("bindings", "channel", "merchant_id", "position")
DEPARTURES = _table("departures", "executor", "at")
TAKEOVERS = _table("takeovers", "workflow", "deaths", "steps", "at")
SIGHTINGS = _table(
    "sightings",
    *("connection", "merchant_id", "region", "owner", "record", "findings", "sampled", "at"),
)
SAMPLES = _table("samples", "region", "at")
CALLS = _table("calls", "bucket", "full_at", "pace", "depth", "granted")
WINDOWS = _table("windows", "name", "moments")
