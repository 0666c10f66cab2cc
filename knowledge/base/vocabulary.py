"""
What the probes can see, as plain data: the words that articles are held to.

The probes live in another package, which this one does not import; whoever has both hands the
vocabulary over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


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


Likelihood = Callable[[Any, ProbeWords, str], float]  # of an article, a probe and an outcome


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    All probes by name, and how likely each cause makes each outcome, as the diagnosis reckons it.
    """

    probes: Mapping[str, ProbeWords]
    likelihood: Likelihood

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
