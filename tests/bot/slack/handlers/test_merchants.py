"""
What merchants write is joined, answered in their language, or shown to a person; never dropped unseen.
"""

from __future__ import annotations

import json

import pytest

from bot.cases.desk import Reaction
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.messages import hear
from tests.bot.slack import samples
from tests.bot.slack.conftest import Running


def inside(bot: Running) -> str:
    """
    All that our people read.
    """
    return json.dumps([m.blocks for m in bot.slack.messages("CCASES") if m.bot], ensure_ascii=False)


async def test_a_second_mention_is_added_to_the_open_case(bot: Running) -> None:
    """
    One case; its words stand in our thread and in the issue, and its writer gets a pointer.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    second = await bot.slack.mention("UALPHA2", "CALPHA", "403 Unauthorized on finances")
    await bot.idle()

    assert len(bot.desk.opened) == 1
    case = await bot.files.cases.get(bot.desk.opened[0].id)
    assert "403 Unauthorized on finances" in inside(bot)
    assert case.view.issue.splitlines() == [
        "our orders are missing",
        "403 Unauthorized on finances",
    ]
    pointer = [m.text for m in bot.slack.messages("CALPHA") if m.bot and m.thread == second.ts]
    assert pointer == ["We have added this to what we are looking at already."]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("seit Montag fehlen unsere orders bei Amazon komplett", "Danke für den Hinweis."),
        ("nos commandes amazon n’arrivent plus depuis lundi", "Merci de nous prévenir."),
        ("注文が月曜日から入ってきません", "ご連絡ありがとうございます。"),
        ("亚马逊订单从周一开始没有了,请检查", "感谢您的来信。"),
        ("لا تصل الطلبات من أمازون منذ يوم الاثنين", "شكرًا على رسالتك."),
        ("sinds maandag komen er geen bestellingen van amazon meer binnen", "Bedankt voor uw"),
        ("od poniedziałku nie przychodzą zamówienia z amazon", "Dziękujemy za wiadomość."),
    ],
)
async def test_a_message_is_answered_in_its_language_without_a_mention(
    bot: Running, text: str, begins: str
) -> None:
    """
    What is not worded in it waits for a person; our people read the text as it was written.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UALPHA", "CALPHA", text)
    await bot.idle()

    assert [case.merchant_id for case in bot.desk.opened] == ["M1001"]
    assert bot.texts("CALPHA")[0].startswith(begins)
    assert len(bot.texts("CALPHA")) == 1  # the sample answer is English: nobody sends that unseen
    assert "approve_send" in inside(bot)
    assert text in inside(bot)


async def test_what_is_not_understood_is_shown_to_a_person(bot: Running) -> None:
    """
    As it was written; its writer reads nothing.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UALPHA", "CALPHA", "the dashboard looks odd to my colleague")
    await bot.idle()

    assert bot.desk.opened == []
    assert bot.texts("CALPHA") == []
    assert "the dashboard looks odd to my colleague" in inside(bot)


@pytest.mark.parametrize(
    "text", ["lunch?", "see you tomorrow", "no worries", "mein Kollege kommt später", "また明日"]
)
async def test_small_talk_is_silent_with_us_too(bot: Running, text: str) -> None:
    """
    Nobody is disturbed for it.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.message("UALPHA", "CALPHA", text)
    await bot.idle()

    assert bot.texts("CALPHA") == bot.texts("CCASES") == []


@pytest.mark.parametrize(
    "text",
    [
        "I want to speak to a human",
        "this is unacceptable, we will cancel our contract",
        "Ich möchte mit einem Menschen sprechen",
    ],
)
async def test_who_wants_a_person_reads_who_answers_and_by_when(bot: Running, text: str) -> None:
    """
    Our people are told in the channel, and the case is handed over.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    await bot.slack.message("UALPHA", "CALPHA", text, thread=asked.ts)
    await bot.idle()

    assert any("within 4 hours" in said for said in bot.texts("CALPHA"))
    assert [reaction for _, reaction, _, _ in bot.desk.signals] == [Reaction.ESCALATE]
    assert any("wants to speak to a person" in said for said in bot.texts("CCASES"))


async def test_a_person_may_be_asked_for_in_the_first_message(bot: Running) -> None:
    """
    The case is there for the person to read.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "I want to speak to a human")
    await bot.idle()

    assert len(bot.desk.opened) == 1
    assert any("within 4 hours" in said for said in bot.texts("CALPHA"))


