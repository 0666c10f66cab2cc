"""
Over signed HTTP the bot gets the same things, and refuses what is not signed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Signature, Workspace
from tests.sandbox.slack.bot import EchoBot


@pytest_asyncio.fixture
async def http_bot(slack: Workspace, client: AsyncWebClient) -> AsyncIterator[EchoBot]:
    echo = EchoBot(AsyncApp(client=client, signing_secret=slack.signing_secret))
    runner = web.AppRunner(echo.app.server(port=0).web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield echo
    await slack.settled()
    await runner.cleanup()


async def test_everything_arrives_over_http(slack: Workspace, http_bot: EchoBot) -> None:
    """Commands, clicks, modals and events arrive over HTTP as over a socket."""
    ack = await slack.command("UAGENT", "CCASES", "/triage", "M1001 & more")
    message = (await slack.wait_for(lambda: slack.messages("CCASES")))[0]
    await slack.click("UAGENT", "CCASES", message.ts, "again")
    view = (await slack.wait_for(lambda: slack.views("UAGENT")))[0]
    options = await slack.suggest("UAGENT", view.id, "merchants", "M")
    await slack.submit("UAGENT", view.id, {"merchants": "M1001"})
    await slack.mention("UALPHA", "CALPHA", "help")
    await slack.settled()
    assert ack.payload == {"text": "On it"}
    assert options
    assert {"command", "action", "options", "view", "app_mention"} <= set(http_bot.names())
    assert http_bot.heard[0][1]["text"] == "M1001 & more"


@pytest.mark.parametrize("how", [Signature.WRONG, Signature.STALE, Signature.MISSING])
async def test_a_bad_signature_is_refused(
    slack: Workspace, http_bot: EchoBot, how: Signature
) -> None:
    """A wrong, stale or missing signature is answered 401 and does nothing."""
    slack.faults.signature = how
    ack = await slack.command("UAGENT", "CCASES", "/triage", "M1001")
    assert (ack.ok, ack.why) == (False, "http_error 401")
    assert http_bot.heard == []


async def test_an_event_is_retried_over_http(slack: Workspace, http_bot: EchoBot) -> None:
    """An event whose acknowledgement got lost comes again with Slack's retry headers."""
    slack.faults.lost_acks = 1
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert [context["retry"] for _, _, context in http_bot.heard] == ["0", "1"]


async def test_an_address_that_does_not_answer_the_challenge_is_refused(slack: Workspace) -> None:
    """A request URL is used only when it answers Slack's challenge."""
    with pytest.raises(ConnectionError, match="challenge"):
        await slack.deliver_to(f"{slack.url}/nothing")


@pytest.mark.parametrize(("headers", "attempts"), [({}, 4), ({"x-slack-no-retry": "1"}, 1)])
async def test_a_bot_can_decline_the_retries(
    slack: Workspace, headers: dict[str, str], attempts: int
) -> None:
    """A refusal with x-slack-no-retry ends the attempts; without it there are three more."""
    seen = 0

    async def refuse(_: web.Request) -> web.Response:
        nonlocal seen
        seen += 1
        return web.Response(status=500, headers=headers)

    app = web.Application()
    app.add_routes([web.post("/", refuse)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.delivery.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    await runner.cleanup()
    assert seen == attempts
