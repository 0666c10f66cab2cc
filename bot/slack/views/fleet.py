"""
The fleet at a glance, on App Home: how many connections stand how, what fails where, and are we well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, TableBlock

from bot.slack.views.parts import code, escape, rule, section, small
from bot.storage.fleet_summary import Failing, FleetNow
from diagnostics.examination.comparison import ENOUGH
from diagnostics.examination.fleet import WINDOW
from diagnostics.model import PlatformStatus, Region


REGIONS = {Region.NA: "North America", Region.EU: "Europe", Region.FE: "Far East"}
_SHOWN = 6  # failures
_MINUTES = round(WINDOW.total_seconds() / 60)


def fleet(now: FleetNow) -> list[Block]:
    """
    The blocks of that part.
    """
    blocks: list[Block] = [rule(), section("*Fleet at a glance*")]
    if now.counts:
        blocks.append(_table(now))
    else:
        blocks.append(small("Our record of connections does not say how many there are."))
    blocks.append(section("\n".join([*_failing(now), _ours(now)])))
    blocks.append(
        small(
            "Numbers are our record’s. Failures are those of merchants examined or sampled in the"
            f" last {_MINUTES} minutes; nobody is asked for this page."
        )
    )
    return blocks


def _table(now: FleetNow) -> TableBlock:
    looked = dict(now.looked_at)
    rows = [["Region", *(status or "Not on record" for status in _shown(now)), "Failing now"]]
    for region, name in REGIONS.items():
        ill = sum(f.merchants for f in now.failing if f.region is region)
        seen = looked.get(region, 0)
        lately = f"{ill} of {seen} looked at" if seen else "nobody looked at"
        rows.append([name, *_standing(now, [region]), lately])
    rows.append(["All", *_standing(now, list(Region)), ""])
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows]
    numbers = [{"align": "right"}] * len(_shown(now))
    return TableBlock(rows=cells, column_settings=[{"is_wrapped": True}, *numbers])


def _standing(now: FleetNow, regions: Sequence[Region]) -> list[str]:
    return [
        str(sum(c.connections for c in now.counts if c.status is status and c.region in regions))
        for status in _shown(now)
    ]


def _shown(now: FleetNow) -> list[PlatformStatus | None]:
    unknown = any(counted.status is None for counted in now.counts)
    return [*PlatformStatus, *([None] if unknown else [])]


def _failing(now: FleetNow) -> list[str]:
    looked = dict(now.looked_at)
    if not any(looked.values()):
        return [f"○ No merchant was looked at in the last {_MINUTES} minutes."]
    if not now.failing:
        return ["✓ None of the merchants looked at shows a failure that others could share."]
    lines = [_line(failing, looked.get(failing.region, 0), now.at) for failing in now.failing]
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], *([f"… and {more} more"] if more > 0 else [])]


def _line(failing: Failing, looked: int, now: datetime) -> str:
    mark = "⚠" if failing.merchants >= ENOUGH else "✗"
    merchants = f"{failing.merchants} of {looked} " + ("merchant" if looked == 1 else "merchants")
    return (
        f"{mark} *{REGIONS[failing.region]}:* {code(failing.failure, 80)} at {merchants}, "
        f"last seen {ago(failing.at, now)}"
    )


def _ours(now: FleetNow) -> str:
    if not now.ours:
        return f"○ *Our own side* was not asked about in the last {_MINUTES} minutes."
    ill = [finding for finding in now.ours if not finding.normal]
    if not ill:
        at = max(finding.at for finding in now.ours if finding.at is not None)
        return f"✓ *Our own side is well:* Amazon accepted our app {ago(at, now.at)}."
    worst = min(ill, key=lambda finding: finding.normal is None)
    when = f" ({ago(worst.at, now.at)})" if worst.at is not None else ""
    said = worst.summary if worst.outcome is not None else (worst.unanswered_because or "no answer")
    lead = "⚠ *Our own side:*" if worst.outcome is not None else "○ *Our own side* could not tell:"
    return f"{lead} {escape(said, 300)}{when}"


def ago(at: datetime, now: datetime) -> str:
    """
    How long ago, in words.
    """
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return "1 minute ago" if minutes == 1 else f"{minutes} minutes ago"
