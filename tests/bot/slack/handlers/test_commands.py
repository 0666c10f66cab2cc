"""
`/triage` and `/kb`, typed in a workspace.
"""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from bot.cases.desk import Reaction
from sandbox.slack import Workspace
from tests.bot.slack.conftest import Running, running


def whispers(bot: Running, user: str) -> list[str]:
    """
    What one person was shown alone.
    """
    return [message.text for message in bot.slack.ephemerals(user)]


async def test_a_command_is_acknowledged_and_answered(bot: Running) -> None:
    """
    The asker sees a word at once, then the plan, then the answer in its thread.
    """
    ack = await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001 orders stopped")
    await bot.idle()

    plan, answer = [m for m in bot.slack.messages("CCASES") if m.bot]
    assert ack.payload["text"] == "Looking up M1001 …"
    assert plan.blocks[1]["type"] == "plan"
    assert plan.blocks[1]["title"] == "The yearly consent has expired · 2.3 s"
    assert answer.thread == plan.ts
    assert answer.blocks[0]["text"]["text"] == "The yearly consent has expired"


async def test_http_answers_as_socket_mode_does(slack: Workspace, tmp_path: Path) -> None:
    """
    The same command over signed HTTP gets the same answer.
    """
    async with running(slack, tmp_path, http=True) as bot:
        await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001")
        await bot.idle()

        assert len(bot.texts("CCASES")) == 2


async def test_help_says_what_can_be_typed(bot: Running) -> None:
    """
    `/triage help` is answered to the asker alone.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "help")
    await bot.idle()

    assert "/triage M1001" in whispers(bot, "UAGENT")[-1]
    assert bot.texts("CCASES") == []


async def test_a_command_without_words_opens_the_form(bot: Running) -> None:
    """
    `/triage` alone asks for the merchant in a modal; submitting it opens the case.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "")
    await bot.idle()
    [form] = bot.slack.views("UAGENT")
    choices = await bot.slack.suggest("UAGENT", form.id, "merchant", "alpha")
    await bot.slack.submit("UAGENT", form.id, {"merchant": "M1001", "issue": "no orders"})
    await bot.idle()

    assert [choice["value"] for choice in choices] == ["M1001"]
    assert [(case.merchant_id, case.issue) for case in bot.desk.opened] == [("M1001", "no orders")]


async def test_who_is_no_agent_is_refused_privately(bot: Running) -> None:
    """
    A colleague without rights opens no case and only they read why.
    """
    await bot.slack.command("UNEWBIE", "CCASES", "/triage", "M1001")
    await bot.idle()

    assert bot.desk.opened == []
    assert "Only support agents can do that." in whispers(bot, "UNEWBIE")
    assert bot.texts("CCASES") == []


async def test_absurd_text_gets_a_sentence(bot: Running) -> None:
    """
    What names no merchant is repeated, escaped, with an example of what to type.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "¿<!channel> 💥" + "x" * 3000)
    await bot.idle()

    [said] = whispers(bot, "UAGENT")
    assert "No merchant on record is named in" in said
    assert "/triage M1001" in said
    assert "<!channel>" not in said


async def test_a_typo_posts_nothing_public(bot: Running) -> None:
    """
    Who typed it reads the likely merchants, as buttons; one of them opens the case.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "outdoor")
    await bot.idle()
    assert bot.texts("CCASES") == []
    assert "Did you mean one of these?" in whispers(bot, "UAGENT")[-1]

    shown = next(m for m in bot.slack.ephemerals("UAGENT") if m.blocks)
    await bot.slack.click("UAGENT", "CCASES", shown.ts, "open_another_0")
    await bot.idle()

    assert [case.merchant_id for case in bot.desk.opened] == ["M1001"]


