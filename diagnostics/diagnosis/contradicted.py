"""
What was said against what was seen: a pasted error that fresh normal answers contradict is only quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model import Finding
from diagnostics.probe import Probe


def contradicted(
    findings: Sequence[Finding], reported: Sequence[Finding], probes: Sequence[Probe]
) -> tuple[Finding, ...]:
    """
    Those of the reported findings of which nothing is to be seen now.

    All of them, where every essential question was answered and nothing that Amazon or our record
    answered is a fault by itself, but for what agrees with that (a question, late data); else those
    whose own probe was answered as normal. Where an essential question brought no answer nothing is
    contradicted: not seen is not the same as not so.
    """
    by_name = {probe.name: probe for probe in probes}
    seen = [f for f in findings if f.probe in by_name]
    well = {f.probe for f in seen if f.normal}
    essential = [f for f in seen if by_name[f.probe].essential]
    proved = bool(essential) and all(f.normal for f in essential)
    faults = [f for f in seen if f.outcome and by_name[f.probe].is_plain_fault(f.outcome)]
    if proved and not faults:
        return tuple(f for f in reported if not _agrees(by_name.get(f.probe), f))
    return tuple(f for f in reported if f.probe in well)


def _agrees(probe: Probe | None, finding: Finding) -> bool:
    return probe is not None and finding.outcome in probe.agrees_with_normal
