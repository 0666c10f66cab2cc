"""
Over HTTP only what Slack itself signed, lately, is read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.slack import Signature
from tests.bot.slack.house import House, house


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("signed"), SLACK_APP_TOKEN="") as opened:
        opened.slack.delivery._retry_after = ()  # what is refused is not sent again
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def home(built: House) -> House:
    await built.tidy()
    return built


@pytest.mark.parametrize("signature", [s for s in Signature if s is not Signature.RIGHT])
async def test_what_slack_did_not_sign_lately_is_refused(home: House, signature: Signature) -> None:
    """
    A command, a click and an event with a wrong, stale or missing signature do nothing.
    """
    answer = await home.triaged()
    home.slack.faults.signature = signature
    acks = [
        await home.slack.command("UAGENT", "CCASES", "/triage", "M1001"),
        await home.slack.click("UAGENT", "CCASES", answer.ts, "close_case"),
    ]
    await home.slack.mention("UAGENT", "CCASES", "triage M1001")
    await home.slack.settled()
    home.slack.faults.clear()
    await home.idle()

    assert [ack.ok for ack in acks] == [False, False]
    assert await home.decided() == ["opened"]


async def test_a_body_that_was_altered_on_its_way_is_refused(home: House) -> None:
    """
    The signature covers every byte: another merchant's id in a signed command is no longer signed.
    """
    sign = home.slack.delivery._signed
    home.slack.delivery._signed = lambda body: sign(body.replace("M1001", "M1002"))  # type: ignore[method-assign]
    try:
        ack = await home.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    finally:
        home.slack.delivery._signed = sign  # type: ignore[method-assign]
    await home.idle()

    assert not ack.ok
    assert await home.cases() == []


async def test_what_slack_signed_is_worked(home: House) -> None:
    """
    Otherwise the tests above would prove nothing.
    """
    await home.triaged("M1001")

    assert [case.view.merchant_id for case in await home.cases()] == ["M1001"]
