"""
What changed between two bundles: findings, our record, verdict. Pure, and of no opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.bundles.replay import Then, then_of
from bot.bundles.schema import Bundle, ConnectionPart, SeenPart


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that differs; an empty side means that it was not there.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """
    One connection in the first bundle and in the second. None where a bundle lacks it.
    """

    connection: str
    before: Then | None
    after: Then | None
    findings: tuple[Change, ...]
    record: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """
        True where both bundles hold the connection, and saw and had on record the same.
        """
        return bool(self.before and self.after) and not self.findings and not self.record


def compare(first: Bundle, second: Bundle) -> tuple[Compared, ...]:
    """
    Every connection of either bundle, in the first one's order.
    """
    before = {part.id: part for part in first.connections}
    after = {part.id: part for part in second.connections}
    return tuple(
        _compared(name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
    )


def _compared(name: str, before: ConnectionPart | None, after: ConnectionPart | None) -> Compared:
    return Compared(
        connection=name,
        before=then_of(before) if before else None,
        after=then_of(after) if after else None,
        findings=_findings(before, after) if before and after else (),
        record=_record(before.record, after.record) if before and after else (),
    )


def _findings(before: ConnectionPart, after: ConnectionPart) -> tuple[Change, ...]:
    old = {seen.probe: _said(seen) for seen in before.findings}
    new = {seen.probe: _said(seen) for seen in after.findings}
    return tuple(
        Change(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def _record(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(name, _plain(before.get(name)), _plain(after.get(name)))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )


def _said(seen: SeenPart) -> str:
    return seen.outcome or f"unanswered ({seen.unanswered_because or 'not said why'})"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
