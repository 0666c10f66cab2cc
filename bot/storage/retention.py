"""
Taking cases out of the file: after their time, or because a merchant asked to be forgotten.

What stays is one line of audit that says so, without the content.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.model.case import stamp
from bot.storage.database import Database
from bot.storage.journal import note
from bot.storage.schema import AUDIT, BINDINGS, CASES, FEEDBACK, SIGHTINGS


# Kept by Slack's own part of the database; they hold what was posted for a case.
OTHERS = ("slack_posts",)
# Of the durable engine: what has ended. What still runs finds its case gone, and ends.
ENDED = ("SUCCESS", "ERROR", "CANCELLED")


async def purge(
    database: Database,
    *,
    who: str,
    older_than: datetime | None = None,
    merchant_id: str | None = None,
) -> int:
    """
    Delete the cases that nothing changed since a moment, or all of a merchant's; returns how many.

    Feedback on articles stays, without its case: it says nothing of a merchant.
    """

    def work(c: sa.Connection) -> int:
        query = sa.select(CASES.c.id)
        if older_than is not None:
            query = query.where(CASES.c.changed_at < stamp(older_than))
            c.execute(sa.delete(SIGHTINGS).where(SIGHTINGS.c.at < stamp(older_than)))
        if merchant_id is not None:
            query = query.where(CASES.c.merchant_id == merchant_id)
        ids = list(c.execute(query).scalars())
        for start in range(0, len(ids), 500):
            _delete(c, ids[start : start + 500])
        _forget_workflows(c, frozenset(ids))
        if merchant_id is not None:
            c.execute(sa.delete(BINDINGS).where(BINDINGS.c.merchant_id == merchant_id))
            c.execute(sa.delete(SIGHTINGS).where(SIGHTINGS.c.merchant_id == merchant_id))
        what = "erased a merchant" if merchant_id is not None else "purged old cases"
        note(c, stamp(datetime.now(UTC)), who, what, None, f"{len(ids)} cases")
        return len(ids)

    return await database.run(work)


def _delete(c: sa.Connection, ids: list[str]) -> None:
    present = sa.inspect(c).get_table_names()
    for name in OTHERS:
        if name in present:
            table = sa.table(name, sa.column("case_id"))
            c.execute(sa.delete(table).where(table.c.case_id.in_(ids)))
    c.execute(sa.update(FEEDBACK).where(FEEDBACK.c.case_id.in_(ids)).values(case_id=None))
    cleared = {"detail": "", "who": "somebody"}
    c.execute(sa.update(AUDIT).where(AUDIT.c.case_id.in_(ids)).values(cleared))
    c.execute(sa.delete(CASES).where(CASES.c.id.in_(ids)))  # the rest goes with it


def _forget_workflows(c: sa.Connection, ids: frozenset[str]) -> None:
    """
    Their steps keep sentences of ours that may name a merchant; a workflow is named after its case.
    """
    schema = None if c.dialect.name == "sqlite" else "dbos"
    if not sa.inspect(c).has_table("workflow_status", schema):
        return
    status = _of_engine("workflow_status", schema)
    ended = sa.select(status.c.workflow_uuid).where(status.c.status.in_(ENDED))
    names = [name for name in c.execute(ended).scalars() if name.partition(".")[0] in ids]
    for start in range(0, len(names), 500):
        for table in (_of_engine("operation_outputs", schema), status):  # the rest goes with these
            some = table.c.workflow_uuid.in_(names[start : start + 500])
            c.execute(sa.delete(table).where(some))


def _of_engine(name: str, schema: str | None) -> sa.TableClause:
    return sa.table(name, sa.column("workflow_uuid"), sa.column("status"), schema=schema)
