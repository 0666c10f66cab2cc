"""
The control address shows, breaks and mends while the sandbox runs.
"""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon
from sandbox.amazon.switches import MERCHANT_SWITCHES, WORLD_SWITCHES


async def post(ask: Any, place: str, **asked: Any) -> Any:
    """
    One change.
    """
    return await ask.http.post(f"{ask.amazon.url}/_sandbox/{place}", json=asked)


async def get(ask: Any, place: str) -> Any:
    """
    One look.
    """
    return (await ask.http.get(f"{ask.amazon.url}/_sandbox/{place}")).json()


async def test_merchants_are_shown_with_what_is_wrong(ask: Any) -> None:
    """
    Name, title and state of each connection.
    """
    shown = {merchant["id"]: merchant for merchant in await get(ask, "merchants")}
    assert shown["M1003"]["name"] == "Quillfeather Stationers"
    [connection] = shown["M1003"]["connections"]
    assert connection == {
        "connection": "seller/eu",
        "state": {"grant": "refused"},
        "as_written": True,
    }


async def test_a_state_changes_what_amazon_answers(ask: Any) -> None:
    """
    A merchant is broken in mid-run.
    """
    await post(ask, "state", merchant_id="M1001", changes={"grant": "refused"})
    assert (await ask.lwa(refresh_token="Atzr|FAKE-M1001")).json()["error"] == "invalid_grant"


async def test_mending_puts_a_merchant_in_order(ask: Any) -> None:
    """
    The grant that was refused is good again.
    """
    await post(ask, "mend", merchant_id="M1003")
    assert (await ask.lwa(refresh_token="Atzr|FAKE-M1003")).status_code == 200


async def test_restoring_brings_the_fault_back(ask: Any) -> None:
    """
    As the scenario has it.
    """
    await post(ask, "mend", merchant_id="M1003")
    await post(ask, "restore", merchant_id="M1003")
    assert (await ask.lwa(refresh_token="Atzr|FAKE-M1003")).status_code == 400


async def test_the_world_can_be_broken_and_put_in_order(ask: Any, amazon: Amazon) -> None:
    """
    Europe goes down and comes back.
    """
    path, token = "/sellers/v1/marketplaceParticipations", await ask.token()
    await post(ask, "world", spapi={"eu": "html_503"})
    down = await ask.spapi(path, token)
    await post(ask, "world")
    back = await ask.spapi(path, token)
    assert (down.status_code, back.status_code) == (503, 200)


@pytest.mark.parametrize("name", [switch.name for switch in MERCHANT_SWITCHES])
async def test_each_merchant_switch_breaks_and_mends(ask: Any, name: str) -> None:
    """
    Thrown by name; afterwards the merchant is not as written, and mending undoes it.
    """
    thrown = (await post(ask, "switch", merchant_id="M1001", switch=name)).json()
    mended = (await post(ask, "mend", merchant_id="M1001")).json()
    assert [each["connections"][0]["as_written"] for each in (thrown, mended)] == [False, True]


@pytest.mark.parametrize("name", [switch.name for switch in WORLD_SWITCHES])
async def test_each_world_switch_can_be_thrown(ask: Any, name: str) -> None:
    """
    Thrown by name.
    """
    answer = await post(ask, "switch", switch=name)
    assert answer.status_code == 200
    assert answer.json() == (await get(ask, "world"))


async def test_settings_point_at_this_amazon(ask: Any, amazon: Amazon) -> None:
    """
    The environment that another process needs.
    """
    settings = await get(ask, "settings")
    assert settings["TRIAGE_LWA_URL"] == amazon.lwa_url
    assert settings["TRIAGE_SPAPI_URL_FE"] == amazon.spapi_url[Region.FE]


@pytest.mark.parametrize(
    ("place", "asked", "status", "words"),
    [
        ("mend", {"merchant_id": "M9999"}, 404, "There is no merchant M9999 here."),
        ("state", {"merchant_id": "M1001", "changes": {"grant": "gone"}}, 400, "grant"),
        ("state", {"merchant_id": "M1001", "changes": {"answers": {"all": "x"}}}, 400, "answers"),
        ("state", {"merchant_id": "M1001"}, 400, "Say what to change"),
        ("world", {"sky": "falls"}, 400, "sky"),
        ("switch", {"switch": "no_such"}, 404, "There is no switch"),
        ("latency", {"seconds": 1e9}, 400, "between 0 and 60"),
        ("elsewhere", {}, 404, "One can post to"),
    ],
)
async def test_what_cannot_be_done_is_said(
    ask: Any, place: str, asked: dict[str, Any], status: int, words: str
) -> None:
    """
    A refusal names what is wrong.
    """
    answer = await post(ask, place, **asked)
    assert answer.status_code == status
    assert words in answer.json()["error"]


async def test_no_web_page_can_reach_it(ask: Any, amazon: Amazon) -> None:
    """
    Neither under a name that points here, nor with a form.
    """
    url = amazon.url + "/_sandbox/mend"
    renamed = await ask.http.post(url, json={}, headers={"Host": "evil.example"})
    form = await ask.http.post(url, data={"merchant_id": "M1003"})
    assert (renamed.status_code, form.status_code) == (403, 415)
