"""
Merchants in shared channels: what they are answered, and when there is silence.
"""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from bot.cases.desk import Reaction
from sandbox.slack import Workspace
from tests.bot.slack.conftest import Running, running


async def test_a_mention_in_a_bound_channel_is_answered_for_that_merchant(bot: Running) -> None:
    """
    The merchant reads plain words in their thread; our people read all of it in theirs.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()

    looking, answer = [m for m in bot.slack.messages("CALPHA") if m.bot]
    assert (looking.thread, answer.thread) == (asked.ts, asked.ts)
    assert answer.text.startswith("Amazon’s permission for us has run out after a year.")
    assert "invalid_grant" not in json.dumps(answer.blocks)
    assert "invalid_grant" in json.dumps([m.blocks for m in bot.slack.messages("CCASES")])


async def test_another_merchants_id_is_as_good_as_unwritten(bot: Running) -> None:
    """
    Somebody else's merchant and one that does not exist read the same: their own connection.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "triage M1002")
    await bot.slack.mention("UALPHA2", "CALPHA", "triage M9999", thread="1700000000.000100")
    await bot.idle()

    assert {case.merchant_id for case in bot.desk.opened} == {"M1001"}


async def test_a_mention_in_an_unbound_channel_reads_the_same_for_everybody(bot: Running) -> None:
    """
    Nothing is examined; an agent is told how to bind the channel.
    """
    await bot.slack.mention("UALPHA", "CALPHA", "what about M1002?")
    await bot.idle()

    assert bot.desk.opened == []
    assert bot.texts("CALPHA")[0].startswith("We could not look this up here.")
    assert "/triage bind M1001" in bot.texts("CCASES")[0]


async def test_a_message_that_is_clearly_meant_is_answered_without_a_mention(bot: Running) -> None:
    """
    Unless the channel is set to mentions only.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UALPHA", "CALPHA", "since Monday no orders come in from Amazon")
    await bot.idle()

    assert len(bot.desk.opened) == 1


@pytest.mark.parametrize("text", ["thanks!", "lunch?", "see you tomorrow"])
async def test_small_talk_gets_silence(bot: Running, text: str) -> None:
    """
    What is not about the connection is not answered.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UALPHA", "CALPHA", text)
    await bot.idle()

    assert bot.texts("CALPHA") == []


async def test_a_mention_only_channel_hears_mentions_only(bot: Running) -> None:
    """
    The setting is kept to.
    """
    await bot.bind("CALPHA", "M1001", mention_only=True)
    await bot.slack.message("UALPHA", "CALPHA", "no orders come in from Amazon")
    await bot.idle()

    assert bot.desk.opened == []


async def test_while_an_agent_answers_the_bot_is_silent(bot: Running) -> None:
    """
    A colleague who wrote in the channel has the conversation.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UAGENT", "CALPHA", "hi Alma, how can I help?")
    await bot.idle()
    await bot.slack.message("UALPHA", "CALPHA", "no orders come in from Amazon")
    await bot.idle()

    assert bot.desk.opened == []


async def test_an_agent_who_answers_in_a_thread_is_left_to_it(bot: Running) -> None:
    """
    The same in the channel beside it; a mention still gets an answer.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.message("UALPHA", "CALPHA", "hi, is Ana there?")
    await bot.slack.message("UAGENT", "CALPHA", "I am looking at it", thread=asked.ts)
    await bot.idle()
    await bot.slack.message("UALPHA2", "CALPHA", "no orders come in from Amazon")
    await bot.slack.message("UALPHA", "CALPHA", "amazon orders are gone", thread=asked.ts)
    await bot.idle()
    before = len(bot.desk.opened)
    await bot.slack.mention("UALPHA2", "CALPHA", "no orders come in from Amazon")
    await bot.idle()

    assert (before, len(bot.desk.opened)) == (0, 1)


