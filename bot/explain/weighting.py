"""
Weighs two readings of a pasted text against each other: what the rules found in it, and what the text
as a whole speaks of.

Rules know what they name and are silent on the rest; the models read everything and know nothing for
sure. So the rules' families get a floor under them, the models' shares count in full, and causes
of a family keep the order that the diagnosis gave them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from diagnostics.diagnosis.result import Suspect
from diagnostics.reports.reader import Force
from knowledge.base.article import Article


# What a family has that the rules do not speak of, next to one that they are sure of. The less the
# rules' words tell, the more of it; how it was chosen: docs/decisions/08-meaning-of-reports.md.
FLOORS = {Force.NAMES: 0.1, Force.HINTS: 0.2, Force.NOTHING: 0.1}
DENIED = 0.05  # of a family's weight where a text says that its event did not happen
LEAST = 1e-3  # of a share: the models rule nothing out altogether


def weighed(
    suspects: Sequence[Suspect[Article]],
    others: Sequence[Suspect[Article]],
    shares: Mapping[str, float],
    force: Force,
) -> tuple[Suspect[Article], ...]:
    """
    The causes with their probabilities by both readings.

    `suspects` are the rules', `others` every cause as it stands where nothing was read: they stand in
    for families without a suspect. `shares` are the models', by family; without any, the rules'
    reading stands.
    """
    if not shares:
        return tuple(suspects)
    ruled = _totals(suspects)
    floor = FLOORS[force]
    spoken = {
        family: (ruled.get(family, 0.0) + floor) * (share + LEAST)
        for family, share in shares.items()
    }
    whole = sum(spoken.values())
    found: list[Suspect[Article]] = []
    for family, weight in spoken.items():
        mine = [s for s in suspects if s.cause.family == family]
        mine = mine or [s for s in others if s.cause.family == family]
        total = sum(s.probability for s in mine)
        found += [
            replace(s, probability=weight / whole * s.probability / total) for s in mine if total
        ]
    return tuple(found)


def without_denied(
    suspects: Sequence[Suspect[Article]], denied: frozenset[str]
) -> tuple[Suspect[Article], ...]:
    """
    The causes with those of families whose events did not happen moved behind; shares sum as before.
    """
    if not denied:
        return tuple(suspects)
    moved = [
        replace(s, probability=s.probability * DENIED) if s.cause.family in denied else s
        for s in suspects
    ]
    before, after = (sum(s.probability for s in each) for each in (suspects, moved))
    scale = before / after if after else 1.0
    return tuple(replace(s, probability=s.probability * scale) for s in moved)


def leading(suspects: Iterable[Suspect[Article]]) -> tuple[str, float]:
    """
    The likeliest family and what its causes have together; an empty name where there is none.
    """
    totals = _totals(suspects)
    family = max(totals, key=lambda name: (totals[name], name), default="")
    return family, totals.get(family, 0.0)


def _totals(suspects: Iterable[Suspect[Article]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for suspect in suspects:
        family = suspect.cause.family
        totals[family] = totals.get(family, 0.0) + suspect.probability
    return totals
