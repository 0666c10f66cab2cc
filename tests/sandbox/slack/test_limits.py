"""
Slack's rate limits and its bad days, on a clock that the test moves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Workspace
from tests.sandbox.slack.bot import MODAL


class Clock:
    """
    A clock that stands still until it is moved.
    """

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def strict(clock: Clock) -> AsyncIterator[AsyncWebClient]:
    async with Workspace(limits=True, now=clock) as slack:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def test_updates_are_fifty_a_minute_for_the_whole_workspace(
    strict: AsyncWebClient, clock: Clock
) -> None:
    """The fifty-first chat.update of a minute is told how long to wait."""
    one = await strict.chat_postMessage(channel="CCASES", text="x")
    two = await strict.chat_postMessage(channel="CGENERAL", text="x")
    for number in range(50):
        held = (one, two)[number % 2]
        await strict.chat_update(channel=held["channel"], ts=held["ts"], text=f"{number}")
    clock.at += 20
    with pytest.raises(SlackApiError) as refusal:
        await strict.chat_update(channel="CCASES", ts=one["ts"], text="x")
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "40"
    clock.at += 41
    await strict.chat_update(channel="CCASES", ts=one["ts"], text="x")


async def test_posts_are_about_one_a_second_in_a_channel(
    strict: AsyncWebClient, clock: Clock
) -> None:
    """After a short burst a channel takes one post a second; another channel is not touched."""
    for _ in range(5):
        await strict.chat_postMessage(channel="CCASES", text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await strict.chat_postMessage(channel="CCASES", text="x")
    await strict.chat_postMessage(channel="CGENERAL", text="x")
    clock.at += 1
    await strict.chat_postMessage(channel="CCASES", text="x")


async def test_the_next_calls_can_be_spoiled(slack: Workspace, client: AsyncWebClient) -> None:
    """A fault strikes so many times and only the methods it names, then all is well."""
    slack.faults.rate_limited, slack.faults.retry_after = 1, 7
    slack.faults.methods = {"chat.update"}
    sent = await client.chat_postMessage(channel="CCASES", text="x")
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_update(channel="CCASES", ts=sent["ts"], text="y")
    assert refusal.value.response.headers["Retry-After"] == "7"
    await client.chat_update(channel="CCASES", ts=sent["ts"], text="y")


async def test_a_server_error_is_recorded(slack: Workspace, client: AsyncWebClient) -> None:
    """A 500 reaches the bot and the record of calls."""
    slack.faults.server_errors = 1
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="CCASES", text="x")
    assert (slack.calls[-1].status, slack.calls[-1].ok) == (500, False)


async def test_a_revoked_token_is_refused(slack: Workspace, client: AsyncWebClient) -> None:
    """Once the token is revoked every call is refused with that reason, until it is put back."""
    slack.faults.token_revoked = True
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    slack.faults.clear()
    await client.auth_test()


async def test_blocks_and_triggers_can_be_refused(slack: Workspace, client: AsyncWebClient) -> None:
    """A sound message can be refused for its blocks, and a modal as too late, so many times."""
    slack.faults.refused_blocks = slack.faults.expired_triggers = 1
    blocks = [{"type": "divider"}]
    with pytest.raises(SlackApiError, match="json-pointer:/blocks/0"):
        await client.chat_postMessage(channel="CCASES", text="x", blocks=blocks)
    await client.chat_postMessage(channel="CCASES", text="x", blocks=blocks)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=slack.state.trigger("UAGENT"), view=MODAL)


async def test_a_call_can_lose_its_connection(slack: Workspace, client: AsyncWebClient) -> None:
    """A dropped call is a broken connection for the bot, and nothing was posted."""
    slack.faults.dropped_calls = 1
    client.retry_handlers.clear()
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="CCASES", text="x")
    assert slack.messages("CCASES") == []
    assert slack.calls[-1].error == "connection_lost"
