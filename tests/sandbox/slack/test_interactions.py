"""
Commands, clicks, modals and shortcuts reach the bot, and its answers reach the user.
"""

from __future__ import annotations

import asyncio

from typing import Any

import aiohttp
import pytest

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Message, View, Workspace
from tests.sandbox.slack.bot import BUTTON, MODAL, EchoBot


async def posted(slack: Workspace, channel: str = "CCASES", user: str = "UAGENT") -> Message:
    await slack.command(user, channel, "/triage", "M1001")
    return (await slack.wait_for(lambda: slack.messages(channel)))[-1]


async def opened(slack: Workspace, user: str = "UAGENT", channel: str = "CCASES") -> View:
    message = await posted(slack, channel)
    await slack.click(user, channel, message.ts, "again")
    return (await slack.wait_for(lambda: slack.views(user)))[-1]


async def test_a_command_is_acknowledged_and_its_answer_is_private(
    slack: Workspace, bot: EchoBot
) -> None:
    """The acknowledgement's text is shown to the user who typed the command."""
    ack = await slack.command("UAGENT", "CCASES", "/triage", "M1001")
    assert ack.ok
    assert [m.text for m in slack.ephemerals("UAGENT")] == ["On it"]


async def test_a_command_of_another_company_does_not_exist(slack: Workspace, bot: EchoBot) -> None:
    """A merchant's slash command reaches nobody; they are told that it is not valid."""
    ack = await slack.command("UALPHA", "CALPHA", "/triage", "M1001")
    assert (ack.ok, ack.why, bot.heard) == (False, "not_shared", [])
    assert slack.ephemerals("UALPHA")[0].text == "/triage is not a valid command."


async def test_a_command_that_is_not_acknowledged_in_time_fails_visibly(
    slack: Workspace, bot: EchoBot
) -> None:
    """A bot that takes too long is a timeout, which the user sees."""
    slack.delivery.ack_within, bot.patience = 0.02, 0.1
    ack = await slack.command("UAGENT", "CCASES", "/triage", "M1001")
    assert ack.why == "timeout"
    assert "operation_timeout" in slack.ephemerals("UAGENT")[0].text
    await slack.wait_for(lambda: slack.messages("CCASES"))


async def test_an_external_user_can_click(slack: Workspace, bot: EchoBot) -> None:
    """A merchant's click arrives with their own team as the user's and ours as the channel's."""
    message = await posted(slack, "CALPHA")
    await slack.click("UALPHA", "CALPHA", message.ts, "again")
    body = next(body for name, body, _ in bot.heard if name == "action")
    assert (body["user"]["team_id"], body["team"]["id"]) == ("TALPHA", "TOURS")
    assert body["actions"][0]["value"] == "case-1"


async def test_a_click_can_be_forged(slack: Workspace, bot: EchoBot) -> None:
    """A test can send another value than the button's, and a button that is gone."""
    message = await posted(slack)
    await slack.click("UAGENT", "CCASES", message.ts, "again", value="case-2")
    body = next(body for name, body, _ in bot.heard if name == "action")
    assert body["actions"][0]["value"] == "case-2"
    with pytest.raises(LookupError, match="again"):
        await slack.click("UAGENT", "CCASES", message.ts, "gone")


async def test_a_modal_asks_the_bot_for_options_and_is_submitted(
    slack: Workspace, bot: EchoBot
) -> None:
    """A modal's menu gets its options from the bot; the submission carries every value."""
    view = await opened(slack)
    options = await slack.suggest("UAGENT", view.id, "merchants", "M10")
    assert options[0]["value"] == "M1001"
    ack = await slack.submit("UAGENT", view.id, {"merchants": "M1001", "issue": "orders"})
    body = next(body for name, body, _ in bot.heard if name == "view")
    assert body["view"]["state"]["values"]["why"]["issue"]["value"] == "orders"
    assert body["view"]["private_metadata"] == "opaque"
    assert ack.ok
    assert slack.views("UAGENT") == []


async def test_a_required_input_is_asked_for_before_anything_is_sent(
    slack: Workspace, bot: EchoBot
) -> None:
    """Slack's client does not submit a modal with an empty required input."""
    view = await opened(slack)
    ack = await slack.submit("UAGENT", view.id)
    assert (ack.why, "view" in bot.names()) == ("missing_values", False)
    assert dict(slack.views("UAGENT")[0].errors).keys() == {"merchant"}


async def test_errors_keep_the_modal_open(slack: Workspace, bot: EchoBot) -> None:
    """The bot's validation errors are shown at their blocks."""
    bot.modal_answer = {"response_action": "errors", "errors": {"merchant": "Who is that?"}}
    view = await opened(slack)
    await slack.submit("UAGENT", view.id, {"merchants": "M9"})
    assert slack.views("UAGENT")[0].errors == (("merchant", "Who is that?"),)


