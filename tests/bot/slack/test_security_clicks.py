"""
Forged, replayed and reordered clicks and forms, on the whole product: nothing comes of them.
"""

from __future__ import annotations

import json

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.slack import payloads
from sandbox.slack.state import Json, View
from tests.bot.slack.house import ALPHA, House, house


pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENTS_ONLY = "Only support agents can do that."
RUN_ALREADY = "That case was already run again; see the newest answer."
RUNNING = "This case is being examined right now."
NOT_YOURS = "That button is not for this conversation."
AGENTS_OWN = (
    *("run_again", "escalate", "close_case", "acknowledge", "feedback", "open_form"),
    *("approve_send", "approve_edit", "approve_drop", "held_send"),
)
FORMS = ("triage_form", "escalate_form", "wrong_cause_form", "edit_form")
OUTSIDERS = ("UALPHA", "UGRID", "UNOBODY")  # of a company, of an Enterprise Grid, of nobody knows


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def home(built: House) -> House:
    await built.tidy()
    return built


async def form(home: House, value: str = "") -> View:
    """
    The escalation form of a fresh case, as an agent has it open.
    """
    answer = await home.triaged()
    await home.slack.click("UAGENT", "CCASES", answer.ts, "escalate", value or None)
    await home.idle()
    return home.slack.views("UAGENT")[0]


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_outsiders_cannot_press_agents_buttons(home: House, user: str) -> None:
    """
    Each, forged onto the answer in their own channel with a true case id, is refused privately.
    """
    answer = await home.asked()
    [case] = await home.cases()
    for action in AGENTS_OWN:
        value = f"helped.{case.id}.1" if action == "feedback" else f"{case.id}.1"
        await home.slack.click(user, "CALPHA", answer.ts, action, value, forged=True)
    await home.idle()

    assert home.whispered(user) == [AGENTS_ONLY] * len(AGENTS_OWN)
    assert home.slack.views(user) == []
    assert await home.decided() == ["opened"]


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_outsiders_cannot_submit_agents_forms(home: House, user: str) -> None:
    """
    A form sent by hand, for a true case, decides nothing and mails nothing.
    """
    await home.asked()
    [case] = await home.cases()
    for name in FORMS:
        ids = json.dumps({"case": f"{case.id}.1", "channel": "CALPHA"})
        body: Json = {"type": "modal", "callback_id": name, "private_metadata": ids, "blocks": []}
        given = {"text": {"text": {"value": "Reconnect at evil.example"}}}
        forged = payloads.view(View("VFORGED", user, body, "h", "VFORGED"), given)
        sent = {**payloads.interaction(home.state, "view_submission", user), "view": forged}
        ack = await home.slack.delivery.ask("interactive", name, user, sent)
        assert ack.ok
    await home.idle()

    assert await home.decided() == ["opened"]
    assert "evil.example" not in home.wire()
    assert home.mails == []


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_outsiders_cannot_use_commands_shortcuts_or_menus(home: House, user: str) -> None:
    """
    Slack offers them none; sent by hand all the same, they open nothing and list no merchant.
    """
    typed = home.slack._command("UAGENT", "CALPHA", "/triage", "M1001")
    for name in ("/triage", "/kb"):
        forged = {**typed, "command": name, "user_id": user, "team_id": "TALPHA"}
        await home.slack.delivery.ask("slash_commands", name, user, forged)
    asked: Json = payloads.interaction(home.state, "shortcut", user, "CALPHA")
    asked |= {"callback_id": "triage_merchant", "trigger_id": home.state.trigger(user)}
    await home.slack.delivery.ask("interactive", "shortcut", user, asked)
    menu = payloads.interaction(home.state, "block_suggestion", user)
    menu |= {"action_id": "merchant", "block_id": "merchant", "value": "M10"}
    ack = await home.slack.delivery.ask("interactive", "suggest", user, menu)
    await home.idle()

    assert ack.payload == {"options": []}
    assert home.slack.views(user) == []
    assert await home.cases() == []


async def test_a_case_of_another_company_reads_like_one_that_does_not_exist(home: House) -> None:
    """
    Beta's user with Alpha's case id in Beta's button, and with ids that never were.
    """
    await home.asked()
    mine = await home.asked("UBETA", "CBETA")
    alphas = next(case.id for case in await home.cases() if case.view.merchant_id == ALPHA)
    for value in (f"{alphas}.1", "ZZZZ.1", "", "'; drop table cases;--.1", f"{alphas}.99"):
        for action in ("merchant_done", "merchant_still_broken"):
            await home.slack.click("UBETA", "CBETA", mine.ts, action, value, forged=True)
    await home.idle()

    assert set(home.whispered("UBETA")) == {NOT_YOURS}
    assert await home.decided() == ["opened", "opened"]


async def test_a_form_whose_metadata_was_edited_names_no_case(home: House) -> None:
    """
    Nothing is sent for a case that does not exist, and nothing for no case at all.
    """
    opened = await form(home)
    for metadata in ('{"case": "ZZZZ.1"}', '{"case": ["x"]}', "[]", "not json", '{"case": ".1"}'):
        home.state.stacks["UAGENT"] = [opened.id]
        await home.slack.submit("UAGENT", opened.id, {}, private_metadata=metadata)
    await home.idle()

    assert home.mails == []
    assert await home.decided() == ["opened"]


