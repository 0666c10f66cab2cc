"""
The fault table, outside: Slack, Amazon or the mail server fails while a case is under way.
"""

from __future__ import annotations

import asyncio

import pytest

from sandbox.inbox.server import Fault
from sandbox.slack import audit
from sandbox.world import World
from tests.faults.serving import PATIENCE, answered, ask, posts, serving


SENT, PENDING = "notice.mail.r1.sent", "notice.mail.r1.pending"


async def test_slack_down_delays_an_answer(world: World) -> None:
    """
    Slack answers every post with 500 for a while: the answer comes, once, when it is back.
    """
    async with serving(world):
        world.slack.faults.methods = {"chat.postMessage"}
        world.slack.faults.server_errors = 40
        await ask(world, "M1016")
        await world.inbox.wait_for(timeout=PATIENCE)
        world.slack.faults.clear()
        await answered(world)
        await answered(world, SENT)
    assert len(posts(world, "answer.1")) == 1


async def test_slack_hanging_up_delays_an_answer(world: World) -> None:
    """
    Calls to Slack lose their connection: the answer comes, once.
    """
    async with serving(world):
        world.slack.faults.methods = {"chat.postMessage"}
        world.slack.faults.dropped_calls = 6
        await ask(world, "M1016")
        await answered(world)
        await answered(world, SENT)
    assert len(posts(world, "answer.1")) == 1


async def test_slack_asking_for_patience_gets_it(world: World) -> None:
    """
    After 429 the bot waits as long as Slack says, and answers once.
    """
    async with serving(world):
        world.slack.faults.methods = {"chat.postMessage"}
        world.slack.faults.rate_limited = 3
        await ask(world, "M1016")
        await answered(world)
    assert len(posts(world, "answer.1")) == 1
    assert sum(call.status == 429 for call in world.slack.calls) == 3


async def test_lost_sockets_are_opened_again(world: World) -> None:
    """
    Every socket is cut without a word; what is asked meanwhile is repeated by Slack and answered.
    """
    async with serving(world):
        await world.slack.sockets.cut()
        await ask(world, "M1001")
        await answered(world)
    assert audit.faults(world.slack.calls) == []


async def test_amazon_down_is_said_and_nobody_is_told_to_reconnect(world: World) -> None:
    """
    With all of Amazon down the answer blames Amazon and asks nothing of the merchant.
    """
    down = dict.fromkeys(("na", "eu", "fe"), "html_503")
    world.amazon.world(lwa="unavailable", spapi=down)
    async with serving(world):
        await ask(world, "M1001")
        message = await answered(world)
    assert "Amazon" in message.text
    assert "econnect" not in message.text.replace("Do not reconnect", "")


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.LATER, Fault.DROP])
async def test_a_mail_that_is_not_taken_is_kept_and_sent_later(world: World, fault: Fault) -> None:
    """
    The thread reads "not sent yet" until the server has accepted the mail, and "sent" only then.
    """
    world.inbox.fail(fault)
    async with serving(world):
        await ask(world, "M1016")
        await answered(world, PENDING)
        assert not posts(world, SENT)
        world.inbox.fail(None)
        await answered(world, SENT)
    assert len(world.inbox.messages) == 1


async def test_a_mail_server_that_is_away_is_waited_for(world: World) -> None:
    """
    Nothing listens where mail goes; once something does, the mail is sent.
    """
    await world.inbox.down()
    async with serving(world):
        await ask(world, "M1016")
        await answered(world, PENDING)
        await world.inbox.up()
        await answered(world, SENT)
    assert len(world.inbox.messages) == 1


async def test_a_mail_server_that_hangs_is_given_up_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A server that never answers DATA holds up the mail, and nothing else.
    """
    monkeypatch.setattr("bot.cases.smtp.PATIENCE_S", 0.5)
    world.inbox.fail(Fault.HANG, 1)
    async with serving(world):
        await ask(world, "M1016")
        await answered(world, PENDING)
        await answered(world, SENT)
    assert len(world.inbox.messages) == 1


async def test_a_lost_250_doubles_a_mail_recognisably(world: World) -> None:
    """
    The server took the mail and its 250 was lost: the repeat carries the same Message-ID.
    """
    world.inbox.fail(Fault.DROP_AFTER_DATA, 1)
    async with serving(world):
        await ask(world, "M1016")
        await answered(world, SENT)
    ids = [mail.header("Message-ID") for mail in world.inbox.messages]
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_a_lost_acknowledgement_makes_no_second_case(world: World) -> None:
    """
    Slack did not see our acknowledgement and repeats the event: still one answer.
    """
    world.slack.faults.lost_acks = 2
    async with serving(world):
        await ask(world, "M1001")
        await answered(world)
        await world.slack.settled()
        await asyncio.sleep(0)
    assert len(posts(world, "answer.1")) == 1
