"""
How strongly each known cause, and none of them, is spoken for by what was seen. Pure arithmetic.

Every cause says in words how often it shows each outcome; the words are probabilities, their ratios
against the library's background are capped and added up, and "no known cause" competes as an equal.
"""

from __future__ import annotations

import math

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Protocol

from diagnostics.model import KnownCause
from diagnostics.probe import Probe


CAP = math.log(30)  # no single finding may outweigh this, so that one misread cannot decide
WORDS = "words"  # how the asker's own words are named among the terms
WORDS_CAP = 3.0  # and what people say never outweighs two good probes
FLOOR = 0.01  # an outcome that a cause does not name for a probe that it does …
UNNAMED = 0.03  # … and all such outcomes of one probe together
EXPECTED_NORMAL = 0.94  # a probe that a cause does not name
UNKNOWN_NORMAL = 0.85  # any probe, under a cause that nobody has written down
UNKNOWN = 0.10  # how often the cause is one that nobody has written down
REPORTED = 0.5  # the weight of what somebody pasted, against what we saw ourselves


class Outcomes(Protocol):
    """
    A probe as far as arithmetic needs it: a name, and a closed list of outcomes.
    """

    @property
    def name(self) -> str:
        """
        The probe's name.
        """

    @property
    def normal(self) -> str:
        """
        The one normal outcome.
        """

    @property
    def abnormal(self) -> tuple[str, ...]:
        """
        All others.
        """


@dataclass(frozen=True, slots=True)
class Observed:
    """
    One probe's outcome, and how much it counts: 1 seen live, less when only reported.
    """

    probe: Probe
    outcome: str
    weight: float = 1.0
    about: tuple[str, ...] = ()  # the probes whose answers it speaks of; empty for its own alone

    @property
    def signal(self) -> str:
        """
        The outcome's full name.
        """
        return f"{self.probe.name}.{self.outcome}"

    @property
    def abnormal(self) -> bool:
        """
        True where it is neither the normal outcome nor an undecided one.
        """
        return self.outcome in self.probe.abnormal

    @property
    def is_fault(self) -> bool:
        """
        True where it asks to be explained, and is no mere circumstance.
        """
        return self.probe.is_fault(self.outcome)

    @property
    def is_plain_fault(self) -> bool:
        """
        True where it is a fault that is not merely what another leads to.
        """
        return self.probe.is_plain_fault(self.outcome)


@dataclass(frozen=True, slots=True)
class CauseScore:
    """
    A cause's log-odds, and the term that each signal adds.
    """

    score: float
    terms: Mapping[str, float]


def likelihood(cause: KnownCause, probe: Outcomes, outcome: str) -> float:
    """
    P(outcome | cause): what the cause says; the rest goes to normal; all of it sums to one.
    """
    said = cause.signature.get(probe.name)
    if said is None:
        return _unnamed(probe, outcome)
    floor = min(FLOOR, UNNAMED / len(probe.abnormal))
    normal = said.get(probe.normal)
    if normal is None:
        normal = max(FLOOR, 1 - sum(said.values()))
    whole = normal + sum([said.get(name, floor) for name in probe.abnormal])
    return (normal if outcome == probe.normal else said.get(outcome, floor)) / whole


def _unnamed(probe: Outcomes, outcome: str) -> float:
    rest = (1 - EXPECTED_NORMAL) / len(probe.abnormal)
    return EXPECTED_NORMAL if outcome == probe.normal else rest


def under_unknown(probe: Probe, outcome: str) -> float:
    """
    P(outcome | a cause that nobody has written down).
    """
    rest = (1 - UNKNOWN_NORMAL) / len(probe.abnormal)
    return UNKNOWN_NORMAL if outcome == probe.normal else rest


def score(
    observed: Sequence[Observed], causes: Sequence[KnownCause], words: Mapping[str, float]
) -> tuple[list[CauseScore], float]:
    """
    Every cause's standing, in their order, and the score of "no known cause".
    """
    if not causes:
        return [], 0.0
    total = sum(cause.prior for cause in causes)
    signals = [seen.signal for seen in observed]
    # Most causes name few of the probes: what holds for all the others is worked out once.
    plain = [_unnamed(seen.probe, seen.outcome) for seen in observed]
    under = [
        [
            likelihood(cause, seen.probe, seen.outcome)
            if seen.probe.name in cause.signature
            else expected
            for seen, expected in zip(observed, plain, strict=True)
        ]
        for cause in causes
    ]
    shares = [cause.prior / total for cause in causes]
    usual = [sum(map(mul, shares, column)) for column in zip(*under, strict=True)]
    unknown = math.log(UNKNOWN) + sum(
        _ratio(under_unknown(seen.probe, seen.outcome), everywhere, seen.weight)
        for seen, everywhere in zip(observed, usual, strict=True)
    )
    weights = [seen.weight for seen in observed]
    silent = list(map(_ratio, plain, usual, weights))
    standings = []
    for cause, share, row in zip(causes, shares, under, strict=True):
        terms = {
            signal: told if here == expected else _ratio(here, everywhere, weight)
            for signal, told, here, expected, everywhere, weight in zip(
                signals, silent, row, plain, usual, weights, strict=True
            )
        }
        if said := words.get(cause.id, 0.0):
            terms[WORDS] = max(-WORDS_CAP, min(WORDS_CAP, said))
        prior = math.log((1 - UNKNOWN) * share)
        standings.append(CauseScore(prior + sum(terms.values()), terms))
    return standings, unknown


def softmax(scores: Iterable[float]) -> list[float]:
    """
    Scores as probabilities that sum to one.
    """
    scores = list(scores)
    top = max(scores)
    weights = [math.exp(each - top) for each in scores]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _ratio(here: float, everywhere: float, weight: float) -> float:
    return weight * max(-CAP, min(CAP, math.log(here / everywhere)))
