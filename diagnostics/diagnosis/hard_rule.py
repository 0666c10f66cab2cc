"""
The rule above all scores: nobody is asked to authorize again while the fault may be ours or everybody's.

It closes: where the merchant's token was asked for and brought no answer of its own, nothing says that
the grant is gone, and nobody is asked either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from diagnostics.diagnosis.scoring import Observed
from diagnostics.model import KnownCause
from diagnostics.probe import Side
from diagnostics.probes import PROBES


BARRING = frozenset(f"{probe.name}.{outcome}" for probe in PROBES for outcome in probe.bars)


def points_elsewhere(signals: Collection[str]) -> bool:
    """
    True where one of the signals says that our own access is refused, or that everybody fails alike.
    """
    return not BARRING.isdisjoint(signals)


def why_barred(cause: KnownCause, everything: Sequence[Observed], *, examined: bool) -> str:
    """
    Why nobody may be asked to act on this cause, in half a sentence; empty where somebody may.

    `everything` is what the whole examination saw, not one side of it; `examined` is False where all
    there is was pasted.
    """
    if not cause.reauthorizes:
        return ""
    if ours := sorted(o.signal for o in everything if o.outcome in o.probe.blames_us):
        return f"our own credentials are refused ({ours[0]})"
    if any(o.outcome in o.probe.blames_nobody_here for o in everything):
        return "other merchants show the same failure"
    side = Side.ADS if cause.applies_to == {Side.ADS} else Side.SALES
    if not examined or any(_answers_for(side, o) for o in everything):
        return ""
    token = next(p.name for p in PROBES if p.answers_for_grant and p.side is side)
    return f"{token} brought no answer"


def _answers_for(side: Side, observed: Observed) -> bool:
    # What somebody pasted (a weight below one) answers for no token, and neither does Amazon's own
    # trouble.
    probe = observed.probe
    return (
        probe.answers_for_grant
        and probe.side is side
        and observed.weight == 1
        and observed.outcome not in probe.says_nothing
    )
