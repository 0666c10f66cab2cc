"""
Six journeys through the whole product, in a browser: nothing in them is simulated but the outside.

They share one world and one bot, as people share one workspace, so each has merchants of its own and
may run alone or in any order. Each leaves pictures in var/screenshots.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from playwright.async_api import Browser, Locator, Page, expect

from sandbox.slack import audit
from sandbox.world import World
from tests.sandbox.slack.chromium import chromium, opened


pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]

PICTURES = Path(__file__).parents[3] / "var" / "screenshots"
SOON = 20_000  # milliseconds
START_WITHIN_S = 60.0  # as `triage demo` allows; imports alone take long on starved cores
expect.set_options(timeout=SOON)  # a loaded machine is slow, not wrong
SHARP = {"width": 1240, "height": 940, "scale": 1.3}  # the README's picture is one of these
BOUND = {"CALPHA": frozenset({"M1004"}), "CBETA": frozenset({"M1001"})}


class Bot:
    """
    `triage serve` in a process of its own.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        log = (self.world.folder / "bot.log").open("ab")
        command = (sys.executable, "-m", "bot.cli", "serve")
        env = {**os.environ, **self.world.settings}
        self.process = await asyncio.create_subprocess_exec(
            *command, env=env, stdout=log, stderr=log
        )
        log.close()
        await self.world.slack.connected(START_WITHIN_S)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with World(tmp_path_factory.mktemp("world")) as outside:
        yield outside


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(world: World) -> AsyncIterator[Bot]:
    running = Bot(world)
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, world: World, bot: Bot) -> AsyncIterator[Page]:
    shown, wrong = await opened(browser, world.slack.url, **SHARP)  # type: ignore[arg-type]
    shown.set_default_timeout(SOON)
    yield shown
    await shown.context.close()
    assert wrong == []
    assert audit.faults(world.slack.calls, world.slack.acks, bound=BOUND) == []


async def become(page: Page, user: str) -> None:
    await page.select_option("#persona", user)
    name = await page.locator(f"#persona option[value={user}]").inner_text()
    await expect(page.locator(".persona strong")).to_have_text(name.partition(" · ")[0])


async def enter(page: Page, channel: str) -> None:
    line = page.locator(f"[data-channel={channel}]")
    await line.click()
    name = await line.locator(".line-name").inner_text()
    await expect(page.locator("#main h1")).to_have_text(f"#{name}")


async def say(page: Page, text: str) -> None:
    await page.fill("#message", text)
    await page.keyboard.press("Enter")


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=PICTURES / f"{name}.png")


async def thread(page: Page, about: str) -> Locator:
    """
    Open the newest thread about somebody, and return it once an answer with a button stands in it.
    """
    begun = page.locator("#main .message", has_text=about)
    await begun.filter(has=page.locator(".replies")).last.locator(".replies").click()
    held = page.locator("#thread")
    await expect(held.locator(".message").first).to_contain_text(about)
    await expect(held.locator(".block-actions button").first).to_be_visible()
    return held


async def break_and_mend(page: Page, merchant: str, title: str) -> None:
    """
    Choose a switch of the Amazon tab, or press its Mend; an empty merchant stands for everybody.
    """
    await page.click("[data-tab=amazon]")
    where = page.locator("#world")
    if merchant:
        where = page.locator(".merchant", has=page.get_by_text(merchant, exact=True))
    if title == "Mend":
        await where.get_by_role("button", name="Mend").click()
    else:
        await where.locator("select").select_option(label=title)
    await expect(page.locator(".toast", has_text="Done")).to_have_count(1)
    await page.locator(".toast").evaluate_all("all => all.forEach(one => one.remove())")
    await page.click("[data-tab=chat]")


async def test_an_agent_triages_and_escalates(page: Page, world: World) -> None:
    """From a typed command to the mail in the support inbox."""
    await say(page, "/triage M1014 nothing has come in since Monday")
    case = await thread(page, "M1014")
    await expect(case.locator(".block-header")).to_contain_text("disconnected")
    await case.locator(".block-header").evaluate("e => e.closest('.message').scrollIntoView()")
    await picture(page, "case")
    await case.get_by_role("button", name="Escalate").click()
    await expect(page.locator(".modal")).to_contain_text("support@platform.example")
    await page.fill(".modal textarea", "Please look at this today.")
    await page.click(".modal [type=submit]")
    await world.inbox.wait_for(lambda mail: "M1014" in mail.subject, timeout=20)
    await page.click("[data-tab=inbox]")
    await page.locator(".mail-line", has_text="M1014").click()
    mail = page.frame_locator(".mail-html")
    await expect(mail.locator("body")).to_contain_text("Please look at this today.")
    await expect(mail.locator("body")).to_contain_text("nothing has come in since Monday")
    await picture(page, "agent-escalates")


