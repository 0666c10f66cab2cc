"""
Debian's Chromium by way of Playwright, or a sentence that says why not.
"""

from __future__ import annotations

import shutil

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from playwright.async_api import Browser, Page, async_playwright


QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """
    A browser without a window; the test is skipped where there is none.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("There is no Chromium here; on Debian: apt-get install chromium.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        await browser.close()


async def opened(
    browser: Browser, address: str, *, width: int = 1360, height: int = 940, scale: float = 1
) -> tuple[Page, list[str]]:
    """
    A page at an address, and the list of what goes wrong in it from now on.
    """
    context = await browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    await page.goto(address)
    await page.wait_for_selector("#message")
    return page, wrong
