"""
What a diagnosis is: the differential, and what to do with it. Frozen data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from diagnostics.diagnosis.next_probe import Candidate
from diagnostics.model import KnownCause


C = TypeVar("C", bound=KnownCause)

NEW_CAUSE = 0.5  # P(none of them) from which this looks like a cause that nobody has written down


class Decision(StrEnum):
    """
    What to do with a diagnosis.
    """

    HEALTHY = "healthy"
    ANSWER = "answer"
    ASK_PERSON = "ask_person"
    ESCALATE = "escalate"
    COULD_NOT_EXAMINE = "could_not_examine"


@dataclass(frozen=True, slots=True)
class Suspect(Generic[C]):
    """
    One cause's standing, and the signals behind it, loudest first.
    """

    cause: C
    probability: float
    because: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()  # true by definition, and not seen
    barred: str = ""  # why the hard rule forbids to act on it; empty when it does not


@dataclass(frozen=True, slots=True)
class Diagnosis(Generic[C]):
    """
    The differential, most probable first, and what to do with it.

    `named` are the causes to be named: one when it stands alone, several when they share a remedy or
    are offered to a person. `further` are diagnoses of what the first leaves unexplained.
    """

    decision: Decision
    suspects: tuple[Suspect[C], ...]
    none_probability: float
    named: tuple[Suspect[C], ...] = ()
    question: str = ""
    next_probes: tuple[Candidate, ...] = ()
    because: str = ""  # why there is no answer, for our own people
    partly: bool = (
        False  # as far as Amazon answered nothing is wrong, and not all of it was answered
    )
    further: tuple[Diagnosis[C], ...] = ()
    misfit: float = 0.0  # of an answer, in nats: see diagnostics/diagnosis/fit.py
    # What would be answered if others had been compared; None where that is not what forbids it.
    held: Diagnosis[C] | None = None
    contradicted: tuple[str, ...] = ()  # signals of what was pasted, of which nothing is seen now

    @property
    def leading(self) -> C | None:
        """
        The cause to act on, or None where none may be acted on.
        """
        return self.named[0].cause if self.decision is Decision.ANSWER else None

    @property
    def single(self) -> bool:
        """
        True where one cause stands alone, not a set.
        """
        return len(self.named) == 1

    @property
    def new_cause(self) -> bool:
        """
        True where this looks like something nobody has written down: a gap.
        """
        return self.decision is Decision.ESCALATE and self.none_probability > NEW_CAUSE