async def test_a_form_whose_channel_was_edited_shows_merchants_nothing(home: House) -> None:
    """
    The case asked from the form goes where only we read, whatever channel the form came to name.
    """
    await home.slack.command("UAGENT", "CCASES", "/triage")
    await home.idle()
    [opened] = home.slack.views("UAGENT")
    forged = '{"channel": "CALPHA", "thread": ""}'
    values = {"merchant": "M1001"}
    await home.slack.submit("UAGENT", opened.id, values, private_metadata=forged)
    await home.idle()

    assert home.said("CALPHA") == []
    assert len(home.said("CCASES")) == 2


async def test_a_click_delivered_again_and_again_is_one_decision(home: House) -> None:
    """
    The same payload five times, then by a colleague: one run, and a word that it was run already.
    """
    answer = await home.triaged()
    ack = await home.slack.click("UAGENT", "CCASES", answer.ts, "run_again")
    for _ in range(4):
        await home.slack.delivery.replay(ack)
    await home.idle()
    colleague = payloads.actor(home.state, "UAGENT2")
    await home.slack.delivery.replay(ack, user=colleague)
    await home.idle()

    assert [case.view.run for case in await home.cases()] == [2]
    _, *told = home.whispered("UAGENT")  # the first is the command's own acknowledgement
    assert set(told) <= {RUN_ALREADY, RUNNING}
    assert RUN_ALREADY in told


async def test_an_escalation_submitted_again_is_one_mail(home: House) -> None:
    """
    The same submission three times, and a colleague's with a form of their own.
    """
    opened = await form(home)
    ack = await home.slack.submit("UAGENT", opened.id, {"note": "Please look."})
    for user in ("UAGENT", "UAGENT", "UAGENT2"):
        await home.slack.delivery.replay(ack, user=payloads.actor(home.state, user))
    await home.idle()

    assert len(home.mails) == 1


async def test_a_merchants_click_delivered_again_looks_once(home: House) -> None:
    """
    “I’ve Done It” from two people of the company and from Slack's repeats: one further run.
    """
    answer = await home.asked()
    ack = await home.slack.click("UALPHA", "CALPHA", answer.ts, "merchant_done")
    await home.slack.delivery.replay(ack)
    await home.slack.delivery.replay(ack, user=payloads.actor(home.state, "UALPHA2"))
    await home.idle()

    assert [case.view.run for case in await home.cases()] == [2]


async def test_clicks_that_come_in_the_wrong_order_change_nothing(home: House) -> None:
    """
    A click on the first answer that arrives after the second, one after closing, one before mail.
    """
    first = await home.triaged()
    [case] = await home.cases()
    early = await home.slack.click(
        "UAGENT", "CCASES", first.ts, "acknowledge", "ZZZZ.1", forged=True
    )
    again = await home.slack.click("UAGENT", "CCASES", first.ts, "run_again")
    await home.idle()
    late = {"actions": [{**again.sent["actions"][0], "action_ts": "9.9"}]}
    await home.slack.delivery.replay(again, **late)
    second = home.said("CCASES")[-1]
    closed = await home.slack.click("UAGENT", "CCASES", second.ts, "close_case")
    await home.slack.delivery.replay(closed, user=payloads.actor(home.state, "UAGENT2"))
    await home.slack.delivery.replay(early)
    await home.idle()

    assert (await home.bot.files.cases.get(case.id)).view.run == 2
    assert (await home.decided()).count("close.2") == 1
    assert home.mails == []


async def test_send_and_drop_at_once_is_one_of_them(home: House) -> None:
    """
    Two agents decide on the merchant's reply in the same moment; it is sent once or never.
    """
    await home.bind("CALPHA", ALPHA, approve_first=True)
    await home.asked()
    inside = home.said("CCASES")[-1]
    [case] = await home.cases()
    value = f"{case.id}.1"
    for user, action in (("UAGENT", "approve_drop"), ("UAGENT2", "approve_send")):
        await home.slack.click(user, "CCASES", inside.ts, action, value, forged=True)
    await home.idle()

    assert home.whispered("UAGENT2") == ["That was already decided."]
    assert [m.text for m in home.said("CALPHA")] == [
        "Thanks for telling us. A colleague will reply here shortly."
    ]


async def test_a_secret_in_an_edited_reply_does_not_leave(home: House) -> None:
    """
    An agent pastes more than they meant to: the merchant reads the words without the token.
    """
    await home.bind("CALPHA", ALPHA, approve_first=True)
    await home.asked()
    await home.slack.click("UAGENT", "CCASES", home.said("CCASES")[-1].ts, "approve_edit")
    await home.idle()
    [opened] = home.slack.views("UAGENT")
    token = "Atzr|" + "IwEBINotForAnybody1234567"
    await home.slack.submit("UAGENT", opened.id, {"text": f"Please reconnect. {token}"})
    await home.idle()

    assert home.said("CALPHA")[-1].text.startswith("Please reconnect.")
    assert "NotForAnybody" not in home.wire()
