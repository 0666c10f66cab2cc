"""
The page's own addresses: what each person sees, what they may do, and who may ask at all.
"""

from __future__ import annotations

import asyncio
import json

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.inbox import Inbox
from sandbox.slack import Workspace
from sandbox.slack.page import Page
from sandbox.slack.page.wire import without_secrets
from sandbox.slack.typing import as_delivered
from tests.sandbox.slack.bot import EchoBot


class Browser:
    """
    A browser without a screen: it asks as the page's script asks.
    """

    def __init__(self, slack: Workspace, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.session = session

    async def see(self, place: str, **query: str) -> Any:
        async with self.session.get(f"{self.slack.url}/page/{place}", params=query) as answer:
            return await answer.json()

    async def tell(self, place: str, body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.slack.url}/page/{place}", json=body) as answer:
            return answer.status, await answer.json()

    async def do(self, user: str, what: str, **more: Any) -> tuple[int, Any]:
        return await self.tell("do", {"as": user, "what": what, **more})


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with Inbox() as inbox, aiohttp.ClientSession() as session:
        slack = Workspace(retry_after=(0.01,))
        Page(slack, inbox)
        async with slack:
            client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)
            echo = EchoBot(AsyncApp(client=client, signing_secret=slack.signing_secret))
            handler = AsyncSocketModeHandler(echo.app, slack.app_token)
            await handler.connect_async()
            await slack.connected()
            yield Browser(slack, session)
            await slack.settled()
            await handler.close_async()


async def test_a_merchant_sees_only_what_is_shared_with_them(browser: Browser) -> None:
    """A merchant's sidebar has their channel and the bot; another channel is not theirs."""
    seen = await browser.see("state", **{"as": "UALPHA", "channel": "CCASES"})
    assert [c["id"] for c in seen["channels"]] == ["CALPHA", "DALPHA"]
    assert seen["channel"] is None


async def test_an_ephemeral_is_seen_by_its_addressee_alone(browser: Browser) -> None:
    """What is for one user is not in what another gets."""
    await browser.do("UAGENT", "say", channel="CGENERAL", text="/triage M1001")
    mine = await browser.see("state", **{"as": "UAGENT", "channel": "CGENERAL"})
    theirs = await browser.see("state", **{"as": "UAGENT2", "channel": "CGENERAL"})
    assert "On it" in [m["text"] for m in mine["channel"]["messages"]]
    assert "On it" not in [m["text"] for m in theirs["channel"]["messages"]]


async def test_a_typed_command_a_click_and_a_modal_reach_the_bot(browser: Browser) -> None:
    """The page's own road: a command, its button, the modal it opens, and its submission."""
    slack = browser.slack
    await browser.do("UAGENT", "say", channel="CCASES", text="/triage M1001")
    message = (await slack.wait_for(lambda: slack.messages("CCASES")))[0]
    await browser.do("UAGENT", "click", channel="CCASES", ts=message.ts, action="again")
    view = (await slack.wait_for(lambda: slack.views("UAGENT")))[0]
    _, found = await browser.do("UAGENT", "suggest", view=view.id, action="merchants", text="M")
    assert found["options"][0]["value"] == "M1001"
    _, said = await browser.do("UAGENT", "submit", view=view.id, values={"merchants": "M1001"})
    assert said["ok"]
    assert (await browser.see("state", **{"as": "UAGENT"}))["views"] == []


async def test_a_merchants_command_is_not_valid_and_is_told_in_the_channel(
    browser: Browser,
) -> None:
    """A merchant who types a slash command reads that it is not valid, and nothing is sent."""
    await browser.do("UALPHA", "say", channel="CALPHA", text="/triage M1001")
    seen = await browser.see("state", **{"as": "UALPHA", "channel": "CALPHA"})
    assert [m["text"] for m in seen["channel"]["messages"]] == ["/triage is not a valid command."]
    assert browser.slack.acks == []


async def test_what_cannot_be_done_is_a_sentence(browser: Browser) -> None:
    """A forbidden channel, an unknown person and an unknown deed are refused in words."""
    for asked in (
        {"as": "UALPHA", "what": "say", "channel": "CCASES", "text": "x"},
        {"as": "UNONE", "what": "say"},
        {"as": "UAGENT", "what": "explode"},
    ):
        status, said = await browser.tell("do", asked)
        assert status == 400
        assert said["shown"]


