"""
Escalation emails on file: what is to be sent, every attempt, and when a server accepted it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bot.model.case import moment, stamp
from bot.storage.database import Database
from bot.storage.schema import ATTEMPTS, DELIVERIES


class DeliveryState(StrEnum):
    """
    How far an email came.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"  # the mail server said 250
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    One try at sending; `outcome` is `accepted` or the reason in words.
    """

    number: int
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One email of a case. `id` is its Message-ID, derived from the case and the step.
    """

    id: str
    case_id: str
    kind: str  # escalation, follow_up, reminder
    sent_to: str
    subject: str
    note: str
    state: DeliveryState
    created_at: datetime
    accepted_at: datetime | None
    attempts: tuple[Attempt, ...] = ()


class Deliveries:
    """
    Reads and writes deliveries. Every call may raise `DatabaseError`.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._now = now or (lambda: datetime.now(UTC))

    async def open(  # noqa: PLR0913, PLR0917  (one column each)
        self, message_id: str, case_id: str, kind: str, sent_to: str, subject: str, note: str = ""
    ) -> Delivery:
        """
        Note an email that is to be sent; the same Message-ID again is the same delivery.
        """
        row = {
            "id": message_id,
            "case_id": case_id,
            "kind": kind,
            "sent_to": sent_to,
            "subject": subject,
            "note": note,
            "state": DeliveryState.PENDING.value,
            "created_at": stamp(self._now()),
            "accepted_at": None,
        }

        def work(c: sa.Connection) -> Delivery:
            found = _read(c, DELIVERIES.c.id == message_id)
            if not found:
                c.execute(sa.insert(DELIVERIES).values(row))
                found = _read(c, DELIVERIES.c.id == message_id)
            return found[0]

        return await self._database.run(work)

    async def attempted(self, message_id: str, outcome: str, *, accepted: bool) -> None:
        """
        Note one try, and that the server accepted it.
        """
        at = stamp(self._now())

        def work(c: sa.Connection) -> None:
            made = sa.select(sa.func.count()).select_from(ATTEMPTS)
            number = c.execute(made.where(ATTEMPTS.c.delivery_id == message_id)).scalar() or 0
            row = {"delivery_id": message_id, "number": number + 1, "outcome": outcome, "at": at}
            c.execute(sa.insert(ATTEMPTS).values(row))
            if accepted:
                state = {"state": DeliveryState.ACCEPTED.value, "accepted_at": at}
                c.execute(sa.update(DELIVERIES).where(DELIVERIES.c.id == message_id).values(state))

        await self._database.run(work)

    async def give_up(self, message_id: str) -> None:
        """
        Note that no further try will be made.
        """
        change = sa.update(DELIVERIES).where(DELIVERIES.c.id == message_id)
        change = change.values(state=DeliveryState.GIVEN_UP.value)
        await self._database.run(lambda c: c.execute(change))

    async def of_case(self, case_id: str) -> tuple[Delivery, ...]:
        """
        Every delivery of a case, oldest first.
        """
        return await self._database.run(lambda c: _read(c, DELIVERIES.c.case_id == case_id))

    async def pending(self) -> tuple[Delivery, ...]:
        """
        Every delivery that no server accepted yet and that was not given up.
        """
        waiting = DELIVERIES.c.state == DeliveryState.PENDING.value
        return await self._database.run(lambda c: _read(c, waiting))


def _read(c: sa.Connection, where: Any) -> tuple[Delivery, ...]:
    query = sa.select(DELIVERIES).where(where).order_by(DELIVERIES.c.created_at, DELIVERIES.c.id)
    rows = [dict(row) for row in c.execute(query).mappings().all()]
    found = []
    for row in rows:
        tries = (
            sa.select(ATTEMPTS)
            .where(ATTEMPTS.c.delivery_id == row["id"])
            .order_by(ATTEMPTS.c.number)
        )
        attempts = tuple(
            Attempt(t["number"], t["outcome"], datetime.fromisoformat(t["at"]))
            for t in c.execute(tries).mappings()
        )
        row |= {
            "state": DeliveryState(row["state"]),
            "created_at": datetime.fromisoformat(row["created_at"]),
            "accepted_at": moment(row["accepted_at"]),
        }
        found.append(Delivery(**row, attempts=attempts))
    return tuple(found)
