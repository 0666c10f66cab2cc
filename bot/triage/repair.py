"""
Whether something is repaired: said only when a probe that failed has passed.
"""

from __future__ import annotations

from bot.model.answer import Answer
from diagnostics.model import Finding
from diagnostics.probes import PROBES


# What Amazon itself answered. Our own record (the shown status, the last success of a dataset)
# follows hours behind, so it does not hold a repair back.
LIVE = frozenset(probe.name for probe in PROBES if probe.cost is not None)


def repaired_probes(before: Answer, after: Answer) -> tuple[str, ...]:
    """
    The probes that failed before and pass now, if nothing fails any more; else nothing.

    A probe that could not be asked again proves nothing either way, so most of those that failed
    must have passed. Where Amazon refused nothing before, our own record decides.
    """
    failed = _abnormal(before)
    live = {key for key in failed if key[1] in LIVE}
    counted = live or failed
    now = {(f.connection, f.probe): f for f in _findings(after)}
    passed = {key for key in counted if key in now and now[key].normal}
    still = {key for key in _abnormal(after) if key in counted or key[1] in LIVE}
    if still or len(passed) * 2 <= len(counted):
        return ()
    return tuple(sorted(probe for _, probe in passed))


def _findings(answer: Answer) -> list[Finding]:
    return [finding for part in answer.connections for finding in part.findings]


def _abnormal(answer: Answer) -> set[tuple[str, str]]:
    return {(f.connection, f.probe) for f in _findings(answer) if f.normal is False}
