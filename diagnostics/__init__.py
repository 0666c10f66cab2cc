"""
Live, read-only diagnostics of one Amazon connection. Knows Amazon, and nobody else here.

What is exported loads when it is first used: the door to Amazon alone takes a quarter of a second.
"""

from __future__ import annotations

import importlib

from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from diagnostics.amazon import Amazon as Amazon
    from diagnostics.budget import Buckets as Buckets
    from diagnostics.budget import CallBudget as CallBudget
    from diagnostics.credentials import AppCredentials as AppCredentials
    from diagnostics.credentials import Endpoints as Endpoints
    from diagnostics.credentials import Grant as Grant
    from diagnostics.credentials import Grants as Grants
    from diagnostics.diagnosis import Decision as Decision
    from diagnostics.diagnosis import Diagnosis as Diagnosis
    from diagnostics.diagnosis import Suspect as Suspect
    from diagnostics.diagnosis import diagnose as diagnose
    from diagnostics.examination import examine as examine
    from diagnostics.examination import plan as plan
    from diagnostics.fleet import FleetView as FleetView
    from diagnostics.memory import Memory as Memory
    from diagnostics.model import Connection as Connection
    from diagnostics.model import Evidence as Evidence
    from diagnostics.model import Finding as Finding
    from diagnostics.probe import CouldNotTell as CouldNotTell
    from diagnostics.probe import Probe as Probe
    from diagnostics.probe import Seen as Seen
    from diagnostics.probe import Target as Target
    from diagnostics.probes import PROBES as PROBES
    from diagnostics.wire import Wire as Wire

_HOMES = {
    "Amazon": "amazon",
    "AppCredentials": "credentials",
    "Buckets": "budget",
    "CallBudget": "budget",
    "Connection": "model",
    "CouldNotTell": "probe",
    "Decision": "diagnosis",
    "Diagnosis": "diagnosis",
    "Endpoints": "credentials",
    "Evidence": "model",
    "Finding": "model",
    "FleetView": "fleet",
    "Grant": "credentials",
    "Grants": "credentials",
    "Memory": "memory",
    "PROBES": "probes",
    "Probe": "probe",
    "Seen": "probe",
    "Target": "probe",
    "Wire": "wire",
    "Suspect": "diagnosis",
    "diagnose": "diagnosis",
    "examine": "examination",
    "plan": "examination",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  (one list, not two)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"diagnostics.{_HOMES[name]}"), name)
