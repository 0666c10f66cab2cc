"""
App Home: what waits for whom, and the fleet at a glance.
"""

from __future__ import annotations

import json

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.slack.views.fleet import fleet
from bot.storage.fleet_summary import Failing, FleetNow
from diagnostics.connections.source import Count
from diagnostics.model import Finding, PlatformStatus, Region
from tests.bot.slack.house import House, house


NOW = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)
COUNTS = (
    Count(Region.EU, PlatformStatus.CONNECTED, 59),
    Count(Region.EU, PlatformStatus.DISCONNECTED, 2),
    Count(Region.NA, PlatformStatus.CONNECTED, 40),
)
DOWN = Failing(Region.EU, "spapi_access.server_error", 3, NOW - timedelta(minutes=4))
APP = Finding("app_access", "", "accepted", normal=True, summary="", at=NOW - timedelta(minutes=1))


def shown(**changes: object) -> str:
    """
    The fleet's blocks as text.
    """
    looked = ((Region.EU, 5), (Region.NA, 0), (Region.FE, 0))
    made = {"counts": COUNTS, "looked_at": looked, "failing": (DOWN,), "ours": (APP,), **changes}
    blocks = fleet(FleetNow(at=NOW, **made))  # type: ignore[arg-type]
    return json.dumps([block.to_dict() for block in blocks], ensure_ascii=False)


def test_connections_are_counted_by_region_and_status() -> None:
    """
    A row for each region and one for all of them.
    """
    table = json.loads(shown())[2]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows[0] == ["Region", "Connected", "Disconnected", "Reconnect Required", "Failing now"]
    assert rows[2] == ["Europe", "59", "2", "0", "3 of 5 looked at"]
    assert rows[4] == ["All", "99", "2", "0", "–"]


def test_a_failure_is_told_with_how_many_and_how_long_ago() -> None:
    """
    Per region, with a mark where several merchants share it.
    """
    said = "⚠ *Europe:* `spapi_access.server_error` at 3 of 5 merchants, last seen 4 minutes ago"
    assert said in shown()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "*Our own side is well:* Amazon accepted our app 1 minute ago."),
        ({"ours": ()}, "*Our own side* was not asked about in the last 10 minutes."),
        (
            {
                "ours": (
                    Finding("app_access", "", "denied", normal=False, summary="Denied.", at=NOW),
                )
            },
            "*Our own side:* Denied. (just now)",
        ),
        ({"counts": ()}, "does not say how many there are"),
        ({"failing": ()}, "shows a failure that others could share"),
        ({"looked_at": (), "failing": ()}, "No merchant was looked at in the last 10 minutes."),
    ],
)
def test_what_is_not_known_is_said(changes: dict[str, object], said: str) -> None:
    """
    Nothing seen is not the same as well.
    """
    assert said in shown(**changes)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("home")) as opened:
        await opened.tidy()
        # The merchant reconnects; Amazon throttles; only we can act.
        for merchant in ("M1004", "M1007", "M1016"):
            await opened.triaged(merchant)
        calls = len(opened.world.amazon.calls)
        await opened.slack.open_home("UAGENT")
        await opened.idle()
        assert len(opened.world.amazon.calls) == calls  # Home asks Amazon nothing
        yield opened


def part(home: House, title: str) -> str:
    """
    A list of somebody's Home, as text.
    """
    published = home.slack.home("UAGENT")
    assert published is not None
    text = json.dumps(published.body["blocks"], ensure_ascii=False)
    return text.partition(f"*{title}*")[2].partition('"divider"')[0]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("title", "merchants"),
    [
        ("My open cases", {"M1004", "M1007", "M1016"}),
        ("Waiting on the merchant", {"M1004"}),
        ("Waiting for Amazon", {"M1007"}),
        ("Escalated", {"M1016"}),
    ],
)
async def test_each_case_is_listed_under_whom_it_waits_for(
    home: House, title: str, merchants: set[str]
) -> None:
    """
    A merchant to act, Amazon to recover, or ourselves: told apart.
    """
    listed = part(home, title)
    assert {m for m in ("M1004", "M1007", "M1016") if m in listed} == merchants


@pytest.mark.asyncio(loop_scope="module")
async def test_the_fleet_is_what_we_hold(home: House) -> None:
    """
    The record's numbers, what was just seen, and our own app.
    """
    seen = part(home, "Fleet at a glance")
    assert "lwa_token.invalid_grant" in seen
    assert "Our own side is well" in seen
    assert "nobody has taken it" in part(home, "Escalated")
