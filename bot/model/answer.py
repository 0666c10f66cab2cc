"""
What a case gets back, before any surface has dressed it. Plain data; nothing secret.

Two types, one per audience: a `MerchantAnswer` has no field for anything internal, so a slip in a
renderer cannot leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from diagnostics.model import Connection, Finding


class Verdict(StrEnum):
    """
    How an examination ended.
    """

    HEALTHY = "healthy"
    CAUSE_FOUND = "cause_found"
    AMBIGUOUS = "ambiguous"
    UNEXPLAINED = "unexplained"
    COULD_NOT_EXAMINE = "could_not_examine"


class CauseRole(StrEnum):
    """
    What a cause of the differential is to be done about.
    """

    NAMED = "named"  # act on it, or one of those offered to a person
    AS_WELL = "as_well"  # a second fault at the same time, beside the first
    SUSPECT = "suspect"  # considered, not acted on


@dataclass(frozen=True, slots=True)
class Advice:
    """
    One step in final words, and the actor who takes it.
    """

    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class RankedCause:
    """
    One cause of the differential, with its article's words for our own people.
    """

    id: str
    version: str  # content hash of the article that spoke
    family: str
    title: str
    severity: str
    probability: float  # 0 to .97
    who_acts: tuple[str, ...]
    because: tuple[str, ...]  # signals that speak for it, loudest first
    despite: tuple[str, ...]
    settled_by: tuple[str, ...]  # a probe's name or a question in words
    remedy: str
    steps: tuple[Advice, ...]
    wait: timedelta | None = None
    recheck_after: timedelta | None = None
    standing: CauseRole = CauseRole.SUSPECT
    # An answer that was kept before this was known counts as asking: the rule that watches it closes.
    reauthorizes: bool = True


@dataclass(frozen=True, slots=True)
class ConnectionAnswer:
    """
    What was seen of one connection and what it most likely means, best cause first.
    """

    connection: Connection
    verdict: Verdict
    findings: tuple[Finding, ...]
    causes: tuple[RankedCause, ...]
    none_probability: float  # "no known cause fits"
    question: str = ""
    partial: bool = False  # something that applies could not be asked
    because: str = ""  # why no cause is named, for our own people
    besides: str = ""  # a second fault that has no cause yet, for our own people
    # Could not examine, but only in part: as far as Amazon answered nothing is wrong.
    partly: bool = False
    # What would be named if other merchants had been compared: for an agent to decide on.
    held: tuple[RankedCause, ...] = ()
    contradicted: tuple[str, ...] = ()  # signals of a pasted error of which nothing is seen now


@dataclass(frozen=True, slots=True)
class MerchantAnswer:
    """
    What a merchant may read: no ids of ours, no evidence, no names of probes, no other merchant.
    """

    headline: str  # what is so, one sentence
    explanation: str
    steps: tuple[Advice, ...]  # actors merchant, account-admin, agency, nobody; ours said as "we"
    nothing_to_do: bool
    examined: tuple[str, ...]  # merchant-safe sentences
    question: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Everything a surface needs to reply to our own people, and nothing about how it looks.

    `connections` leads with the worst. `verdict`, `causes` and `question` are those of the first.
    """

    merchant_id: str
    merchant_name: str
    issue: str
    case_id: str | None
    started_at: datetime
    duration_ms: float
    connections: tuple[ConnectionAnswer, ...]
    headline: str  # the finding in one sentence, for our own people
    escalate: bool
    escalate_because: str | None
    merchant: MerchantAnswer
    # What the merchant reads if an agent says so although others could not be compared.
    held: MerchantAnswer | None = None

    @property
    def verdict(self) -> Verdict:
        """
        The worst connection's verdict.
        """
        return self.connections[0].verdict if self.connections else Verdict.COULD_NOT_EXAMINE

    @property
    def causes(self) -> tuple[RankedCause, ...]:
        """
        The worst connection's differential, best first.
        """
        return self.connections[0].causes if self.connections else ()

    @property
    def question(self) -> str:
        """
        The one question whose answer would settle most; empty when there is none.
        """
        return self.connections[0].question if self.connections else ""

    @property
    def reused(self) -> tuple[int, timedelta]:
        """
        How many findings were taken from an examination moments before, and the oldest one's age.
        """
        ages = [
            self.started_at - finding.at
            for each in self.connections
            for finding in each.findings
            if finding.at is not None and finding.at < self.started_at
        ]
        return len(ages), max(ages, default=timedelta(0))


def reused_in_words(answer: Answer) -> str:
    """
    Which part of an answer is not of this very moment, in half a sentence; empty when all of it is.
    """
    count, age = answer.reused
    if not count:
        return ""
    plural = "finding" if count == 1 else "findings"
    return f"{count} {plural} reused, up to {max(1, round(age.total_seconds()))} s old"
