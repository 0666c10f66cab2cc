"""
What people of other companies, and forged payloads, must not achieve.
"""

from __future__ import annotations

import json

from dataclasses import replace
from pathlib import Path

import pytest

from sqlalchemy import text

from bot.slack.arrivals import NAME
from bot.slack.audience import Person
from knowledge.article import Audience
from sandbox.slack import Signature, Workspace
from tests.bot.slack.conftest import Running, running
from tests.bot.slack.test_agents import triaged


AGENTS_OWN = ("run_again", "escalate", "close_case", "feedback", "approve_send", "acknowledge")


@pytest.mark.parametrize("action", AGENTS_OWN)
async def test_merchants_cannot_press_agents_buttons(bot: Running, action: str) -> None:
    """
    A forged click in their own channel with a true case id does nothing.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    answer = [m for m in bot.slack.messages("CALPHA") if m.bot][-1]
    value = f"{bot.desk.opened[0].id}.1"
    await bot.slack.click("UALPHA", "CALPHA", answer.ts, action, value, forged=True)
    await bot.idle()

    assert bot.desk.signals == []
    assert bot.slack.views("UALPHA") == []
    assert bot.slack.ephemerals("UALPHA")[-1].text == "Only support agents can do that."


async def test_a_case_of_another_channel_cannot_be_reached(bot: Running) -> None:
    """
    Beta's user, with Alpha's case id in Beta's button, reads what an unknown id reads too.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.bind("CBETA", "M1002")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.slack.mention("UBETA", "CBETA", "orders are missing")
    await bot.idle()
    alphas = next(case.id for case in bot.desk.opened if case.merchant_id == "M1001")
    mine = [m for m in bot.slack.messages("CBETA") if m.bot][-1]
    for value in (f"{alphas}.1", "ZZZZ.1", "", "'; drop table cases;--.1", f"{alphas}.99"):
        await bot.slack.click("UBETA", "CBETA", mine.ts, "merchant_done", value, forged=True)
        await bot.idle()

    assert bot.desk.signals == []
    said = {m.text for m in bot.slack.ephemerals("UBETA")}
    assert said == {"That button is not for this conversation."}


async def test_edited_metadata_of_a_form_is_refused(bot: Running) -> None:
    """
    A form whose private metadata was replaced names no case.
    """
    answer = await triaged(bot)
    await bot.slack.click("UAGENT", "CCASES", answer.ts, "escalate")
    await bot.idle()
    form = bot.slack.views("UAGENT")[0]
    await bot.slack.submit("UAGENT", form.id, {}, private_metadata='{"case": "ZZZZ.1"}')
    await bot.idle()

    assert bot.desk.signals == []


@pytest.mark.parametrize("signature", [s for s in Signature if s is not Signature.RIGHT])
async def test_unsigned_requests_are_refused(
    slack: Workspace, tmp_path: Path, signature: Signature
) -> None:
    """
    Over HTTP only what Slack signed, lately, is read.
    """
    async with running(slack, tmp_path, http=True) as bot:
        slack.faults.signature = signature
        ack = await slack.command("UAGENT", "CCASES", "/triage", "M1001")
        slack.faults.clear()
        await bot.idle()

        assert not ack.ok
        assert bot.desk.opened == []
        slack.acks.clear()


async def test_merchants_words_cannot_call_or_link(bot: Running) -> None:
    """
    `<!channel>`, a mention and a link in the issue come out as plain characters.
    """
    await bot.bind("CALPHA", "M1001")
    text = "orders <!channel> <@UAGENT> <http://evil.example|click> `x` \u202eabc"
    await bot.slack.mention("UALPHA", "CALPHA", text)
    await bot.idle()

    wire = json.dumps([call.args for call in bot.slack.calls], ensure_ascii=False)
    assert "<!channel>" not in wire
    assert "<http://evil" not in wire
    assert "\u202e" not in wire