@pytest.mark.parametrize(
    "text",
    [
        "M1001?",
        "M1001: orders missing",
        "`M1001`",
        "*M1001*",
        "M1001,",
        "check M1001",
        "M1001\u200b",
    ],
)
async def test_an_id_is_looked_up_whatever_stands_around_it(bot: Running, text: str) -> None:
    """
    Our record says what an id is.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", text)
    await bot.idle()

    assert [case.merchant_id for case in bot.desk.opened] == ["M1001"]


@pytest.mark.parametrize(
    "text", ["MD9999 is refused", "SPSA0404", "FY25 figures", "404-5551234-1234567"]
)
async def test_what_looks_like_an_id_is_none_where_our_record_has_none(
    bot: Running, text: str
) -> None:
    """
    Nothing is guessed by shape, and no case is opened for it.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", text)
    await bot.idle()

    assert bot.desk.opened == []
    assert bot.texts("CCASES") == []


async def test_several_merchants_are_examined_each(bot: Running) -> None:
    """
    With the same words.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001,M1002 orders missing")
    await bot.idle()

    assert [case.issue for case in bot.desk.opened] == ["orders missing"] * 2


async def test_a_merchant_with_an_open_case_is_not_opened_twice(bot: Running) -> None:
    """
    The asker reads since when, and may join it or open another.
    """
    for _ in range(2):
        await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001 no orders")
        await bot.idle()
    shown = next(m for m in bot.slack.ephemerals("UAGENT") if m.blocks)
    opened = len(bot.desk.opened)
    await bot.slack.click("UAGENT", "CCASES", shown.ts, "join_case")
    await bot.slack.click("UAGENT", "CCASES", shown.ts, "open_another_0")
    await bot.idle()

    assert opened == 1
    assert "taken by nobody" in json.dumps(shown.blocks)
    assert [s[1] for s in bot.desk.signals] == [Reaction.RUN_AGAIN]
    assert len(bot.desk.opened) == 2


async def test_kb_finds_articles(bot: Running) -> None:
    """
    `/kb words` shows what we know, to the asker alone.
    """
    await bot.slack.command("UAGENT", "CGENERAL", "/kb", "consent")
    await bot.idle()

    assert "The yearly consent has expired" in whispers(bot, "UAGENT")[-1]


async def test_a_shared_channel_is_bound_and_listed(bot: Running) -> None:
    """
    `/triage bind` keeps the channel's merchant and options; `/triage channels` lists it.
    """
    words = "bind M1001 every-message approve-first language de ping <@UAGENT2|ben>"
    await bot.slack.command("UAGENT", "CALPHA", "/triage", words)
    await bot.slack.command("UAGENT", "CALPHA", "/triage", "channels")
    await bot.idle()

    kept = await bot.files.channels.get("CALPHA")
    assert kept.merchants == ("M1001",)
    assert (kept.mention_only, kept.approve_first) == (False, True)
    assert (kept.language, kept.ping, kept.bound_by) == ("de", "UAGENT2", "UAGENT")
    assert "bound to M1001" in bot.texts("CCASES")[0]


async def test_an_unknown_merchant_cannot_be_bound(bot: Running) -> None:
    """
    A channel is only bound to a merchant that is on record.
    """
    await bot.slack.command("UAGENT", "CALPHA", "/triage", "bind M7777")
    await bot.idle()

    assert (await bot.files.channels.get("CALPHA")).merchants == ()


async def test_in_a_shared_channel_the_agent_is_answered_privately(bot: Running) -> None:
    """
    Nothing is posted where others read; the case has its thread in the internal channel.
    """
    await bot.slack.command("UAGENT", "CALPHA", "/triage", "M1001")
    await bot.idle()

    assert bot.texts("CALPHA") == []
    assert len(bot.texts("CCASES")) == 2
    assert any("Others can read this channel" in said for said in whispers(bot, "UAGENT"))
    direct = bot.slack.state.im_of("UAGENT").id
    assert bot.texts(direct)[0].startswith("Alpha Outdoor: The yearly consent has expired")
