"""
The rule above all scores: nobody is asked to authorize again while the fault may be ours or everybody's.

It closes: where the merchant's token was asked for and brought no answer of its own, or where nobody knows
whether others fail alike, nothing says that the grant is gone, and nobody is asked either. It looks at each
cause: what is wrong with Ads alone forbids nothing for sales.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from diagnostics.diagnosis.scoring import Observed
from diagnostics.model import Finding, KnownCause
from diagnostics.probe import Probe, Side
from diagnostics.probes import PROBES


_BY_NAME = {probe.name: probe for probe in PROBES}
NOT_COMPARED = "other merchants could not be compared"
# What a cause rules out that is this merchant's alone.
_EVERYBODYS = frozenset(f"{p.name}.{outcome}" for p in PROBES for outcome in p.blames_nobody_here)
_OTHER_SIDE = {Side.SALES: Side.ADS, Side.ADS: Side.SALES}


def points_elsewhere(cause: KnownCause, findings: Iterable[Finding]) -> bool:
    """
    True where what was found says that our own access is refused, that everybody fails alike, or that
    nobody knows whether everybody does, as far as it concerns this cause.
    """
    observed = [
        Observed(_BY_NAME[f.probe], outcome, about=f.about)
        for f in findings
        if f.probe in _BY_NAME and (outcome := heard(f, _BY_NAME[f.probe]))
    ]
    return bool(_elsewhere(cause, observed))


def without_comparison(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """
    What was found but for a comparison that was not made: for what a person decides to say without it.
    """
    return tuple(
        f for f in findings if not (f.probe in _BY_NAME and _uncompared(f, _BY_NAME[f.probe]))
    )


def _uncompared(finding: Finding, probe: Probe) -> bool:
    return heard(finding, probe) in probe.uncompared


def heard(finding: Finding, probe: Probe) -> str:
    """
    A finding's outcome; where it was asked in vain, what its probe has for that, or nothing.
    """
    if finding.outcome is None and finding.at is not None and probe.undecided:
        return probe.undecided[0]
    return finding.outcome or ""


def why_barred(cause: KnownCause, everything: Sequence[Observed], *, examined: bool) -> str:
    """
    Why nobody may be asked to act on this cause, in half a sentence; empty where somebody may.

    `everything` is what the whole examination saw, not one side of it; `examined` is False where all
    there is was pasted.
    """
    if not cause.reauthorizes:
        blames = cause.excludes & _EVERYBODYS
        return NOT_COMPARED if blames and _not_compared(cause, everything) else ""
    if elsewhere := _elsewhere(cause, everything):
        return elsewhere
    side = _side(cause)
    if not examined or any(_answers_for(side, o) for o in everything):
        return ""
    token = next(p.name for p in PROBES if p.answers_for_grant and p.side is side)
    return f"{token} brought no answer"


def _side(cause: KnownCause) -> Side:
    return Side.ADS if cause.applies_to == {Side.ADS} else Side.SALES


def _elsewhere(cause: KnownCause, everything: Sequence[Observed]) -> str:
    """
    What points away from the merchant, in half a sentence.
    """
    side = _side(cause)
    here = [o for o in everything if o.probe.side is not _OTHER_SIDE[side]]
    if ours := sorted(o.signal for o in here if o.outcome in o.probe.blames_us):
        return f"our own credentials are refused ({ours[0]})"
    if any(o.outcome in o.probe.blames_nobody_here and _concerns(cause, o) for o in here):
        return "other merchants show the same failure"
    return NOT_COMPARED if _not_compared(cause, here) else ""


def _not_compared(cause: KnownCause, everything: Sequence[Observed]) -> bool:
    """
    Whether nobody knows if others fail alike, where that decides whether it is this merchant's own.
    """
    uncompared = any(o.outcome in o.probe.uncompared for o in everything)
    return uncompared and not _on_record(cause, everything)


def _concerns(cause: KnownCause, observed: Observed) -> bool:
    """
    Whether what everybody shows is what this cause would explain; unknown is taken for yes.
    """
    return not observed.about or any(name in cause.signature for name in observed.about)


def _on_record(cause: KnownCause, everything: Sequence[Observed]) -> bool:
    """
    Whether our own record says it by definition: somebody disconnected, or never finished connecting.
    """
    return any(
        o.signal in cause.requires and o.probe.side is Side.RECORD and o.is_fault
        for o in everything
    )


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