async def test_that_an_agent_answers_is_known_after_a_restart(
    slack: Workspace, tmp_path: Path
) -> None:
    """
    And to every other process: it is kept in the database.
    """
    async with running(slack, tmp_path) as bot:
        await bot.bind("CALPHA", "M1001")
        await slack.message("UAGENT", "CALPHA", "hi Alma, how can I help?")
        await bot.idle()
    async with running(slack, tmp_path) as bot:
        await slack.message("UALPHA", "CALPHA", "no orders come in from Amazon")
        await bot.idle()

        assert bot.desk.opened == []


@pytest.mark.parametrize("text", ["thanks!", "great, thank you", "danke :wave:"])
async def test_thanks_get_silence_even_with_a_mention(bot: Running, text: str) -> None:
    """
    Nobody wants an examination for having been polite.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", text)
    await bot.idle()

    assert bot.texts("CALPHA") == []


async def test_a_burst_of_messages_gets_one_answer(bot: Running) -> None:
    """
    Three lines in a row are one request.
    """
    await bot.bind("CALPHA", "M1001")
    for text in ("amazon is down?", "no orders since Monday", "orders are urgent!"):
        await bot.slack.message("UALPHA", "CALPHA", text)
    await bot.idle()

    assert len(bot.desk.opened) == 1


async def test_the_channels_language_is_spoken(bot: Running) -> None:
    """
    What surrounds the answer is said in the language the channel is set to.
    """
    await bot.bind("CALPHA", "M1001", language="de")
    await bot.slack.mention("UALPHA", "CALPHA", "Bestellungen fehlen")
    await bot.idle()

    assert bot.texts("CALPHA")[0].startswith("Danke für den Hinweis.")


async def test_done_looks_again_and_settles_once(bot: Running) -> None:
    """
    “I’ve Done It” starts one more run, is replaced by a line, and cannot be pressed twice.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    answer = [m for m in bot.slack.messages("CALPHA") if m.bot][-1]
    await bot.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_done")
    await bot.idle()
    value = f"{bot.desk.opened[0].id}.1"
    await bot.slack.click("UALPHA2", "CALPHA", answer.ts, "merchant_done", value, forged=True)
    await bot.idle()

    settled = next(m for m in bot.slack.messages("CALPHA") if m.ts == answer.ts)
    assert [reaction for _, reaction, _, _ in bot.desk.signals] == [Reaction.DONE]
    assert "merchant_done" not in json.dumps(settled.blocks)
    assert "✓ I’ve Done It" in json.dumps(settled.blocks, ensure_ascii=False)
    assert bot.slack.ephemerals("UALPHA2")[-1].text == "That was already decided."


async def test_still_broken_escalates_and_both_threads_hear_it(bot: Running) -> None:
    """
    Each in its own wording.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    answer = [m for m in bot.slack.messages("CALPHA") if m.bot][-1]
    await bot.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_still_broken")
    await bot.idle()

    assert bot.texts("CALPHA")[-1].startswith("Our support team has this now")
    assert "Sent to support@example.org." in bot.texts("CCASES")[-1]
    assert "support@example.org" not in "".join(bot.texts("CALPHA"))


async def test_words_in_the_thread_do_as_the_buttons_do(bot: Running) -> None:
    """
    “still not working” in their own thread needs no mention.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    await bot.slack.message("UALPHA", "CALPHA", "it is still not working", thread=asked.ts)
    await bot.idle()

    assert [reaction for _, reaction, _, _ in bot.desk.signals] == [Reaction.STILL_BROKEN]


async def test_where_an_agent_approves_first_the_reply_waits(bot: Running) -> None:
    """
    Nothing but a greeting goes out until Send; then it is sent once.
    """
    await bot.bind("CALPHA", "M1001", approve_first=True)
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    waiting = bot.texts("CALPHA")
    inside = [m for m in bot.slack.messages("CCASES") if m.bot][-1]
    for user in ("UAGENT", "UAGENT2"):
        value = f"{bot.desk.opened[0].id}.1"
        await bot.slack.click(user, "CCASES", inside.ts, "approve_send", value, forged=True)
        await bot.idle()

    assert waiting == ["Thanks for telling us. A colleague will reply here shortly."]
    assert len(bot.texts("CALPHA")) == 2


