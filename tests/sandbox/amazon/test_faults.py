"""
The ways in which an answer can fail to arrive, each on a real connection.
"""

from __future__ import annotations

import asyncio

from typing import Any

import httpx
import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon


PATH = "/sellers/v1/marketplaceParticipations"


async def spoil(amazon: Amazon, answer: str) -> None:
    """
    Have every call of M1001 answered like this.
    """
    amazon.set_state("M1001", answers={"all": answer})


async def test_a_hanging_answer_outlasts_the_caller(ask: Any, amazon: Amazon) -> None:
    """
    The caller gives up first, and the call is recorded without a status.
    """
    token = await ask.token()
    await spoil(amazon, "hang")
    with pytest.raises(httpx.ReadTimeout):
        await ask.http.get(
            amazon.spapi_url[Region.EU] + PATH, headers={"x-amz-access-token": token}, timeout=0.1
        )
    await amazon.calls.reach(2)
    assert [call.status for call in amazon.calls] == [200, 0]


async def test_one_region_can_hang_alone(ask: Any, amazon: Amazon) -> None:
    """
    The others answer meanwhile.
    """
    amazon.world(spapi={"na": "hang"})
    assert (await ask.spapi(PATH, await ask.token())).status_code == 200


async def test_closing_lets_go_of_what_hangs() -> None:
    """
    The sandbox stops while a call hangs, and the caller learns of it.
    """
    async with httpx.AsyncClient(trust_env=False) as http:
        async with Amazon() as amazon:
            amazon.world(spapi={"eu": "hang"})
            hanging = asyncio.create_task(http.get(amazon.spapi_url[Region.EU] + PATH, timeout=60))
            await asyncio.sleep(0.05)
        with pytest.raises(httpx.TransportError):
            await hanging


@pytest.mark.parametrize("answer", ["drop", "half_body"])
async def test_a_broken_connection_is_a_transport_error(
    ask: Any, amazon: Amazon, answer: str
) -> None:
    """
    Dropped at once, or in the middle of the body.
    """
    await spoil(amazon, answer)
    with pytest.raises(httpx.RemoteProtocolError):
        await ask.spapi(PATH, await ask.token())


async def test_a_gigabyte_ends_when_the_caller_hangs_up(ask: Any, amazon: Amazon) -> None:
    """
    It is promised in full, and streamed no longer than somebody reads.
    """
    await spoil(amazon, "huge_body")
    headers = {"x-amz-access-token": await ask.token()}
    url = amazon.spapi_url[Region.EU] + PATH
    async with ask.http.stream("GET", url, headers=headers) as answer:
        assert int(answer.headers["content-length"]) == 1 << 30
        async for _ in answer.aiter_raw(65_536):
            break
    await amazon.calls.reach(2)
    assert len(amazon.calls) == 2


@pytest.mark.parametrize(
    ("answer", "status", "kind", "words"),
    [
        ("redirect", 302, "application/json", ""),
        ("empty_body", 200, "application/json", ""),
        ("html_page", 200, "text/html", "Amazon Sign-In"),
        ("not_json", 200, "application/json", "nearly json"),
        ("html_502", 502, "text/html", "502 Bad Gateway"),
        ("html_503", 503, "text/html", "Website Temporarily Unavailable"),
        ("html_504", 504, "text/html", "504 Gateway Time-out"),
        ("internal_failure", 500, "application/json", "InternalFailure"),
        ("unavailable", 503, "application/json", "temporarily unavailable"),
        ("odd_errors", 400, "application/json", '"errors": {'),
    ],
)
async def test_an_answer_that_is_no_data_arrives_as_written(  # noqa: PLR0913, PLR0917  (a table)
    ask: Any, amazon: Amazon, answer: str, status: int, kind: str, words: str
) -> None:
    """
    Status, kind and body.
    """
    await spoil(amazon, answer)
    got = await ask.spapi(PATH, await ask.token())
    assert (got.status_code, got.headers["content-type"].partition(";")[0]) == (status, kind)
    assert words in got.text


async def test_latency_can_be_changed_while_it_runs(ask: Any, amazon: Amazon) -> None:
    """
    It is waited before the answer, and shows in the record of calls.
    """
    amazon.latency = 0.05
    await ask.token()
    assert next(iter(amazon.calls)).duration_ms >= 50
