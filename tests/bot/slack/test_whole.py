"""
A merchant's case from the question to its end, on the whole product: what each side reads of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.slack.house import ALPHA, House, house


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("whole")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def home(built: House) -> House:
    await built.tidy()
    return built


async def test_done_after_nothing_was_done_says_so(home: House) -> None:
    """
    The same thing fails: no second examination in the channel, one sentence, and a way on.
    """
    answer = await home.asked()
    await home.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_done")
    await home.idle()

    assert home.said("CALPHA")[-1].text.startswith("It is the same as before")
    assert home.mails == []


async def test_still_broken_is_handed_over_and_both_threads_say_so(home: House) -> None:
    """
    The merchant need not repeat anything; our people read to whom the mail went.
    """
    answer = await home.asked()
    await home.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_still_broken")
    await home.idle()

    assert [mail.recipients for mail in home.mails] == [("support@platform.example",)]
    assert "Our support team has this now" in home.shown("CALPHA")
    assert "support@platform.example" not in home.shown("CALPHA")
    assert "Sent to support@platform.example." in home.shown("CCASES")


async def test_the_form_shows_the_mail_that_then_arrives(home: House) -> None:
    """
    Recipient, subject and the lines of the text, as an agent saw them before pressing Send.
    """
    answer = await home.triaged()
    await home.slack.click("UAGENT", "CCASES", answer.ts, "escalate")
    await home.idle()
    [form] = home.slack.views("UAGENT")
    shown = str(form.body["blocks"])
    await home.slack.submit("UAGENT", form.id, {"note": "They are angry."})
    await home.idle()

    [mail] = home.mails
    assert mail.subject.strip() in shown
    assert mail.recipients[0] in shown
    assert "Why you get this: ana asked for it." in mail.text
    assert "Why you get this: ana asked for it." in shown
    assert "From ana: They are angry." in mail.text


async def test_a_german_channel_reads_german(home: House) -> None:
    """
    Cause, steps and buttons, not only what surrounds them.
    """
    await home.bind("CALPHA", ALPHA, language="de")
    await home.asked(text="seit Montag fehlen die Bestellungen")

    seen = home.shown("CALPHA")
    assert "Was zu tun ist" in seen
    assert "Erledigt" in seen
    assert "Please" not in seen


async def test_a_clear_message_is_answered_and_small_talk_is_not(home: House) -> None:
    """
    By the real sense of what is about the connection.
    """
    for text in ("shall we move Tuesday's call?", "the dashboard is lovely, thanks"):
        await home.slack.message("UALPHA", "CALPHA", text)
    await home.idle()
    silent = len(home.said("CALPHA"))
    await home.slack.message("UALPHA", "CALPHA", "no orders have come in from Amazon since Monday")
    await home.idle()

    assert (silent, len(home.said("CALPHA"))) == (0, 2)


async def test_a_channel_of_two_merchants_gets_an_answer_for_each(home: House) -> None:
    """
    Who names one of them asks about that one; who names none, about both: the first was just answered.
    """
    home.slack.may_name = {**(home.slack.may_name or {}), "CALPHA": frozenset({ALPHA, "M1005"})}
    await home.bind("CALPHA", ALPHA, "M1005")
    await home.asked(text="what is wrong with M1005?")
    named = [case.view.merchant_id for case in await home.cases()]
    await home.asked(user="UALPHA2", text="our orders have stopped")

    assert named == ["M1005"]
    assert sorted(case.view.merchant_id for case in await home.cases()) == [ALPHA, "M1005"]


async def test_feedback_reaches_the_knowledge_base(home: House) -> None:
    """
    “It helped” counts for the article that was named.
    """
    answer = await home.triaged()
    [case] = await home.cases()
    value = f"helped.{case.id}.1"
    await home.slack.click("UAGENT", "CCASES", answer.ts, "feedback", value)
    await home.idle()

    assert "helped" in await home.decided()