async def test_an_edited_reply_is_sent_in_the_agents_words(bot: Running) -> None:
    """
    Edit First opens the text; what is submitted is what the merchant reads.
    """
    await bot.bind("CALPHA", "M1001", approve_first=True)
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    inside = [m for m in bot.slack.messages("CCASES") if m.bot][-1]
    await bot.slack.click("UAGENT", "CCASES", inside.ts, "approve_edit")
    await bot.idle()
    [form] = bot.slack.views("UAGENT")
    await bot.slack.submit("UAGENT", form.id, {"text": "Please reconnect, Alma."})
    await bot.idle()

    assert bot.texts("CALPHA")[-1] == "Please reconnect, Alma."


async def test_a_direct_message_from_outside_is_pointed_to_the_channel(bot: Running) -> None:
    """
    A merchant's direct message examines nothing.
    """
    await bot.slack.direct("UALPHA", "triage M1001")
    await bot.idle()

    assert bot.desk.opened == []
    assert bot.texts(bot.slack.state.im_of("UALPHA").id)[0].startswith("We could not look this up")


async def test_an_answer_to_our_question_reaches_our_people(bot: Running) -> None:
    """
    What the merchant writes in their thread stands in ours; thanks do not.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    for text in ("No, nobody renewed it <!here>", "thanks a lot!"):
        await bot.slack.message("UALPHA", "CALPHA", text, thread=asked.ts)
        await bot.idle()

    inside = [m for m in bot.slack.messages("CCASES") if m.bot]
    assert "nobody renewed it" in inside[-1].text
    assert inside[-1].thread == inside[0].ts
    assert "thanks a lot" not in json.dumps([m.blocks for m in inside])


async def test_who_asks_for_a_person_gets_one(bot: Running) -> None:
    """
    “please escalate” from the merchant hands the case over.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    await bot.slack.mention("UALPHA", "CALPHA", "please escalate this", thread=asked.ts)
    await bot.idle()

    assert [reaction for _, reaction, _, _ in bot.desk.signals] == [Reaction.ESCALATE]


async def test_whoever_the_channel_names_is_told_of_a_case(bot: Running) -> None:
    """
    In our thread; the merchant does not read it.
    """
    await bot.bind("CALPHA", "M1001", ping="UAGENT2")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()

    assert "cc <@UAGENT2>" in json.dumps([m.blocks for m in bot.slack.messages("CCASES")])
    assert "UAGENT2" not in json.dumps([m.blocks for m in bot.slack.messages("CALPHA")])


async def test_a_refusal_is_in_the_channels_language(bot: Running) -> None:
    """
    An agents' button, forged in a German channel.
    """
    await bot.bind("CALPHA", "M1001", language="de")
    await bot.slack.mention("UALPHA", "CALPHA", "orders are missing")
    await bot.idle()
    answer = [m for m in bot.slack.messages("CALPHA") if m.bot][-1]
    await bot.slack.click("UALPHA", "CALPHA", answer.ts, "escalate", "x.1", forged=True)
    await bot.idle()

    assert bot.slack.ephemerals("UALPHA")[-1].text == "Das kann nur unser Support-Team."


@pytest.mark.parametrize(("minutes", "opened"), [(6, 0), (14, 0), (21, 1)])
async def test_a_colleague_who_answers_is_not_talked_over(
    bot: Running, minutes: int, opened: int
) -> None:
    """
    For a quarter of an hour after one of us wrote, a clear message is left to them.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UAGENT", "CALPHA", "I am looking into it")
    await bot.idle()
    clock = bot.slack.state.now
    bot.slack.state.now = lambda: clock() + minutes * 60
    await bot.slack.message("UALPHA", "CALPHA", "since Monday no orders come in from Amazon")
    await bot.idle()

    assert len(bot.desk.opened) == opened
