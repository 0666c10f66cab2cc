"""
What was read of each dataset that the platform pulls: healthy means that all of it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from diagnostics.model import Connection, Dataset, Finding
from diagnostics.probe import Probe, Side
from diagnostics.probes import PROBES
from diagnostics.probes.dataset_freshness import pulled


_BY_NAME = {probe.name: probe for probe in PROBES}


class DatasetState(StrEnum):
    """
    How the reads of a dataset ended.
    """

    READ = "read"
    REFUSED = "refused"
    NOT_ANSWERED = "not_answered"
    NOT_PULLED = "not_pulled"


def dataset_states(
    connection: Connection, findings: Iterable[Finding]
) -> dict[Dataset, DatasetState]:
    """
    Each dataset's state. What nothing was asked about is not answered.
    """
    found: dict[Dataset, list[Finding]] = {dataset: [] for dataset in Dataset}
    for finding in findings:
        probe = _BY_NAME.get(finding.probe)
        for dataset in probe.datasets if probe else ():
            found[dataset].append(finding)
    wanted = pulled(connection)
    return {d: _state(found[d]) if d in wanted else DatasetState.NOT_PULLED for d in Dataset}


def _state(findings: Sequence[Finding]) -> DatasetState:
    if any(finding.normal is False for finding in findings):
        return DatasetState.REFUSED
    if not findings or any(finding.outcome is None for finding in findings):
        return DatasetState.NOT_ANSWERED
    return DatasetState.READ


def unheard(findings: Iterable[Finding], probes: Iterable[Probe]) -> list[str]:
    """
    The probes that asked Amazon about the merchant in vain: without their answer nothing is healthy.
    """
    essential = {probe.name for probe in probes if probe.essential}
    sides = {Side.SALES, Side.ADS}
    asking = {probe.name for probe in probes if probe.cost is not None and probe.side in sides}
    silent = [finding for finding in findings if finding.outcome is None]
    return [f.probe for f in silent if f.probe in essential or (f.probe in asking and f.at)]
