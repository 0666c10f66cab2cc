"""
How strongly each known cause, and none of them, is spoken for by what was seen. Pure arithmetic.

Every cause says in words how often it shows each outcome; the words are probabilities, their ratios
against the library's background are capped and added up, and "no known cause" competes as an equal.
"""

from __future__ import annotations

import math

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from diagnostics.model import KnownCause
from diagnostics.probe import Probe


CAP = math.log(30)  # no single finding may outweigh this, so that one misread cannot decide
WORDS_CAP = 3.0  # and what people say never outweighs two good probes
FLOOR = 0.01  # an outcome that a cause does not name for a probe that it does …
UNNAMED = 0.03  # … and all such outcomes of one probe together
EXPECTED_NORMAL = 0.94  # a probe that a cause does not name
UNKNOWN_NORMAL = 0.85  # any probe, under a cause that nobody has written down
UNKNOWN = 0.10  # how often the cause is one that nobody has written down
REPORTED = 0.5  # the weight of what somebody pasted, against what we saw ourselves


@dataclass(frozen=True, slots=True)
class Observed:
    """
    One probe's outcome, and how much it counts: 1 seen live, less when only reported.
    """

    probe: Probe
    outcome: str
    weight: float = 1.0

    @property
    def signal(self) -> str:
        """
        The outcome's full name.
        """
        return f"{self.probe.name}.{self.outcome}"

    @property
    def abnormal(self) -> bool:
        """
        True where it is not the normal outcome.
        """
        return self.outcome != self.probe.normal


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A cause's log-odds, and the term that each signal adds.
    """

    score: float
    terms: Mapping[str, float]


def likelihood(cause: KnownCause, probe: Probe, outcome: str) -> float:
    """
    P(outcome | cause): what the cause says; the rest goes to normal; all of it sums to one.
    """
    said = cause.signature.get(probe.name)
    if said is None:
        rest = (1 - EXPECTED_NORMAL) / len(probe.abnormal)
        return EXPECTED_NORMAL if outcome == probe.normal else rest
    floor = min(FLOOR, UNNAMED / len(probe.abnormal))
    normal = said.get(probe.normal)
    if normal is None:
        normal = max(FLOOR, 1 - sum(said.values()))
    whole = normal + sum([said.get(name, floor) for name in probe.abnormal])
    return (normal if outcome == probe.normal else said.get(outcome, floor)) / whole


def under_unknown(probe: Probe, outcome: str) -> float:
    """
    P(outcome | a cause that nobody has written down).
    """
    rest = (1 - UNKNOWN_NORMAL) / len(probe.abnormal)
    return UNKNOWN_NORMAL if outcome == probe.normal else rest


def score(
    observed: Sequence[Observed], causes: Sequence[KnownCause], words: Mapping[str, float]
) -> tuple[list[Standing], float]:
    """
    Every cause's standing, in their order, and the score of "no known cause".
    """
    if not causes:
        return [], 0.0
    total = sum(cause.prior for cause in causes)
    under = [[likelihood(c, seen.probe, seen.outcome) for seen in observed] for c in causes]
    usual = {
        seen.signal: sum(c.prior * each[place] for c, each in zip(causes, under, strict=True))
        / total
        for place, seen in enumerate(observed)
    }
    unknown = math.log(UNKNOWN) + sum(
        _ratio(under_unknown(seen.probe, seen.outcome), usual[seen.signal], seen.weight)
        for seen in observed
    )
    standings = []
    for cause, each in zip(causes, under, strict=True):
        terms = {
            seen.signal: _ratio(here, usual[seen.signal], seen.weight)
            for seen, here in zip(observed, each, strict=True)
        }
        if said := words.get(cause.id, 0.0):
            terms["words"] = max(-WORDS_CAP, min(WORDS_CAP, said))
        prior = math.log((1 - UNKNOWN) * cause.prior / total)
        standings.append(Standing(prior + sum(terms.values()), terms))
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
