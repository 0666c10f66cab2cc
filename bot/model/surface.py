"""
What the durable life of a case asks of a surface, whichever it is.

The workflow knows cases and answers; a surface knows how to show them and who may read where it
shows them. Every call is safe to repeat: a surface finds what it already posted for the same case
and key before it posts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.model.answer import Answer
from diagnostics.model import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a case was asked: plain values that survive a restart. Empty strings where unknown.
    """

    surface: str  # "slack"
    team: str
    channel: str
    thread: str  # the message a reply belongs under; empty starts a thread of its own
    user: str  # who asked
    user_team: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """
    What a surface needs to know of a case; `id` is opaque and safe to put in a button.
    """

    id: str
    merchant_id: str
    merchant_name: str
    issue: str
    place: Place
    merchant_facing: bool  # asked by, or in front of, somebody of another company
    run: int = 1  # 1 for the first examination, more for "run again"
    language: str = "en"  # what its merchant is spoken to in


@dataclass(frozen=True, slots=True)
class PlanLine:
    """
    One probe as the plan shows it from the first second.
    """

    probe: str
    connection: str
    title: str


class NoticeKind(StrEnum):
    """
    What happened to a case after its answer.
    """

    ESCALATION_PENDING = "escalation_pending"  # not sent yet; kept, and tried again
    ESCALATED = "escalated"  # the mail server accepted it
    ESCALATION_FAILED = "escalation_failed"  # given up after a day
    ACKNOWLEDGED = "acknowledged"
    FIXED = "fixed"  # a probe that failed has passed
    PARTLY_FIXED = "partly_fixed"  # some of what failed has passed
    STILL_BROKEN = "still_broken"  # the same as before
    NOTHING_BROKEN = "nothing_broken"  # nothing failed, before and now
    COULD_NOT_LOOK = "could_not_look"
    PERSON = "person"  # somebody of the merchant's wants one of us
    OVERRUN = "overrun"  # the wait budget is over
    INTERRUPTED = "interrupted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A change of a case's state, to be told once in each of its threads, each in its wording.

    `key` names the change within the case, so that a repeat is recognised. `detail` is for our own
    people and never reaches a merchant.
    """

    kind: NoticeKind
    key: str
    detail: str = ""
    who: str = ""
    what: str = ""  # in words that a merchant may read, in English


class Surface(Protocol):
    """
    A way to show a case. Implementations raise `SurfaceUnavailable` when the other side is down.
    """

    async def open_case(self, case: CaseView, plan: Sequence[PlanLine]) -> None:
        """
        Give the first visible sign: the case's threads, and the plan with every probe.
        """

    def progress(self, case: CaseView, finding: Finding) -> None:
        """
        Note one finding; shown when the rate budget allows, never awaited.
        """

    async def show_answer(self, case: CaseView, answer: Answer, before: Answer | None) -> None:
        """
        Show the answer to every audience of the case. `before` is the previous run, for the diff.
        """

    async def tell(self, case: CaseView, notice: Notice) -> None:
        """
        Tell a change of state.
        """

    async def refuse(self, case: CaseView, sentence: str) -> None:
        """
        Say that the case cannot be worked (unknown merchant, no token): a clear sentence.
        """

    async def link(self, case: CaseView) -> str:
        """
        The address of the case's thread for our own people; empty when there is none.
        """

    async def alarm(self, key: str, sentence: str) -> None:
        """
        Say something to our own people in the internal channel, once per key.
        """


class SurfaceUnavailable(Exception):
    """
    The surface's other side did not take it now; the same call may work later.
    """
