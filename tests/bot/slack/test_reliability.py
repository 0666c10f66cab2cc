"""
Slack's redeliveries, refusals and closed sockets, and our own restarts: nothing lost, nothing twice.
"""

from __future__ import annotations

import asyncio
import json

from dataclasses import replace
from pathlib import Path

import pytest

from sqlalchemy import text

from bot.foundation.settings import SettingsError
from bot.model.surface import SurfaceUnavailable
from bot.slack.app import SlackApp
from bot.slack.handlers.context import HandlerContext
from bot.slack.handlers.message import InboundMessage
from bot.slack.inbound.client import SlackRefused
from bot.slack.inbound.delivery_log import NAME, DeliveryLog
from bot.storage.stores import Stores
from sandbox.slack import Workspace
from tests.bot.slack import samples
from tests.bot.slack.conftest import Running, running, settings_for


async def test_an_event_delivered_twice_is_one_case(bot: Running) -> None:
    """
    Twice each, and a mention as both of Slack's events: four deliveries, one answer.
    """
    bot.slack.faults.duplicate_events = True
    await bot.slack.mention("UAGENT", "CGENERAL", "triage M1001")
    await bot.idle()

    assert len(bot.texts("CGENERAL")) == 2


async def test_a_lost_acknowledgement_makes_no_second_case(bot: Running) -> None:
    """
    Slack sends the event again; the claim is taken already.
    """
    bot.slack.faults.lost_acks = 1
    await bot.slack.mention("UAGENT", "CGENERAL", "triage M1001")
    await bot.idle()

    assert len(bot.desk.opened) == 1


