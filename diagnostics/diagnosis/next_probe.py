"""
Which follow-up would tell the standing causes apart best, for the calls it costs. Pure.
"""

from __future__ import annotations

import math

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from diagnostics.diagnosis.scoring import likelihood, under_unknown
from diagnostics.model import KnownCause
from diagnostics.probe import Probe


WORTH_ASKING = 0.02  # nats


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A follow-up and the information it is expected to bring, in nats, per call.
    """

    probe: Probe
    gain: float


def next_probes(
    probes: Iterable[Probe],
    standing: Sequence[tuple[KnownCause | None, float]],
    asked: Iterable[str],
    kinds: frozenset[str],
) -> tuple[Candidate, ...]:
    """
    Follow-ups not yet asked that are worth a call, best first.

    `standing` holds causes (None for "no known cause") with their probabilities. What counts is
    which remedy it is, since causes with one remedy are answered together.
    """
    done = set(asked)
    found = [
        Candidate(probe, _gain(probe, standing))
        for probe in probes
        if probe.follow_up
        and not probe.never_asked
        and probe.name not in done
        and (not kinds or probe.applies_to & kinds)
    ]
    worth = [candidate for candidate in found if candidate.gain >= WORTH_ASKING]
    return tuple(sorted(worth, key=lambda c: (-round(c.gain / _effort(c.probe), 9), c.probe.name)))


def _effort(probe: Probe) -> float:
    """
    What a call costs: one, and the minutes until Amazon grants the next; our own record costs less.
    """
    return 0.1 if probe.cost is None else 1 + 1 / (60 * probe.cost.rate)


def _gain(probe: Probe, standing: Sequence[tuple[KnownCause | None, float]]) -> float:
    named = [(cause, p) for cause, p in standing if cause is None or probe.name in cause.signature]
    silent = [(cause, p) for cause, p in standing if cause and probe.name not in cause.signature]
    # What does not name the probe expects each outcome of it alike, so a remedy's share is enough.
    alike = silent[0][0] if silent else None
    shares = _by_remedy(silent)
    after = 0.0
    for outcome in probe.outcomes:
        expected = _chance(alike, probe, outcome)
        joint = {remedy: p * expected for remedy, p in shares.items()}
        for cause, p in named:
            remedy = cause.remedy if cause else None
            joint[remedy] = joint.get(remedy, 0.0) + p * _chance(cause, probe, outcome)
        chance = sum(joint.values())
        if chance > 0:
            after += chance * math.log(chance) + _entropy(joint)
    return _entropy(_by_remedy(standing)) - after


def _chance(cause: KnownCause | None, probe: Probe, outcome: str) -> float:
    return likelihood(cause, probe, outcome) if cause else under_unknown(probe, outcome)


def _by_remedy(standing: Iterable[tuple[KnownCause | None, float]]) -> Mapping[str | None, float]:
    shares: dict[str | None, float] = {}
    for cause, p in standing:
        remedy = cause.remedy if cause else None
        shares[remedy] = shares.get(remedy, 0.0) + p
    return shares


def _entropy(shares: Mapping[str | None, float]) -> float:
    return -sum(p * math.log(p) for p in shares.values() if p > 0)
