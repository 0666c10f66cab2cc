"""
What the probes can see, as plain data: the words that articles are held to.

The probes live in another package, which this one does not import; whoever has both hands the
vocabulary over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProbeWords:
    """
    One probe's closed list of outcomes. `file` and `line` are where the list is written.
    """

    name: str
    normal: str
    abnormal: tuple[str, ...]
    applies_to: frozenset[str] = frozenset({"seller", "vendor"})
    follow_up: bool = False
    file: str = "docs/vocabulary.md"
    line: int = 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """
        Every outcome, the normal one first.
        """
        return (self.normal, *self.abnormal)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    All probes by name.
    """

    probes: Mapping[str, ProbeWords] = field(default_factory=dict)

    def __contains__(self, signal: object) -> bool:
        probe, _, outcome = str(signal).partition(".")
        return probe in self.probes and outcome in self.probes[probe].outcomes

    def abnormal(self) -> Iterator[str]:
        """
        Every abnormal signal, in the probes' own order.
        """
        for probe in self.probes.values():
            for outcome in probe.abnormal:
                yield f"{probe.name}.{outcome}"