async def test_every_merchant_answer_has_a_way_to_a_person(bot: Running) -> None:
    """
    A button, which works once.
    """
    await bot.bind("CALPHA", "M1001")
    await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    answer = [m for m in bot.slack.messages("CALPHA") if m.bot][-1]
    await bot.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_person")
    await bot.idle()

    settled = next(m for m in bot.slack.messages("CALPHA") if m.ts == answer.ts)
    assert "merchant_person" not in json.dumps(settled.blocks)
    assert "merchant_still_broken" in json.dumps(settled.blocks)
    assert [reaction for _, reaction, _, _ in bot.desk.signals] == [Reaction.ESCALATE]


async def test_a_third_message_on_a_connection_that_is_well_reaches_a_person(bot: Running) -> None:
    """
    Saying a third time that everything works helps nobody.
    """
    await bot.bind("CALPHA", "M1001")
    bot.desk.answers["M1001"] = [samples.healthy()]
    asked = await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    for text in ("but the numbers are empty here", "my boss asks as well"):
        await bot.slack.message("UALPHA", "CALPHA", text, thread=asked.ts)
        await bot.idle()

    assert Reaction.ESCALATE in [reaction for _, reaction, _, _ in bot.desk.signals]


@pytest.mark.parametrize(
    "text",
    [
        "no need to escalate",
        "we have not reconnected yet, is it really needed?",
        "Wir haben noch nicht neu verbunden, unser Admin ist im Urlaub",
        "please do not run it again",
        "I will try again tomorrow",
        "it is still not clear to me what I should click",
        "it works again, what was it?",
        "je n’ai pas encore reconnecté",
    ],
)
async def test_nothing_is_done_that_was_denied_asked_or_planned(bot: Running, text: str) -> None:
    """
    It is shown to a person instead.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    await bot.slack.message("UALPHA", "CALPHA", text, thread=asked.ts)
    await bot.idle()

    assert bot.desk.signals == []
    assert text.split(",", maxsplit=1)[0] in inside(bot)


async def test_what_is_written_while_one_of_us_talks_is_kept_with_the_case(bot: Running) -> None:
    """
    Silence to the merchant; nothing is lost for us.
    """
    await bot.bind("CALPHA", "M1001")
    asked = await bot.slack.mention("UALPHA", "CALPHA", "our orders are missing")
    await bot.idle()
    await bot.slack.message("UAGENT", "CALPHA", "I am looking at it", thread=asked.ts)
    await bot.idle()
    await bot.slack.message("UALPHA", "CALPHA", "it is still not working", thread=asked.ts)
    await bot.idle()

    assert bot.desk.signals == []
    assert "it is still not working" in inside(bot)


async def test_files_are_acknowledged_as_unread_and_shown_to_a_person(bot: Running) -> None:
    """
    A screenshot says more than its words to us, and nothing to a bot.
    """
    await bot.bind("CALPHA", "M1001")
    front = bot.app._front
    assert front is not None
    sent = await bot.slack.message("UALPHA", "CALPHA", "see here")
    heard = InboundMessage(
        "TOURS",
        "CALPHA",
        sent.ts,
        "",
        "UALPHA",
        "TALPHA",
        "see here",
        direct=False,
        files=1,
        edited="1",
    )
    await hear(front, heard)
    await bot.idle()

    assert bot.texts("CALPHA")[-1].startswith("We cannot read pictures")
    assert "see here" in inside(bot)
