"""
Taking an earlier examination up again: what to ask once more, what stands as it was found,
and what may be said to be repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model.answer import Answer, ConnectionAnswer
from diagnostics.diagnosis.datasets import unheard
from diagnostics.model import Finding
from diagnostics.probe import Side
from diagnostics.probes import PROBES


# Whatever failed, these hold a request to reconnect back, so they are never taken from before.
GUARDS = frozenset(p.name for p in PROBES if p.side in {Side.APP, Side.FLEET})
# They ask nobody but our own record, which changes when somebody reconnects.
_RECORD = frozenset(
    p.name for p in PROBES if p.cost is None and not (p.needs or p.reads or p.wanted_by)
)
_ORDER = {probe.name: number for number, probe in enumerate(PROBES)}


def unsettled(findings: Iterable[Finding]) -> tuple[str, ...]:
    """
    The probes to ask again: those that failed, those without an answer, the tokens that they are
    asked with, and what costs nothing.
    """
    names = {finding.probe for finding in findings if finding.normal is not True}
    needed = {need.partition(".")[0] for p in PROBES if p.name in names for need in p.needs}
    return tuple(name for name in _ORDER if name in names | needed | GUARDS | _RECORD)


def merge_rerun(earlier: Sequence[Finding], later: Sequence[Finding]) -> tuple[Finding, ...]:
    """
    The earlier findings with the later in their place; one that brought no answer now is none.
    """
    return in_order({f.probe: f for f in (*earlier, *later)}.values())


def nothing_refused(findings: Iterable[Finding]) -> bool:
    """
    Whether all that Amazon answered is as it should be.
    """
    return not any(f.normal is False and f.probe in LIVE for f in findings)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """
    Findings in the order of the probes.
    """
    return tuple(sorted(findings, key=lambda f: _ORDER.get(f.probe, len(_ORDER))))


# What Amazon itself answered. Our own record (the shown status, the last success of a dataset)
# follows hours behind, so it does not hold a repair back.
LIVE = frozenset(probe.name for probe in PROBES if probe.cost is not None)


def repaired_probes(before: Answer, after: Answer) -> tuple[str, ...]:
    """
    The probes that failed before and pass now, if nothing fails any more; else nothing.

    A probe that could not be asked again proves nothing either way, so most of those that failed
    must have passed. Where Amazon refused nothing before, our own record decides.
    """
    failed = _abnormal(before) or _unheard(before)
    live = {key for key in failed if key[1] in LIVE}
    counted = live or failed
    now = {(f.connection, f.probe): f for f in _findings(after)}
    passed = {key for key in counted if key in now and now[key].normal}
    still = {key for key in _abnormal(after) if key in counted or key[1] in LIVE}
    if still or len(passed) * 2 <= len(counted):
        return ()
    return tuple(sorted(probe for _, probe in passed))


def findings_by_probe(answer: Answer) -> dict[tuple[str, str], Finding]:
    """
    What was found, by connection and probe.
    """
    return {(f.connection, f.probe): f for f in _findings(answer)}


def _findings(answer: Answer) -> list[Finding]:
    return [finding for part in answer.connections for finding in part.findings]


def _unheard(answer: Answer) -> set[tuple[str, str]]:
    """
    What brought no answer, where that alone kept a connection from being well.
    """
    parts = [part for part in answer.connections if part.partly]
    return {(f.connection, f.probe) for p in parts for f in p.findings if f.probe in _silent(p)}


def _silent(part: ConnectionAnswer) -> list[str]:
    return unheard(part.findings, PROBES)


def _abnormal(answer: Answer) -> set[tuple[str, str]]:
    return {(f.connection, f.probe) for f in _findings(answer) if f.normal is False}
