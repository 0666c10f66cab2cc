"""
What people may do about a case after its answer, and what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.surface import CaseView


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

    def __str__(self) -> str:
        return self.name or self.user or "somebody"


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