async def test_a_merchant_reconnects_and_gets_the_verified_fix(page: Page) -> None:
    """A merchant asks in the shared channel, reconnects, presses the button, and it works again."""
    await enter(page, "CALPHA")
    await say(page, "/triage bind M1004")
    await expect(page.locator(".message.private").last).to_contain_text("belongs to M1004")
    await become(page, "UALPHA")
    await say(page, "@triage hello, our orders have not come in since Monday")
    case = await thread(page, "our orders have not come in")
    await expect(case).to_contain_text("Reconnect")
    await expect(case).not_to_contain_text("invalid_grant")
    await break_and_mend(page, "M1004", "Mend")
    await case.get_by_role("button", name="Done It").click()
    await expect(case).to_contain_text("It works again")
    await picture(page, "merchant-fixed")
    await become(page, "UAGENT")
    await enter(page, "CCASES")
    ours = await thread(page, "M1004")
    await expect(ours.locator(".message").last).to_contain_text("Verified fix")


async def test_an_outage_is_amazons_and_passes(page: Page) -> None:
    """While a region is down nobody is told to reconnect; once it is back, running again shows it."""
    await break_and_mend(page, "", "SP-API EU is down")
    await say(page, "/triage M1002")
    case = await thread(page, "M1002")
    answer = case.locator(".message", has=page.locator(".block-actions")).last
    await expect(answer).to_contain_text("Amazon")
    await expect(answer.locator(".block-header")).not_to_contain_text(
        re.compile("permission|reconnect", re.IGNORECASE)
    )
    await picture(page, "outage")
    await break_and_mend(page, "", "Mend")
    await answer.get_by_role("button", name="Run Again").click()
    await expect(case).to_contain_text(re.compile("Nothing wrong found|Verified fix"))
    await picture(page, "outage-over")


async def test_a_merchant_may_not_do_what_agents_may(page: Page, world: World) -> None:
    """Commands are not valid, another merchant's id changes nothing, and nothing leaks."""
    await enter(page, "CBETA")
    await say(page, "/triage bind M1001")
    await expect(page.locator(".message.private").last).to_contain_text("belongs to M1001")
    await become(page, "UBETA")
    await say(page, "/triage M1003")
    await expect(page.locator(".message.private").last).to_contain_text("not a valid command")
    await say(page, "@triage what is wrong with M1003?")
    case = await thread(page, "what is wrong with M1003?")
    await expect(case.locator(".message").nth(1)).not_to_contain_text("M1003")
    await expect(case).not_to_contain_text("Quillfeather")
    await picture(page, "merchant-refused")
    ours = str([(m.text, m.blocks) for m in world.slack.messages("CCASES")])
    assert "Brambleford Kettles" in ours
    assert "Quillfeather" not in ours


async def test_a_case_survives_a_restart(page: Page, world: World, bot: Bot) -> None:
    """A bot that is killed in the middle of an examination finishes it when it is back, once."""
    world.amazon.latency = 1.0
    await say(page, "/triage M1005")
    begun = page.locator("#main .message", has=page.locator(".block-plan"))
    await expect(begun.filter(has_text="M1005")).to_be_visible()
    await bot.kill()
    await expect(page.locator(".bot-state")).to_have_text("bot not connected")
    await picture(page, "restart-down")
    world.amazon.latency = 0.0
    await bot.start()
    case = await thread(page, "M1005")
    await expect(case).to_contain_text("Peverell Glassware")
    await expect(case.locator(".message")).to_have_count(2)  # the case, and one answer
    await picture(page, "restart-finished")


async def test_home_shows_what_is_open_and_the_fleet(page: Page) -> None:
    """An agent's Home, opened as a person does: a case of theirs, and how the fleet stands."""
    await say(page, "/triage M1007 nothing since noon")
    await thread(page, "M1007")
    await page.click("[data-channel=DAGENT]")
    await page.get_by_role("button", name="Home", exact=True).click()
    shown = page.locator(".home")
    await expect(shown).to_contain_text("nothing since noon")
    await expect(shown).to_contain_text("Reconnect Required")
    await expect(shown).to_contain_text("Our own side")
    await picture(page, "home")


async def test_every_tab_fits_a_phone(page: Page) -> None:
    """Nothing of a tab is cut off at the right edge of a small window."""
    await page.set_viewport_size({"width": 360, "height": 720})
    for tab, filled in (("amazon", ".merchant"), ("faults", ".fault"), ("wire", ".wire")):
        await page.click(f"[data-tab={tab}]")
        await expect(page.locator(filled).first).to_be_visible()
        wide = await page.evaluate(
            "[...document.querySelectorAll('#main, #main > *')].map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(wide) <= 1, tab
        await picture(page, f"phone-{tab}")
