"""
The case file on SQLite and on PostgreSQL: one code path, the same facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.case import State, UnknownCase
from bot.storage import database
from bot.storage.cases import Request
from bot.storage.channels import ChannelSettings
from bot.storage.database import Database, DatabaseError
from bot.storage.deliveries import DeliveryState
from bot.storage.retention import purge
from bot.storage.stores import Stores
from tests.bot.office import PLACE


@pytest.fixture
def files(address: str) -> Iterator[Stores]:
    """The files, empty, on either database."""
    found = Stores.open(address)
    yield found
    found.close()


def asked(identity: str = "one", merchant: str = "M1001") -> Request:
    """A request."""
    return Request(identity, merchant, "orders are missing", PLACE, merchant_facing=False)


async def test_the_same_identity_is_the_same_case(files: Stores) -> None:
    """However often a request arrives, it has one case."""
    first, new = await files.cases.open(asked())
    second, again = await files.cases.open(asked())
    assert (first.id, new, again) == (second.id, True, False)


async def test_ids_are_short_and_never_shared(files: Stores) -> None:
    """Three hundred cases, three hundred names of four letters or a few more."""
    ids = {(await files.cases.open(asked(str(number))))[0].id for number in range(300)}
    assert len(ids) == 300
    assert max(map(len, ids)) <= 6


async def test_a_case_comes_back_as_it_was_kept(files: Stores) -> None:
    """Place, words and state survive the file."""
    case, _ = await files.cases.open(asked())
    until = datetime(2026, 11, 23, 12, tzinfo=UTC)
    await files.cases.change(case.id, state=State.WAITING, recheck_until=until)
    kept = await files.cases.get(case.id)
    assert (kept.view.place, kept.view.issue) == (PLACE, "orders are missing")
    assert (kept.state, kept.recheck_until) == (State.WAITING, until)


async def test_an_unknown_case_is_named(files: Stores) -> None:
    """A wrong id gets a sentence."""
    with pytest.raises(UnknownCase, match="'NOPE'"):
        await files.cases.get("NOPE")


async def test_a_decision_is_settled_by_the_first(files: Stores) -> None:
    """The second person reads who was first; the same click again counts as the first."""
    case, _ = await files.cases.open(asked())
    assert await files.cases.decide(case.id, "escalate.1", "click 1", "Ana") == (True, "Ana")
    assert await files.cases.decide(case.id, "escalate.1", "click 2", "Ben") == (False, "Ana")
    assert await files.cases.decide(case.id, "escalate.1", "click 1", "Ana") == (True, "Ana")


async def test_a_run_begins_once_per_request(files: Stores) -> None:
    """Not while one is going on, and never twice for one click."""
    case, _ = await files.cases.open(asked())
    assert await files.cases.begin_run(case.id, "a", "Ana", "run_again") == (1, False)
    await files.cases.change(case.id, state=State.ANSWERED)
    assert await files.cases.begin_run(case.id, "b", "Ana", "run_again") == (2, True)
    assert await files.cases.begin_run(case.id, "b", "Ana", "run_again") == (2, True)
    assert await files.cases.why_run(case.id, 2) == "run_again"


async def test_deliveries_keep_every_attempt(files: Stores) -> None:
    """What failed and what was accepted, in order, under the mail's own id."""
    case, _ = await files.cases.open(asked())
    for _ in range(2):
        await files.deliveries.open("<1@x>", case.id, "escalation", "s@x.example", "")
    await files.deliveries.attempted("<1@x>", "down", accepted=False)
    await files.deliveries.attempted("<1@x>", "accepted", accepted=True)
    [mail] = await files.deliveries.of_case(case.id)
    assert [attempt.outcome for attempt in mail.attempts] == ["down", "accepted"]
    assert mail.state is DeliveryState.ACCEPTED
    assert await files.deliveries.pending() == ()


