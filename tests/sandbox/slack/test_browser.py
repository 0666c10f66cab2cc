"""
The page in a real browser: it draws every block, runs nothing that anybody wrote, and stays in step.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from playwright.async_api import Browser, Route, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Workspace
from sandbox.slack.page import Page
from tests.sandbox.slack.bot import EchoBot
from tests.sandbox.slack.chromium import chromium, opened


pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(60),
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all of them
]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> <!channel> \u202eevil javascript:alert(3)"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def rich(text: str) -> dict[str, Any]:
    leaf = {"type": "text", "text": text}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [leaf]}]}


def every_block(text: str) -> list[dict[str, Any]]:
    """
    One of each block that a message may hold, with the same text wherever text can be.
    """
    short = text[:70]
    task = {"type": "task_card", "task_id": "1", "title": text, "status": "error"}
    buttons: list[dict[str, Any]] = [
        {"type": "button", "action_id": "go", "text": plain(short)},
        {
            "type": "overflow",
            "action_id": "more",
            "options": [{"text": plain(short), "value": "a"}],
        },
        {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": plain(short),
            "options": [{"text": plain(short), "value": "a"}],
        },
    ]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": {"text": plain(short), "value": "g"},
        "negative_button": {"text": plain("No"), "value": "b"},
    }
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": text}]] * 2}
    return [
        {"type": "header", "text": plain(text)},
        {"type": "section", "text": mrkdwn(text), "fields": [mrkdwn(text), plain(text)]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn(text), plain(text)]},
        {"type": "plan", "title": text, "tasks": [{**task, "details": rich(text)}]},
        {"type": "container", "title": plain(text), "is_collapsible": True, "child_blocks": [table]},
        {"type": "markdown", "text": f"**bold** {text}\n\n- [link](javascript:alert(4))"},
        rich(text),
        {"type": "actions", "elements": buttons},
        {"type": "context_actions", "elements": [feedback]},
    ]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def windows_closed(browser: Browser) -> AsyncIterator[None]:
    yield
    for context in browser.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def slack() -> AsyncIterator[Workspace]:
    workspace = Workspace(retry_after=())
    Page(workspace)
    async with workspace:
        yield workspace


@pytest_asyncio.fixture(loop_scope="module")
async def client(slack: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)


@pytest_asyncio.fixture(loop_scope="module")
async def bot(slack: Workspace, client: AsyncWebClient) -> AsyncIterator[EchoBot]:
    echo = EchoBot(AsyncApp(client=client, signing_secret=slack.signing_secret))
    handler = AsyncSocketModeHandler(echo.app, slack.app_token)
    await handler.connect_async()
    await slack.connected()
    yield echo
    await slack.settled()
    await handler.close_async()


async def test_every_block_is_drawn_and_hostile_text_stays_text(
    browser: Browser, slack: Workspace, client: AsyncWebClient
) -> None:
    """Each block shows its text; no script, picture or dangerous link comes of it."""
    await client.chat_postMessage(
        channel="CCASES", text="x", blocks=every_block(HOSTILE[:140]), unfurl_links=False
    )
    page, wrong = await opened(browser, slack.url)
    for kind in ("header", "section", "context", "plan", "container", "markdown", "rich_text"):
        await expect(page.locator(f".block-{kind}").first).to_contain_text("<script>alert(1)")
    assert await page.locator("#main script, #main img, #main a").count() == 0
    await expect(page.locator(".block-header")).to_contain_text("[U+202E]")
    assert wrong == []


async def test_what_people_type_stays_text_too(browser: Browser, slack: Workspace) -> None:
    """Markup and forty thousand characters typed into the box are shown as text."""
    page, wrong = await opened(browser, f"{slack.url}/#as=UALPHA&channel=CALPHA")
    await page.fill("#message", HOSTILE)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .text").first).to_contain_text("<script>alert(1)</script>")
    await page.fill("#message", "x" * 40_000)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .long")).to_contain_text("Show all 40,000 characters")
    assert wrong == []


async def test_an_edit_and_a_reply_appear_in_two_browsers_at_once(
    browser: Browser, slack: Workspace, client: AsyncWebClient
) -> None:
    """What happens is drawn at once for everybody, and a reload finds it all again."""
    one, _ = await opened(browser, slack.url)
    two, _ = await opened(browser, slack.url)
    sent = await client.chat_postMessage(channel="CCASES", text="first")
    for page in (one, two):
        await expect(page.locator(".message .text")).to_have_text("first")
    await client.chat_update(channel="CCASES", ts=sent["ts"], text="second")
    await client.chat_postMessage(channel="CCASES", text="reply", thread_ts=sent["ts"])
    for page in (one, two):
        await expect(page.locator("#main .message .text")).to_have_text("second")
        await page.click(".replies")
        await page.reload()
        await expect(page.locator("#thread .message .text").last).to_have_text("reply")


async def test_a_command_is_completed_and_a_modal_is_filled_by_keyboard(
    browser: Browser, slack: Workspace, bot: EchoBot
) -> None:
    """From the slash to the submitted modal without a mouse."""
    page, wrong = await opened(browser, slack.url)
    await page.focus("#message")
    await page.keyboard.type("/tri")
    await expect(page.locator(".complete [role=option]")).to_contain_text("/triage")
    await page.keyboard.press("Tab")
    await page.keyboard.type("M1001")
    await page.keyboard.press("Enter")
    await page.locator(".message button", has_text="Run Again").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".modal")).to_be_visible()
    await page.keyboard.type("M10")
    await page.locator(".suggestions button").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.locator(".modal textarea, .modal input").last.focus()
    await page.keyboard.type("orders stopped")
    await page.keyboard.press("Enter")
    await expect(page.locator(".modal")).to_have_count(0)
    assert bot.heard[0][1]["text"] == "M1001"
    values = next(b for name, b, _ in bot.heard if name == "view")["view"]["state"]["values"]
    assert values["merchant"]["merchants"]["selected_option"]["value"] == "M1001"
    assert values["why"]["issue"]["value"] == "orders stopped"
    assert wrong == []


async def test_suggestions_that_come_late_keep_the_keyboard_in_the_list(
    browser: Browser, slack: Workspace, bot: EchoBot
) -> None:
    """Who has stepped into the list while an answer was under way still chooses by keyboard."""
    page, _ = await opened(browser, slack.url)
    late = asyncio.Event()

    async def held(route: Route) -> None:
        if '"M1"' in (route.request.post_data or ""):
            await late.wait()
        await route.continue_()

    await page.route("**/page/do", held)
    await page.fill("#message", "/triage M1001")
    await page.keyboard.press("Enter")
    await page.click("text=Run Again")
    await page.locator(".combo input").focus()
    await page.keyboard.type("M")
    await expect(page.locator(".suggestions button")).to_have_text("M01 Harbor")
    await page.keyboard.type("1")
    await page.keyboard.press("ArrowDown")
    late.set()
    await expect(page.locator(".suggestions button")).to_have_text("M101 Harbor")
    await page.keyboard.press("Enter")
    await expect(page.locator(".combo input")).to_have_value("M101 Harbor")


async def test_validation_errors_keep_what_was_typed(
    browser: Browser, slack: Workspace, bot: EchoBot
) -> None:
    """The bot's error stands at its field, and nothing has to be typed again."""
    bot.modal_answer = {"response_action": "errors", "errors": {"why": "Say more."}}
    page, _ = await opened(browser, slack.url)
    await page.fill("#message", "/triage M1001")
    await page.keyboard.press("Enter")
    await page.click("text=Run Again")
    await page.fill(".combo input", "M")
    await page.click(".suggestions button")
    await page.fill(".block-input >> nth=1 >> input", "orders")
    await page.click(".modal [type=submit]")
    await expect(page.locator(".modal .wrong")).to_have_text("Say more.")
    await expect(page.locator(".block-input >> nth=1 >> input")).to_have_value("orders")
    await expect(page.locator(".combo input")).to_have_value("M01 Harbor")


