"""
Agents: buttons, forms, follow-ups, shortcuts, direct messages, Home.
"""

from __future__ import annotations

import json

from bot.cases.desk import Reaction
from sandbox.slack import Message
from tests.bot.slack import samples
from tests.bot.slack.conftest import Running


async def triaged(bot: Running) -> Message:
    """
    An answered case in the internal channel; its answer.
    """
    await bot.slack.command("UAGENT", "CCASES", "/triage", "M1001 orders stopped")
    await bot.idle()
    return [m for m in bot.slack.messages("CCASES") if m.bot][-1]


def now(bot: Running, message: Message) -> str:
    """
    A message's blocks as they stand now.
    """
    [found] = [m for m in bot.slack.messages(message.channel) if m.ts == message.ts]
    return json.dumps(found.blocks, ensure_ascii=False)


async def test_run_again_says_what_changed(bot: Running) -> None:
    """
    The second answer stands in the same thread and names the probe that now passes.
    """
    bot.desk.answers["M1001"] = [samples.answer(), samples.healthy()]
    first = await triaged(bot)
    await bot.slack.click("UAGENT2", "CCASES", first.ts, "run_again")
    await bot.idle()

    second = [m for m in bot.slack.messages("CCASES") if m.bot][-1]
    assert second.thread == first.thread
    assert "`lwa_token`: invalid_grant → ✓ *accepted*" in json.dumps(
        second.blocks, ensure_ascii=False
    )
    assert "Run again by <@UAGENT2>" in now(bot, first)
    assert '"run_again"' not in now(bot, first)


async def test_two_agents_pressing_the_same_button_run_once(bot: Running) -> None:
    """
    The second reads who was faster, in the thread where the button is.
    """
    answer = await triaged(bot)
    value = f"{bot.desk.opened[0].id}.1"
    for user in ("UAGENT", "UAGENT2"):
        await bot.slack.click(user, "CCASES", answer.ts, "run_again", value, forged=True)
    await bot.idle()

    assert len(bot.desk.signals) == 1
    told = bot.slack.ephemerals("UAGENT2")[-1]
    assert "already" in told.text
    assert told.thread == answer.thread != ""


async def test_escalate_shows_the_email_before_it_is_sent(bot: Running) -> None:
    """
    The modal holds recipient, subject and text; Send tells the desk, with the note, once.
    """
    answer = await triaged(bot)
    await bot.slack.click("UAGENT", "CCASES", answer.ts, "escalate")
    await bot.idle()
    [form] = bot.slack.views("UAGENT")
    shown = json.dumps(form.body)
    await bot.slack.submit("UAGENT", form.id, {"note": "They are angry."})
    await bot.idle()

    assert "support@example.org" in shown
    assert "The email." in shown
    [(_, reaction, _, payload)] = bot.desk.signals
    assert (reaction, payload["note"]) == (Reaction.ESCALATE, "They are angry.")
    assert "Escalated by <@UAGENT>" in now(bot, answer)
    assert '"run_again"' in now(bot, answer)


async def test_an_escalation_is_acknowledged_by_the_button(bot: Running) -> None:
    """
    Whoever takes it on is named where the button was.
    """
    answer = await triaged(bot)
    await bot.slack.click("UAGENT", "CCASES", answer.ts, "escalate")
    await bot.idle()
    await bot.slack.submit("UAGENT", bot.slack.views("UAGENT")[0].id, {})
    await bot.idle()
    told = [m for m in bot.slack.messages("CCASES") if m.bot][-1]
    await bot.slack.click("UAGENT2", "CCASES", told.ts, "acknowledge")
    await bot.idle()

    assert bot.desk.signals[-1][1] is Reaction.ACKNOWLEDGE
    assert "Acknowledged by <@UAGENT2>" in now(bot, told)


async def test_a_wrong_cause_asks_what_it_was(bot: Running) -> None:
    """
    Two fields; what is said reaches the desk with the article and version that were wrong.
    """
    answer = await triaged(bot)
    value = f"wrong_cause.{bot.desk.opened[0].id}.1"
    await bot.slack.click("UAGENT", "CCASES", answer.ts, "feedback", value)
    await bot.idle()
    [form] = bot.slack.views("UAGENT")
    await bot.slack.submit("UAGENT", form.id, {"note": "They changed the password."})
    await bot.idle()

    [(_, reaction, _, payload)] = bot.desk.signals
    assert reaction is Reaction.WRONG_CAUSE
    assert payload["article"] == "consent-expired"
    assert payload["version"] == "abc123"
    assert payload["note"] == "They changed the password."