async def test_channel_settings_are_replaced_as_a_whole(files: Stores) -> None:
    """Binding again overwrites; an unknown channel has the careful defaults."""
    assert not (await files.channels.get("CX")).mention_only
    bound = ChannelSettings("CX", "TOURS", ("M1", "M2"), mention_only=True, language="de")
    await files.channels.save(bound)
    await files.channels.save(replace(bound, merchants=("M2",)))
    assert await files.channels.get("CX") == replace(bound, merchants=("M2",))
    assert await files.channels.of_merchant("M1") == ()


async def test_erasing_a_merchant_leaves_one_line_without_content(files: Stores) -> None:
    """Cases, messages, mails and bindings are gone; that it was done is on record."""
    mine, _ = await files.cases.open(asked("one", "M1"))
    other, _ = await files.cases.open(asked("two", "M2"))
    await files.channels.save(ChannelSettings("CX", merchants=("M1",)))
    assert await purge(files.database, who="Ana", merchant_id="M1") == 1
    assert [case.id for case in await files.cases.list()] == [other.id]
    assert await files.journal.said(mine.id) == ()
    assert await files.channels.of_merchant("M1") == ()
    last = (await files.journal.audited())[-1]
    assert (last.who, last.what, last.detail) == ("Ana", "erased a merchant", "1 cases")


async def test_purging_by_age_keeps_the_young(files: Stores) -> None:
    """Only cases that nothing changed since the moment named."""
    await files.cases.open(asked())
    past = datetime.now(UTC) - timedelta(days=1)
    assert await purge(files.database, who="Ana", older_than=past) == 0
    assert await purge(files.database, who="Ana", older_than=past + timedelta(days=2)) == 1


async def test_feedback_outlives_its_case(files: Stores) -> None:
    """What was learned of an article stays when the case is erased."""
    case, _ = await files.cases.open(asked())
    await files.journal.feedback("f1", "consent-expired", "v1", "helped", case.id)
    await purge(files.database, who="Ana", merchant_id="M1001")
    [kept] = await files.journal.all_feedback()
    assert (kept.article, kept.kind) == ("consent-expired", "helped")


def test_a_database_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    """An old program never works on tables that it does not know."""
    url = f"sqlite:///{tmp_path / 'triage.db'}"
    database = Database.open(url)
    database.do(lambda c: c.exec_driver_sql("insert into triage_migrations values (99)"))
    database.close()
    with pytest.raises(DatabaseError, match="newer release"):
        Database.open(url)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """A sentence, not a traceback, for a broken file."""
    (tmp_path / "triage.db").write_text("this is no database, and long enough to be read as one")
    with pytest.raises(DatabaseError, match="The database cannot be used: file is not a database"):
        Database.open(f"sqlite:///{tmp_path / 'triage.db'}")


def test_nothing_of_an_erased_case_is_left_in_the_file(tmp_path: Path) -> None:
    """The words of a merchant are not readable in the file's free pages."""
    import asyncio  # noqa: PLC0415  (this test looks at the file after everything has ended)

    path = tmp_path / "triage.db"
    files = Stores.open(f"sqlite:///{path}")

    async def opened_and_erased() -> None:
        for number in range(20):
            await files.cases.open(replace(asked(str(number)), issue="PLANTED " * 400))
        await purge(files.database, who="Ana", merchant_id="M1001")

    asyncio.run(opened_and_erased())
    files.close()
    assert b"PLANTED" not in path.read_bytes()


def test_a_migration_that_is_cut_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of its tables or none: a process killed while it makes them starts again."""
    url = f"sqlite:///{tmp_path}/triage.db"
    whole = database.MIGRATIONS  # type: ignore[attr-defined]
    first = (*whole[0][:2], "this is no statement")
    monkeypatch.setattr(database, "MIGRATIONS", (first, *whole[1:]))
    with pytest.raises(database.DatabaseError):
        database.Database.open(url)
    monkeypatch.setattr(database, "MIGRATIONS", whole)
    database.Database.open(url).close()