async def test_hostile_text_arrives_as_text(browser: Browser) -> None:
    """Markup, broadcasts, broken characters and very long text go through as plain text."""
    hostile = "<script>alert(1)</script> <!channel> \ud800 \x00 \u202e" + "x" * 60_000
    raw = json.dumps({"as": "UALPHA", "what": "say", "channel": "CALPHA", "text": hostile})
    address = f"{browser.slack.url}/page/do"
    headers = {"Content-Type": "application/json"}
    async with browser.session.post(address, data=raw, headers=headers) as answer:
        assert answer.status == 200
    await browser.slack.settled()
    held = browser.slack.messages("CALPHA")[0].text
    assert held.startswith("&lt;script&gt;alert(1)&lt;/script&gt; &lt;!channel&gt;")
    assert len(held) < 41_000
    assert await browser.see("state", **{"as": "UALPHA", "channel": "CALPHA"})


async def test_other_web_pages_are_kept_out(browser: Browser) -> None:
    """Another host name and a form's post are refused."""
    url = browser.slack.url
    async with browser.session.get(f"{url}/page/cast", headers={"Host": "evil.example"}) as no:
        assert no.status == 403
    async with browser.session.post(f"{url}/page/do", data={"what": "say"}) as no:
        assert no.status == 415


async def test_the_page_runs_no_foreign_code(browser: Browser) -> None:
    """The page carries a policy that allows its own files and nothing else."""
    async with browser.session.get(f"{browser.slack.url}/") as page:
        policy = page.headers["Content-Security-Policy"]
        text = await page.text()
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http://" not in text
    assert "https://" not in text


async def test_a_change_is_told_at_once(browser: Browser) -> None:
    """Whoever listens hears that something changed."""
    async with browser.session.get(f"{browser.slack.url}/page/stream") as stream:
        assert await stream.content.readline() == b"data: hello\n"
        await browser.do("UAGENT", "say", channel="CGENERAL", text="hello")
        async with asyncio.timeout(5):
            while await stream.content.readline() != b"data: changed\n":
                pass


async def test_faults_are_switched_from_the_page(browser: Browser) -> None:
    """The fault panel sets counters and switches, and puts all well again."""
    await browser.tell("faults", {"rate_limited": 3, "limits": True, "slow": 99})
    held = await browser.see("faults")
    assert (held["rate_limited"], held["limits"], held["slow"]) == (3, True, 30.0)
    _, held = await browser.tell("faults", {"clear": True})
    assert (held["rate_limited"], held["slow"]) == (0, 0.0)


async def test_the_wire_shows_calls_without_secrets(browser: Browser) -> None:
    """The wire has both directions; a secret in an argument is dots."""
    await browser.do("UAGENT", "say", channel="CCASES", text="/triage Atzr|FAKE-M1001")
    slack = browser.slack
    await slack.wait_for(lambda: slack.messages("CCASES"))
    entries = await browser.see("wire")
    assert {entry["side"] for entry in entries} == {"slack", "delivery"}
    assert "FAKE" not in json.dumps(entries)
    assert without_secrets("token Atzr|FAKE-M1001, so") == "token ••••••, so"


async def test_without_an_amazon_the_page_says_so(browser: Browser) -> None:
    """A workspace without a simulated Amazon answers in words."""
    assert "no simulated Amazon" in (await browser.see("amazon/merchants"))["shown"]


async def test_the_mail_servers_faults_are_switched_from_the_page(browser: Browser) -> None:
    """The mailbox can be taken down and brought back."""
    await browser.tell("inbox", {"up": False, "fault": "refused"})
    held = await browser.see("inbox")
    assert (held["up"], held["fault"]) == (False, "refused")
    await browser.tell("inbox", {"up": True, "fault": ""})
    assert (await browser.see("inbox"))["up"]


def test_typing_makes_mentions_and_links_and_nothing_else() -> None:
    """A handle and an address become Slack's own; what only looks like markup stays text."""
    users = {u.id: u for u in Workspace().state.users.values()}
    typed = "@triage see https://a.example/x?a=1&b=2 <!here> mail@triage.example"
    assert as_delivered(typed, users) == (
        "<@UBOT> see <https://a.example/x?a=1&amp;b=2> &lt;!here&gt; mail@triage.example"
    )
