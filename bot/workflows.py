"""
The durable life of a case: examine, answer, escalate, look again, close.

Surfaces talk to the `Desk`. Whatever it accepts is on disk before it returns, and a restart
finishes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answer import Answer
from bot.case import UnknownCase
from bot.files import Files
from bot.surface import CaseView, Place
from diagnostics.model import Finding


__all__ = ["Desk", "Opened", "Person", "Preview", "Reaction", "Settled", "UnknownCase"]


class Reaction(StrEnum):
    """
    What somebody may do about a case after its answer.
    """

    RUN_AGAIN = "run_again"
    DONE = "done"  # the merchant says that the steps are taken
    STILL_BROKEN = "still_broken"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    CLOSE = "close"
    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    WRONG_CAUSE = "wrong_cause"
    STEP_OUTDATED = "step_outdated"


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who did something: ids of the surface, and a name for people to read.
    """

    user: str
    team: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A case, and whether this request opened it (a repeat of the same request does not).
    """

    case: CaseView
    new: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """
    What became of a reaction. Not accepted means that it was settled before; `by` says by whom.
    """

    accepted: bool
    sentence: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """
    The escalation email as it would leave now.
    """

    to: str
    subject: str
    text: str


class Desk:
    """
    Opens cases and takes reactions to them. One per process, started inside the running loop.

    `files` is what we keep: `files.cases`, `files.channels`, `files.journal`, `files.database`.
    """

    files: Files

    async def open_case(  # noqa: PLR0913  (every field of a request, named at the call)
        self,
        identity: str,
        merchant_id: str,
        issue: str,
        place: Place,
        *,
        merchant_facing: bool,
        language: str = "en",
        reported: Sequence[Finding] = (),
    ) -> Opened:
        """
        Open a case, on disk before this returns. The same identity again is the same case.

        `identity` must hold everything that makes one request different from another.
        """
        raise NotImplementedError

    async def signal(
        self,
        case_id: str,
        reaction: Reaction,
        who: Person,
        *,
        identity: str,
        payload: Mapping[str, str] | None = None,
    ) -> Settled:
        """
        Take a reaction, on disk before this returns. Raises `UnknownCase`.

        `payload` may hold `note` (a person's words), `article` and `version` (feedback on one).
        """
        raise NotImplementedError

    async def view(self, case_id: str) -> CaseView:
        """
        The case as a surface needs it. Raises `UnknownCase`.
        """
        raise NotImplementedError

    async def answer(self, case_id: str) -> Answer | None:
        """
        The case's latest answer, or None before the first. Raises `UnknownCase`.
        """
        raise NotImplementedError

    async def preview(self, case_id: str, note: str = "") -> Preview:
        """
        The escalation email as it would leave now. Raises `UnknownCase`.
        """
        raise NotImplementedError