@pytest.mark.parametrize(("action", "views"), [("update", 1), ("push", 2), ("clear", 0)])
async def test_a_submission_can_change_the_stack(
    slack: Workspace, bot: EchoBot, action: str, views: int
) -> None:
    """An answer replaces the view, puts one on top, or closes them all."""
    done: dict[str, Any] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Done"},
        "blocks": [],
    }
    bot.modal_answer = {"response_action": action}
    if action != "clear":
        bot.modal_answer["view"] = done
    view = await opened(slack)
    await slack.submit("UAGENT", view.id, {"merchants": "M1001"})
    assert len(slack.views("UAGENT")) == views
    if views:
        assert slack.views("UAGENT")[-1].body == done


async def test_an_external_submission_names_both_teams(slack: Workspace, bot: EchoBot) -> None:
    """A merchant's submission has their team as team and ours as the one that installed the app."""
    view = await opened(slack, "UALPHA", "CALPHA")
    await slack.submit("UALPHA", view.id, {"merchants": "M1001"}, private_metadata="case-9")
    body, context = next((b, c) for name, b, c in bot.heard if name == "view")
    assert (body["team"]["id"], body["view"]["app_installed_team_id"]) == ("TALPHA", "TOURS")
    assert context["team_id"] == "TOURS"
    assert body["view"]["private_metadata"] == "case-9"


async def test_a_shortcut_carries_its_message(slack: Workspace, bot: EchoBot) -> None:
    """A message shortcut arrives with the message; for a merchant there is none."""
    said = await slack.message("UALPHA", "CALPHA", "M1001 fails")
    await slack.shortcut("UAGENT", "triage_message", "CALPHA", said.ts)
    body = next(body for name, body, _ in bot.heard if name == "shortcut")
    assert body["message"]["text"] == "M1001 fails"
    ack = await slack.shortcut("UALPHA", "triage_message", "CALPHA", said.ts)
    assert ack.why == "not_shared"


async def view_refusal(client: AsyncWebClient, trigger: str) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await client.views_open(trigger_id=trigger, view=MODAL)
    return str(refusal.value.response["error"])


async def test_a_trigger_opens_one_view_for_three_seconds(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """A trigger is refused when it is unknown, used up, or too old."""
    slack.state.trigger_life = 0.01
    old = slack.state.trigger("UAGENT")
    await asyncio.sleep(0.02)
    assert await view_refusal(client, old) == "expired_trigger_id"
    slack.state.trigger_life = 3.0
    fresh = slack.state.trigger("UAGENT")
    await client.views_open(trigger_id=fresh, view=MODAL)
    assert await view_refusal(client, fresh) == "exchanged_trigger_id"
    assert await view_refusal(client, "no") == "invalid_trigger_id"


async def test_a_stack_holds_three_views(slack: Workspace, client: AsyncWebClient) -> None:
    """A fourth view on top is refused."""
    view = await client.views_open(trigger_id=slack.state.trigger("UAGENT"), view=MODAL)
    for _ in range(2):
        trigger = slack.state.trigger("UAGENT", view=view["view"]["id"])
        view = await client.views_push(trigger_id=trigger, view=MODAL)
    trigger = slack.state.trigger("UAGENT", view=view["view"]["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=trigger, view=MODAL)


async def test_a_view_that_changed_meanwhile_is_not_overwritten(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """An update with an old hash is a conflict."""
    view = (await client.views_open(trigger_id=slack.state.trigger("UAGENT"), view=MODAL))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)


async def test_a_response_url_works_five_times(slack: Workspace, bot: EchoBot) -> None:
    """A response_url replaces its message and answers the user privately, five times in all."""
    message = await posted(slack)
    await slack.click("UAGENT", "CCASES", message.ts, "again")
    url = next(body["response_url"] for name, body, _ in bot.heard if name == "action")
    said = {"replace_original": True, "text": "Settled", "blocks": [BUTTON]}
    async with aiohttp.ClientSession() as session:
        for number in range(6):
            answer = await session.post(url, json=said if number == 0 else {"text": "psst"})
            assert answer.status == (200 if number < 5 else 404)
    assert slack.messages("CCASES")[0].text == "Settled"
    assert [m.text for m in slack.ephemerals("UAGENT")].count("psst") == 4


async def test_a_click_can_be_replayed(slack: Workspace, bot: EchoBot) -> None:
    """What was delivered once can be delivered again, as it was or forged."""
    message = await posted(slack)
    first = await slack.click("UAGENT", "CCASES", message.ts, "again")
    await slack.delivery.replay(first)
    await slack.delivery.replay(first, user={"id": "UALPHA", "team_id": "TALPHA"})
    clicks = [body for name, body, _ in bot.heard if name == "action"]
    assert clicks[0] == clicks[1]
    assert clicks[2]["user"]["id"] == "UALPHA"
