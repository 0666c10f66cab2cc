"""
The case file: what was asked, what was seen and answered, and which decisions were taken.

Everything specific to a merchant lives here and nowhere else; `bot/storage/retention.py` takes it out.
"""

from __future__ import annotations

import hashlib

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.model.answer import Answer
from bot.model.answer_json import answer_from_json, answer_to_json, findings_to_json
from bot.model.case import Case, State, UnknownCase, case_from_row, stamp
from bot.model.surface import Place
from bot.storage.database import Database
from bot.storage.journal import note, say
from bot.storage.schema import CASES, DECISIONS, EXAMINATIONS
from diagnostics.model import Finding


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing to misread on the telephone
SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Request:
    """
    What opens a case. `identity` holds everything that makes one request different from another.
    """

    identity: str
    merchant_id: str
    issue: str
    place: Place
    merchant_facing: bool
    language: str = "en"
    reported: tuple[Finding, ...] = ()


class Cases:
    """
    Reads and writes cases. Every call may raise `DatabaseError`.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self.now = now or (lambda: datetime.now(UTC))

    async def open(self, request: Request) -> tuple[Case, bool]:
        """
        The case of this request, and whether it is new. The same identity is the same case.
        """
        at = stamp(self.now())

        def work(c: sa.Connection) -> tuple[Case, bool]:
            row = _one(c, CASES, CASES.c.identity == request.identity)
            if row is not None:
                return case_from_row(row), False
            row = {**_row(request), "id": _free_id(c, request.identity)}
            row |= {"opened_at": at, "changed_at": at, "closed_at": None}
            c.execute(sa.insert(CASES).values(row))
            user = request.place.user or request.place.surface
            say(c, row["id"], "in", user, request.issue, at)
            note(c, at, user, "opened", row["id"], request.place.surface)
            return case_from_row(row), True

        return await self._database.run(work)

    async def get(self, case_id: str) -> Case:
        """
        One case. Raises `UnknownCase`.
        """
        row = await self._database.run(lambda c: _one(c, CASES, CASES.c.id == case_id))
        if row is None:
            raise UnknownCase(_no_case(case_id))
        return case_from_row(row)

    async def list(
        self,
        *,
        merchant_id: str | None = None,
        states: Sequence[State] = (),
        before: datetime | None = None,
        limit: int = 50,
    ) -> tuple[Case, ...]:
        """
        Cases, newest first; `before` keeps those that nothing changed since then.
        """
        query = sa.select(CASES).order_by(CASES.c.opened_at.desc(), CASES.c.id).limit(limit)
        if merchant_id is not None:
            query = query.where(CASES.c.merchant_id == merchant_id)
        if states:
            query = query.where(CASES.c.state.in_([state.value for state in states]))
        if before is not None:
            query = query.where(CASES.c.changed_at < stamp(before))
        rows = await self._database.run(lambda c: c.execute(query).mappings().all())
        return tuple(case_from_row(dict(row)) for row in rows)

    async def change(self, case_id: str, **values: Any) -> None:
        """
        Change columns of a case: `state`, `merchant_name`, `thread`, `recheck_until`, …
        """
        at = stamp(self.now())
        await self._database.run(lambda c: _change(c, case_id, at, values))

    async def begin_run(self, case_id: str, identity: str, who: str, why: str) -> tuple[int, bool]:
        """
        The run that this request begins, and whether it does: not while another run is going on.

        The same request again gets its own run again. Raises `UnknownCase`.
        """
        at = stamp(self.now())

        def work(c: sa.Connection) -> tuple[int, bool]:
            row = _one(c, CASES, CASES.c.id == case_id, alone=True)
            if row is None:
                raise UnknownCase(_no_case(case_id))
            mine = _one(
                c, DECISIONS, DECISIONS.c.case_id == case_id, DECISIONS.c.identity == identity
            )
            if mine is not None:
                return int(str(mine["name"]).rpartition(".")[2]), True
            if row["state"] == State.OPEN.value:
                return int(row["run"]), False
            run = int(row["run"]) + 1
            changed = {"run": run, "state": State.OPEN.value, "changed_at": at}
            c.execute(sa.update(CASES).where(CASES.c.id == case_id).values(changed))
            new = {"case_id": case_id, "name": f"{why}.{run}", "identity": identity}
            c.execute(sa.insert(DECISIONS).values(**new, who=who, at=at))
            note(c, at, who, why, case_id)
            return run, True

        return await self._database.run(work)

    async def why_run(self, case_id: str, run: int) -> str:
        """
        What began a run: `asked` for the first.
        """
        ends = DECISIONS.c.name.like(f"%.{run}")
        query = sa.select(DECISIONS.c.name).where(DECISIONS.c.case_id == case_id, ends)
        names = await self._database.run(lambda c: list(c.execute(query).scalars().all()))
        begun = [name.rpartition(".")[0] for name in names if not name.startswith("escalate.")]
        return begun[0] if begun else "asked"

    async def keep_answer(self, case_id: str, run: int, answer: Answer, versions: str) -> None:
        """
        Keep what one run saw and answered; a run made twice keeps the later.
        """
        mine = sa.and_(EXAMINATIONS.c.case_id == case_id, EXAMINATIONS.c.run == run)
        row = {"case_id": case_id, "run": run, "versions": versions, "at": stamp(self.now())}
        row["answer"] = answer_to_json(answer)

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(EXAMINATIONS).where(mine))
            c.execute(sa.insert(EXAMINATIONS).values(row))

        await self._database.run(work)

    async def answer(self, case_id: str, run: int | None = None) -> Answer | None:
        """
        What a run of the case answered; the latest when no run is named.
        """
        runs = await self.answers(case_id)
        kept = [answer for number, answer in runs if run in (None, number)]
        return kept[-1] if kept else None

    async def answers(self, case_id: str) -> tuple[tuple[int, Answer], ...]:
        """
        Every run of the case with its answer, oldest first.
        """
        query = (
            sa.select(EXAMINATIONS.c.run, EXAMINATIONS.c.answer)
            .where(EXAMINATIONS.c.case_id == case_id)
            .order_by(EXAMINATIONS.c.run)
        )
        rows = await self._database.run(lambda c: c.execute(query).all())
        return tuple((run, answer_from_json(kept)) for run, kept in rows)

    async def decide(
        self,
        case_id: str,
        name: str,
        identity: str,
        who: str,
        *,
        detail: str = "",
        **changes: Any,
    ) -> tuple[bool, str]:
        """
        Settle a decision once: whether this request settled it, and who did.

        The same request again counts as the one that settled it. `changes` are columns of the case,
        changed with it or not at all.
        """
        at = stamp(self.now())

        def work(c: sa.Connection) -> tuple[bool, str]:
            row = _one(c, DECISIONS, DECISIONS.c.case_id == case_id, DECISIONS.c.name == name)
            if row is not None:
                return row["identity"] == identity, str(row["who"])
            new = {"case_id": case_id, "name": name, "identity": identity, "who": who, "at": at}
            c.execute(sa.insert(DECISIONS).values(new))
            note(c, at, who, name, case_id, detail)
            _change(c, case_id, at, changes)
            return True, who

        return await self._database.run(work)

    async def take_back(self, case_id: str, name: str, who: str, **changes: Any) -> bool:
        """
        Take a decision back; False when there was none. `changes` as when it was decided.
        """
        mine = sa.and_(DECISIONS.c.case_id == case_id, DECISIONS.c.name == name)
        at = stamp(self.now())

        def work(c: sa.Connection) -> bool:
            gone = c.execute(sa.delete(DECISIONS).where(mine)).rowcount > 0
            if gone:
                note(c, at, who, f"took back {name}", case_id)
                _change(c, case_id, at, changes)
            return gone

        return await self._database.run(work)

    async def asked_for_mail(self, since: datetime, until: datetime) -> tuple[tuple[str, ...], ...]:
        """
        Escalations that people decided between two moments: the case, the run, and who.
        """
        by_people = DECISIONS.c.name.like("escalate.%") & (DECISIONS.c.who != "triage")
        lately = DECISIONS.c.at.between(stamp(since), stamp(until))
        query = sa.select(DECISIONS).where(by_people, lately)
        rows = await self._database.run(lambda c: c.execute(query).mappings().all())
        return tuple((r["case_id"], r["name"].rpartition(".")[2], r["who"]) for r in rows)


def _no_case(case_id: str) -> str:
    return f"There is no case {case_id!r}; `triage cases list` shows them."


def _one(
    c: sa.Connection, table: sa.TableClause, *where: Any, alone: bool = False
) -> dict[str, Any] | None:
    query = sa.select(table).where(*where)
    if alone:  # who else wants this row waits until we are done with it
        query = query.with_for_update()
    row = c.execute(query).mappings().first()
    return None if row is None else dict(row)


def _row(request: Request) -> dict[str, Any]:
    place = request.place
    return {
        "identity": request.identity,
        "merchant_id": request.merchant_id,
        "merchant_name": "",
        "issue": request.issue,
        "surface": place.surface,
        "team": place.team,
        "channel": place.channel,
        "thread": place.thread,
        "asked_by": place.user,
        "asked_by_team": place.user_team,
        "merchant_facing": int(request.merchant_facing),
        "language": request.language,
        "reported": findings_to_json(request.reported),
        "state": State.OPEN.value,
        "run": 1,
        "acknowledged_by": "",
        "recheck_until": None,
        "waits_for": "",
    }


def _free_id(c: sa.Connection, identity: str) -> str:
    number = int.from_bytes(hashlib.sha256(identity.encode()).digest(), "big")
    name = ""
    while True:
        number, digit = divmod(number, len(ALPHABET))
        name += ALPHABET[digit]
        if len(name) >= SHORTEST_ID and _one(c, CASES, CASES.c.id == name) is None:
            return name


def _change(c: sa.Connection, case_id: str, at: str, values: Mapping[str, Any]) -> None:
    if values:
        row = {key: _plain(value) for key, value in values.items()}
        c.execute(sa.update(CASES).where(CASES.c.id == case_id).values(**row, changed_at=at))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.value if isinstance(value, StrEnum) else value