async def test_follow_ups_need_no_mention(bot: Running) -> None:
    """
    “and ads?”, “run it again” and “escalate” are understood in the case's thread; the last is shown first.
    """
    answer = await triaged(bot)
    for text in ("and orders?", "run it again", "escalate", "ok thanks"):
        await bot.slack.message("UAGENT", "CCASES", text, thread=answer.thread)
        await bot.idle()

    said = bot.texts("CCASES")
    assert "Orders: 0 of 1 not normal." in said
    assert [s[1] for s in bot.desk.signals] == [Reaction.RUN_AGAIN]
    assert "Look at the email before it leaves:" in said


async def test_colleagues_talking_elsewhere_are_left_alone(bot: Running) -> None:
    """
    Outside its threads the bot needs to be mentioned.
    """
    await bot.slack.message("UAGENT", "CGENERAL", "run it again, M1001 has no orders")
    await bot.idle()

    assert bot.texts("CGENERAL") == []


async def test_a_mention_opens_a_case_under_the_message(bot: Running) -> None:
    """
    One case, though Slack sends a mention as two events.
    """
    asked = await bot.slack.mention("UAGENT", "CGENERAL", "triage M1001 no orders")
    await bot.idle()

    assert len(bot.desk.opened) == 1
    assert {m.thread for m in bot.slack.messages("CGENERAL") if m.bot} == {asked.ts}


async def test_a_pasted_error_is_explained(bot: Running) -> None:
    """
    In a direct message, without asking Amazon anything.
    """
    await bot.slack.direct("UAGENT", '{"error": "invalid_grant"} HTTP 400')
    await bot.idle()

    said = bot.texts(bot.slack.state.im_of("UAGENT").id)
    assert said == ["This may mean: The yearly consent has expired"]
    assert bot.desk.opened == []


async def test_the_direct_conversation_triages(bot: Running) -> None:
    """
    “triage M1001” works there as the command does.
    """
    await bot.slack.direct("UAGENT", "triage M1001")
    await bot.idle()

    assert len(bot.texts(bot.slack.state.im_of("UAGENT").id)) == 2


async def test_the_shortcut_finds_the_merchant_in_the_message(bot: Running) -> None:
    """
    The form opens with the merchant chosen and their words filled in.
    """
    message = await bot.slack.message("UALPHA", "CALPHA", "M1001 has no orders since Monday")
    await bot.slack.shortcut("UAGENT", "triage_message", "CALPHA", message.ts)
    await bot.idle()

    [form] = bot.slack.views("UAGENT")
    merchant, issue = form.body["blocks"]
    assert merchant["element"]["initial_option"]["value"] == "M1001"
    assert issue["element"]["initial_value"] == "M1001 has no orders since Monday"


async def test_the_shortcut_explains_a_pasted_error(bot: Running) -> None:
    """
    Above the fields, so that the agent may do without an examination.
    """
    said = await bot.slack.message("UAGENT", "CGENERAL", '400 {"error": "invalid_grant"}')
    await bot.slack.shortcut("UAGENT", "triage_message", "CGENERAL", said.ts)
    await bot.idle()

    [form] = bot.slack.views("UAGENT")
    assert "may mean" in json.dumps(form.body["blocks"][0])
    assert "The yearly consent has expired" in json.dumps(form.body["blocks"][0])


async def test_home_lists_my_cases(bot: Running) -> None:
    """
    With a link to each thread.
    """
    await triaged(bot)
    await bot.slack.open_home("UAGENT")
    await bot.idle()

    home = bot.slack.home("UAGENT")
    assert home is not None
    assert "orders stopped" in json.dumps(home.body)
    assert "|Alpha Outdoor>" in json.dumps(home.body)


async def test_home_of_somebody_else_says_where_to_ask(bot: Running) -> None:
    """
    No case is named to who is not an agent.
    """
    await triaged(bot)
    await bot.slack.open_home("UALPHA")
    await bot.idle()

    home = bot.slack.home("UALPHA")
    assert home is not None
    assert "shared channel" in json.dumps(home.body)
    assert "M1001" not in json.dumps(home.body)
