"""
Which probes are asked of a connection, and which of them wait for which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from diagnostics.model import Connection
from diagnostics.probe import Probe


def applying(connection: Connection, probes: Iterable[Probe]) -> tuple[Probe, ...]:
    """
    The probes that apply to a connection, in their order.
    """
    kinds = {str(connection.account_type)} | ({"ads"} if connection.has_ads else set())
    return tuple(probe for probe in probes if probe.applies_to & kinds)


def needed(probe: Probe) -> list[str]:
    """
    The probes without an outcome of which it is not asked.
    """
    return [signal.partition(".")[0] for signal in sorted(probe.needs)]


def waits_for(probe: Probe) -> list[str]:
    """
    The probes that have to be through before it is asked.
    """
    wanting = [signal.partition(".")[0] for signal in sorted(probe.wanted_by)]
    return list(dict.fromkeys([*needed(probe), *wanting, *probe.reads]))


def with_needs(
    probes: Sequence[Probe], only: Collection[str], known: Collection[str]
) -> tuple[Probe, ...]:
    """
    Those of `only`, and all that they stand on and that is not known.
    """
    by_name = {probe.name: probe for probe in probes if probe.name not in known}
    wanted: set[str] = set()
    todo = [name for name in only if name in by_name]
    while todo:
        name = todo.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            todo += [*needed(by_name[name]), *by_name[name].reads]
    return tuple(probe for probe in probes if probe.name in wanted)