async def test_a_channel_that_becomes_shared_gets_nothing_internal(bot: Running) -> None:
    """
    The second answer of a case goes to the internal channel when its own was opened to others.
    """
    await bot.slack.command("UAGENT", "CGENERAL", "/triage", "M1001")
    await bot.idle()
    before = len(bot.texts("CGENERAL"))
    answer = [m for m in bot.slack.messages("CGENERAL") if m.bot][-1]
    await bot.slack.share("CGENERAL", "TALPHA", "UALPHA")
    await bot.idle()
    await bot.slack.click("UAGENT", "CGENERAL", answer.ts, "run_again")
    await bot.idle()

    assert len(bot.texts("CGENERAL")) == before
    assert bot.texts("CCASES")[-1].startswith("Alpha Outdoor: The yearly consent has expired")


@pytest.mark.parametrize(
    ("user", "team"),
    [
        ("UALPHA", "TALPHA"),
        ("UALPHA", "TOURS"),  # a forged team: users.info knows better
        ("UGRID", "EGRID"),
        ("UNOBODY", ""),
        ("UNOBODY", "TOURS"),
        ("UAGENT", ""),
        ("UAGENT", "TALPHA"),
        ("UNEWBIE", "TOURS"),
        ("", "TOURS"),
    ],
)
async def test_only_our_own_agents_are_agents(bot: Running, user: str, team: str) -> None:
    """
    Any doubt about who somebody is means that they are not.
    """
    assert not await bot.app.audiences.is_agent(Person(user, team))


async def test_an_agent_is_an_agent(bot: Running) -> None:
    """
    A member of the user group, from our own workspace.
    """
    assert await bot.app.audiences.is_agent(Person("UAGENT", "TOURS"))


@pytest.mark.parametrize("channel", ["CALPHA", "CBETA", "CNOWHERE", ""])
async def test_a_channel_in_doubt_is_a_merchants(bot: Running, channel: str) -> None:
    """
    Shared, unknown, or not described by Slack.
    """
    assert await bot.app.audiences.of(channel) is Audience.MERCHANT


async def test_our_own_channel_is_ours(bot: Running) -> None:
    """
    Private and public ones alike.
    """
    assert await bot.app.audiences.of("CCASES") is Audience.SUPPORT
    assert await bot.app.audiences.of("CGENERAL") is Audience.SUPPORT


async def test_an_invitation_that_is_out_makes_a_channel_a_merchants(bot: Running) -> None:
    """
    Before the other company has accepted it.
    """
    channel = bot.slack.state.channels["CGENERAL"]
    bot.slack.state.channels["CGENERAL"] = replace(channel, pending=True)

    assert await bot.app.audiences.of("CGENERAL") is Audience.MERCHANT


async def test_unknown_teams_and_grid_users_are_answered_as_merchants(bot: Running) -> None:
    """
    In the bound channel, for its merchant, in the merchants' wording.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UGRID", "CALPHA", "orders are missing")
    await bot.idle()

    assert [case.merchant_facing for case in bot.desk.opened] == [True]
    assert "invalid_grant" not in json.dumps([m.blocks for m in bot.slack.messages("CALPHA")])


async def test_a_pasted_secret_is_neither_kept_nor_shown(bot: Running) -> None:
    """
    The person is told what it was; the token itself goes nowhere.
    """
    token = "Atzr|" + "IwEBIOneNobodyMaySee1234"
    await bot.slack.direct("UAGENT", f"refresh_token={token} gives 400 invalid_grant")
    await bot.idle()

    told = [m for m in bot.slack.messages(bot.slack.state.im_of("UAGENT").id) if m.bot]
    apart = bot.files.database.apart(NAME)
    dump = await apart.run(lambda c: str(c.execute(text("select * from slack_arrivals")).all()))
    apart.close()
    assert "refresh token" in json.dumps(told[0].blocks)
    assert "IwEBIOneNobody" not in dump + json.dumps([call.args for call in bot.slack.calls])
