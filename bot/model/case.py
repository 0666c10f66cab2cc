"""
One case as it is on file, and the lines that go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.model.answer_json import findings_from_json
from bot.model.surface import CaseView, Place
from diagnostics.model import Finding


class State(StrEnum):
    """
    Where a case stands.
    """

    OPEN = "open"  # accepted; not answered yet
    ANSWERED = "answered"
    WAITING = "waiting"  # the cause may clear by itself; we look again
    REFUSED = "refused"  # could not be worked: unknown merchant, no record
    ESCALATED = "escalated"
    FIXED = "fixed"  # a probe that failed has passed
    CLOSED = "closed"


class UnknownCase(Exception):
    """
    No case has this id; the message says so in a sentence.
    """


@dataclass(frozen=True, slots=True)
class Case:
    """
    One case as it is on file.
    """

    view: CaseView
    identity: str
    language: str
    reported: tuple[Finding, ...]
    state: State
    acknowledged_by: str
    recheck_until: datetime | None  # the end of the leading cause's wait budget
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    waits_for: str = ""  # once answered: "merchant", "amazon", or nobody that we know

    @property
    def id(self) -> str:
        """
        The case's short name.
        """
        return self.view.id


@dataclass(frozen=True, slots=True)
class Event:
    """
    One line of the audit.
    """

    at: datetime
    who: str
    what: str
    case_id: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """
    One message in or out.
    """

    at: datetime
    direction: str  # "in" or "out"
    who: str
    body: str


def case_from_row(row: Mapping[str, Any]) -> Case:
    """
    A case read from its row.
    """
    place = Place(
        surface=row["surface"],
        team=row["team"],
        channel=row["channel"],
        thread=row["thread"],
        user=row["asked_by"],
        user_team=row["asked_by_team"],
    )
    view = CaseView(
        id=row["id"],
        merchant_id=row["merchant_id"],
        merchant_name=row["merchant_name"],
        issue=row["issue"],
        place=place,
        merchant_facing=bool(row["merchant_facing"]),
        run=row["run"],
        language=row["language"],
    )
    return Case(
        view=view,
        identity=row["identity"],
        language=row["language"],
        reported=findings_from_json(row["reported"]),
        state=State(row["state"]),
        acknowledged_by=row["acknowledged_by"],
        recheck_until=moment(row["recheck_until"]),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        closed_at=moment(row["closed_at"]),
        waits_for=row["waits_for"],
    )


def moment(stamp: str | None) -> datetime | None:
    """
    A moment as it is kept, read back.
    """
    return datetime.fromisoformat(stamp) if stamp else None


def stamp(at: datetime) -> str:
    """
    A moment as it is kept: UTC, so that text sorts as time does.
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