async def test_an_event_is_on_disk_before_slack_gets_its_200(
    slack: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Acknowledged, then cut off before any work: the database has it.
    """
    async with running(slack, tmp_path) as bot:
        # The work after the acknowledgement never happens, as when the process dies there.
        monkeypatch.setattr(HandlerContext, "start", lambda _self, work, _tell=None: work.close())
        await slack.mention("UAGENT", "CGENERAL", "triage M1001")
        await slack.settled()

        left = await bot.app.arrived.unfinished()
        assert [ack.ok for ack in slack.acks if ack.kind == "events_api"] == [True, True]
        assert [claim.body["text"] for claim in left] == ["<@UBOT> triage M1001"]


async def test_what_was_claimed_and_not_worked_is_worked_after_a_restart(
    slack: Workspace, tmp_path: Path
) -> None:
    """
    The process died between the claim and the work.
    """
    settings = settings_for(slack, tmp_path)
    files = Stores.open(settings.triage_database_url)
    apart = files.database.apart(NAME)
    arrivals = DeliveryLog(apart)
    await arrivals.prepare()
    heard = InboundMessage(
        team="TOURS",
        channel="CGENERAL",
        ts="1700000000.000100",
        thread="",
        user="UAGENT",
        user_team="TOURS",
        text="<@UBOT> M1001",
        direct=False,
    )
    await arrivals.claim(heard.identity, heard.as_body())
    arrivals.close()
    apart.close()
    files.close()

    async with running(slack, tmp_path) as bot:
        await bot.idle()

        assert [case.merchant_id for case in bot.desk.opened] == ["M1001"]


async def test_a_finished_claim_keeps_no_words(bot: Running) -> None:
    """
    What a person wrote is dropped once a case has it.
    """
    await bot.slack.mention("UAGENT", "CGENERAL", "triage M1001 our private words")
    await bot.idle()

    apart = bot.files.database.apart(NAME)
    rows = await apart.run(lambda c: c.execute(text("select body, done from slack_arrivals")).all())
    apart.close()
    assert all(done for _, done in rows)
    assert "private words" not in str(rows)


async def test_refused_blocks_go_out_as_plain_text(bot: Running) -> None:
    """
    Never silence: the post stands, without its blocks.
    """
    bot.slack.faults.methods = {"chat.postMessage"}
    bot.slack.faults.refused, bot.slack.faults.refusal = 1, "invalid_blocks"
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()

    plan, answer = [m for m in bot.slack.messages("CCASES") if m.bot]
    assert "Alpha Outdoor" in plan.text
    assert answer.blocks


async def test_a_rate_limit_delays_a_post_and_loses_none(bot: Running) -> None:
    """
    429 with Retry-After is waited out.
    """
    bot.slack.faults.methods = {"chat.postMessage"}
    bot.slack.faults.rate_limited = 1
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()

    assert len(bot.texts("CCASES")) == 2


async def test_a_server_error_of_slacks_is_tried_again(bot: Running) -> None:
    """
    One 500 is not the end of an answer.
    """
    bot.slack.faults.methods = {"chat.postMessage"}
    bot.slack.faults.server_errors = 1
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()

    assert len(bot.texts("CCASES")) == 2


async def test_where_the_bot_is_no_member_the_internal_channel_has_the_case(bot: Running) -> None:
    """
    And the asker is told where.
    """
    bot.slack.faults.methods = {"chat.postMessage"}
    bot.slack.faults.refused, bot.slack.faults.refusal = 1, "not_in_channel"
    await bot.slack.command("UAGENT", "CGENERAL", "/triage", "M1001")
    await bot.idle()

    assert bot.texts("CGENERAL") == []
    assert len(bot.texts("CCASES")) == 2


async def test_the_same_step_twice_posts_once(bot: Running) -> None:
    """
    A step repeated after a crash finds its own messages.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()
    case = await bot.desk.view(bot.desk.opened[0].id)
    await bot.app.surface.open_case(case, samples.PLAN)
    await bot.app.surface.show_answer(case, samples.answer(), None)
    await bot.idle()

    assert len(bot.texts("CCASES")) == 2


async def test_a_post_that_was_not_noted_is_found_in_slack(bot: Running) -> None:
    """
    The process died between Slack's yes and our note of it.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()
    case = await bot.desk.view(bot.desk.opened[0].id)
    kept = await bot.app.ledger.post(case.id, "answer.1")
    assert kept is not None
    await bot.app.ledger.keep(replace(kept, ts=""))
    await bot.app.surface.show_answer(case, samples.answer(), None)
    await bot.idle()

    assert len(bot.texts("CCASES")) == 2


async def test_a_closed_socket_loses_no_command(bot: Running) -> None:
    """
    Two sockets: while one is reopened the other hears.
    """
    await bot.slack.sockets.refresh()
    await bot.slack.connected(at_least=1)
    ack = await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()

    assert ack.ok
    assert len(bot.texts("CCASES")) == 2


async def test_what_runs_at_the_end_is_shown_as_interrupted(
    slack: Workspace, tmp_path: Path
) -> None:
    """
    A stop in mid-examination leaves no spinner but a button.
    """
    async with running(slack, tmp_path) as bot:
        bot.desk.pause = 3600.0
        await slack.command("UAGENT", "CCASES", "/triage", "M1001")
        await slack.wait_for(lambda: bot.texts("CCASES"))
        await asyncio.sleep(0.05)
        for task in bot.desk.tasks:
            task.cancel()

    [plan] = [m for m in slack.messages("CCASES") if m.bot]
    assert "Interrupted after" in json.dumps(plan.blocks)
    assert '"run_again"' in json.dumps(plan.blocks)


async def test_while_stopping_we_are_not_ready(slack: Workspace, tmp_path: Path) -> None:
    """
    Ready while serving; not any more once the stop was asked for.
    """
    async with running(slack, tmp_path) as bot:
        while_serving = bot.app.ready
    assert while_serving
    assert not bot.app.ready


async def test_a_refused_token_stops_the_start_with_a_sentence(
    slack: Workspace, tmp_path: Path
) -> None:
    """
    It names the variable.
    """
    settings = settings_for(slack, tmp_path, slack_bot_token="xoxb-FAKE-other")
    files = Stores.open(settings.triage_database_url)

    with pytest.raises(SlackRefused, match="SLACK_BOT_TOKEN"):
        await SlackApp.connect(settings, files)
    files.close()


async def test_without_tokens_the_missing_one_is_named(slack: Workspace, tmp_path: Path) -> None:
    """
    Neither an app token nor a signing secret.
    """
    settings = settings_for(slack, tmp_path, http=True, slack_signing_secret="")
    files = Stores.open(settings.triage_database_url)

    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET"):
        await SlackApp.connect(settings, files)
    files.close()


async def test_a_revoked_token_makes_us_not_ready(bot: Running) -> None:
    """
    The first refused call is enough.
    """
    bot.slack.faults.token_revoked = True
    await bot.slack.command("UAGENT", "CCASES", "/triage", "help")
    await bot.idle()

    assert not bot.app.ready


async def test_an_answer_is_not_lost_while_slack_is_down(bot: Running) -> None:
    """
    The surface says that it is unavailable, so that the case tries again; it does not give up.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
    await bot.idle()
    case = replace(await bot.desk.view(bot.desk.opened[0].id), run=2)
    bot.app.audiences.forget_channel("CCASES")
    bot.slack.faults.server_errors = 20
    with pytest.raises(SurfaceUnavailable):
        await bot.app.surface.show_answer(case, samples.answer(), None)
    bot.slack.faults.clear()
    await bot.app.surface.show_answer(case, samples.answer(), None)
    await bot.idle()

    assert len(bot.texts("CCASES")) == 3