async def test_a_merchant_has_neither_commands_nor_shortcuts(
    browser: Browser, slack: Workspace, bot: EchoBot
) -> None:
    """A merchant sees their shared channel and the bot, and nothing that only agents may do."""
    page, _ = await opened(browser, slack.url)
    await page.select_option("#persona", "UALPHA")
    await expect(page.locator("#sidebar .line")).to_have_count(2)
    await page.fill("#message", "/tri")
    await expect(page.locator(".complete")).to_be_hidden()
    await page.fill("#message", "hello")
    await page.keyboard.press("Enter")
    await page.locator(".message").first.hover()
    await page.click("[aria-label='More actions']")
    assert "Triage this message" not in await page.locator(".tools .menu").inner_text()


async def test_the_bot_hears_that_its_conversation_was_opened(
    browser: Browser, slack: Workspace, bot: EchoBot
) -> None:
    """From the sidebar and from either tab: that is when it offers its prompts or its Home."""
    page, _ = await opened(browser, slack.url)
    await page.get_by_role("button", name="Triage", exact=True).click()
    await page.get_by_role("button", name="Home", exact=True).click()
    heard = await slack.wait_for(lambda: slack.acks if len(slack.acks) == 2 else None)
    assert [ack.sent["event"]["tab"] for ack in heard] == ["messages", "home"]  # type: ignore[union-attr]


async def test_a_slow_answer_is_not_drawn_over_a_newer_one(
    browser: Browser, slack: Workspace
) -> None:
    """Whoever goes elsewhere while the page loads is not taken back once the first answer comes."""
    page = await browser.new_page()
    asked = 0

    async def late(route: Route) -> None:
        nonlocal asked
        asked += 1
        answer = await route.fetch()
        if asked == 1:
            await asyncio.sleep(0.5)
        await route.fulfill(response=answer)

    await page.route("**/page/state*", late)
    await page.goto(slack.url)
    await page.evaluate("location.hash = 'channel=CALPHA'")
    await expect(page.locator("#main h1")).to_have_text("#ext-tarnholm-outdoor")
    await page.wait_for_timeout(700)
    await expect(page.locator("#main h1")).to_have_text("#ext-tarnholm-outdoor")


@pytest.mark.parametrize("width", [360, 760, 1280])
async def test_nothing_is_wider_than_the_window(
    browser: Browser, slack: Workspace, client: AsyncWebClient, width: int
) -> None:
    """At phone, tablet and desktop width the page itself never scrolls sideways."""
    sent = await client.chat_postMessage(
        channel="CCASES", text="x", blocks=every_block("word " * 20)
    )
    await client.chat_postMessage(channel="CCASES", text="y", thread_ts=sent["ts"])
    page, _ = await opened(browser, f"{slack.url}/#thread={sent['ts']}")
    await page.set_viewport_size({"width": width, "height": 720})
    for tab in ("chat", "inbox", "amazon", "wire", "faults"):
        await page.click(f"[data-tab={tab}]")
        await page.wait_for_timeout(150)
        wide = await page.evaluate(
            "[...document.querySelectorAll('#main, #main > *')].map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(wide) <= 1, tab
