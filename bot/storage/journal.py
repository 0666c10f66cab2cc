"""
What was said in a case, who did what when, and what people thought of an article.

The audit is append-only; nothing in it quotes a merchant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.model.case import CaseMessage, Event, stamp
from bot.storage.database import Database
from bot.storage.schema import AUDIT, FEEDBACK, MESSAGES


@dataclass(frozen=True, slots=True)
class Feedback:
    """
    What somebody, or a probe that passed, said of one version of an article.
    """

    article: str
    version: str
    kind: str  # helped, did_not_help, wrong_cause, step_outdated, used, verified_fix
    at: datetime


class Journal:
    """
    Messages, audit and feedback. Every call may raise `DatabaseError`.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._now = now or (lambda: datetime.now(UTC))

    async def say(self, case_id: str, direction: str, who: str, body: str) -> None:
        """
        Keep a message: `in` from people, `out` from us.
        """
        at = stamp(self._now())
        await self._database.run(lambda c: say(c, case_id, direction, who, body, at))

    async def said(self, case_id: str) -> tuple[CaseMessage, ...]:
        """
        Every message of the case, oldest first.
        """
        query = sa.select(MESSAGES).where(MESSAGES.c.case_id == case_id).order_by(MESSAGES.c.id)
        rows = await self._database.run(lambda c: c.execute(query).mappings().all())
        return tuple(CaseMessage(_at(r["at"]), r["direction"], r["who"], r["body"]) for r in rows)

    async def audit(
        self, who: str, what: str, case_id: str | None = None, detail: str = ""
    ) -> None:
        """
        Append a line to the audit. `detail` holds nothing of a merchant's words.
        """
        at = stamp(self._now())
        await self._database.run(lambda c: note(c, at, who, what, case_id, detail))

    async def audited(self, case_id: str | None = None, limit: int = 200) -> tuple[Event, ...]:
        """
        The audit of a case, or all of it: the latest `limit` lines, oldest first.
        """
        query = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if case_id is not None:
            query = query.where(AUDIT.c.case_id == case_id)
        rows = await self._database.run(lambda c: c.execute(query).mappings().all())
        return tuple(
            Event(_at(r["at"]), r["who"], r["what"], r["case_id"], r["detail"])
            for r in reversed(rows)
        )

    async def feedback(
        self, identity: str, article: str, version: str, kind: str, case_id: str | None = None
    ) -> None:
        """
        Keep what was thought of an article. The same identity again replaces it.
        """
        values = {
            "identity": identity,
            "case_id": case_id,
            "article": article,
            "version": version,
            "kind": kind,
            "at": stamp(self._now()),
        }

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.identity == identity))
            c.execute(sa.insert(FEEDBACK).values(values))

        await self._database.run(work)

    async def all_feedback(self) -> tuple[Feedback, ...]:
        """
        All feedback, oldest first.
        """
        query = sa.select(FEEDBACK).order_by(FEEDBACK.c.id)
        rows = await self._database.run(lambda c: c.execute(query).mappings().all())
        return tuple(Feedback(r["article"], r["version"], r["kind"], _at(r["at"])) for r in rows)


def note(  # noqa: PLR0913, PLR0917  (one column each)
    c: sa.Connection, at: str, who: str, what: str, case_id: str | None, detail: str = ""
) -> None:
    """
    Append to the audit within a transaction that does more.
    """
    c.execute(sa.insert(AUDIT).values(at=at, who=who, what=what, case_id=case_id, detail=detail))


def say(  # noqa: PLR0913, PLR0917  (one column each)
    c: sa.Connection, case_id: str, direction: str, who: str, body: str, at: str
) -> None:
    """
    Keep a message within a transaction that does more.
    """
    values = {"case_id": case_id, "direction": direction, "who": who, "body": body, "at": at}
    c.execute(sa.insert(MESSAGES).values(values))


def _at(kept: str) -> datetime:
    return datetime.fromisoformat(kept)
