"""
The Web API takes what Slack takes and refuses the rest by Slack's own names.
"""

from __future__ import annotations

from typing import Any

import pytest

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Workspace
from sandbox.slack.cast import BOT_USER, OURS


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    return str(refusal.value.response["error"])


async def test_auth_test_names_the_bot_and_its_scopes(client: AsyncWebClient) -> None:
    """auth.test answers with our team and the scopes in a header."""
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (OURS, BOT_USER)
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_post_can_be_edited_read_back_and_deleted(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """A message lives through post, edit, replies and deletion."""
    first = await client.chat_postMessage(channel="CCASES", text="one")
    await client.chat_postMessage(channel="CCASES", text="reply", thread_ts=first["ts"])
    await client.chat_update(channel="CCASES", ts=first["ts"], text="two")
    thread = await client.conversations_replies(channel="CCASES", ts=first["ts"])
    assert [m["text"] for m in thread["messages"]] == ["two", "reply"]
    await client.chat_delete(channel="CCASES", ts=first["ts"])
    assert [m.text for m in slack.messages("CCASES")] == ["reply"]


async def test_an_edit_without_blocks_keeps_them(slack: Workspace, client: AsyncWebClient) -> None:
    """chat.update keeps the blocks unless it is given others; an empty array removes them."""
    posted = await client.chat_postMessage(
        channel="CCASES", text="one", blocks=[{"type": "divider"}]
    )
    await client.chat_update(channel="CCASES", ts=posted["ts"], text="two")
    assert slack.messages("CCASES")[0].blocks
    await client.chat_update(channel="CCASES", ts=posted["ts"], text="three", blocks=[])
    assert slack.messages("CCASES")[0].blocks == ()


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "CNOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "CCASES", "blocks": [{"type": "divider"}]}, "no_text"),
        ("chat.postMessage", {"channel": "CCASES"}, "no_text"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        (
            "chat.postMessage",
            {"channel": "CCASES", "text": "x", "thread_ts": "1.000000"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": "CCASES", "text": "x", "blocks": [{"type": "sparkle"}]},
            "invalid_blocks",
        ),
        ("chat.update", {"channel": "CCASES", "text": "x", "ts": "1.0"}, "message_not_found"),
        ("chat.delete", {"channel": "CCASES", "ts": "1.0"}, "message_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "CCASES", "user": "UALPHA", "text": "x"},
            "user_not_in_channel",
        ),
        ("conversations.replies", {"channel": "CCASES", "ts": "1.0"}, "thread_not_found"),
        ("users.info", {"user": "UNOBODY"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "SNONE"}, "no_such_subteam"),
        ("views.open", {"trigger_id": "1", "view": {}}, "invalid_arguments"),
        ("chat.startStream", {"channel": "CCASES"}, "unknown_method"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
async def test_a_call_is_refused_by_its_own_name(
    client: AsyncWebClient, method: str, args: dict[str, Any], error: str
) -> None:
    """Each fault in a call is refused with the error that Slack has for it."""
    assert await refused(client.api_call(method, json=args)) == error


async def test_only_our_own_messages_can_be_edited(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """A person's message cannot be edited or deleted by the bot."""
    held = await slack.message("UAGENT", "CGENERAL", "mine")
    edit = client.chat_update(channel="CGENERAL", ts=held.ts, text="theirs")
    assert await refused(edit) == "cant_update_message"
    assert await refused(client.chat_delete(channel="CGENERAL", ts=held.ts)) == (
        "cant_delete_message"
    )


async def test_a_wrong_token_is_invalid_auth(slack: Workspace) -> None:
    """A token that was never given out is refused, and none at all is not authed."""
    stranger = AsyncWebClient(token="xoxb-FAKE-other", base_url=slack.api_url)
    assert await refused(stranger.auth_test()) == "invalid_auth"
    nobody = AsyncWebClient(base_url=slack.api_url)
    assert await refused(nobody.auth_test()) == "not_authed"


async def test_a_missing_scope_is_named(slack: Workspace, client: AsyncWebClient) -> None:
    """A method without its scope is refused with the scope that it needs."""
    slack.api.scopes.discard("reactions:write")
    with pytest.raises(SlackApiError) as refusal:
        await client.reactions_add(channel="CGENERAL", timestamp="1.0", name="eyes")
    assert refusal.value.response["needed"] == "reactions:write"


async def test_an_ephemeral_is_for_its_addressee_alone(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """An ephemeral is shown to one member and cannot be edited."""
    sent = await client.chat_postEphemeral(channel="CALPHA", user="UALPHA", text="only you")
    assert [m.text for m in slack.ephemerals("UALPHA")] == ["only you"]
    assert slack.messages("CALPHA") == slack.ephemerals("UALPHA2") == []
    edit = client.chat_update(channel="CALPHA", ts=sent["message_ts"], text="x")
    assert await refused(edit) == "message_not_found"


async def test_a_user_id_as_channel_is_the_direct_message(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """Posting to a user's id writes into their direct message with the bot."""
    sent = await client.chat_postMessage(channel="UALPHA", text="hello")
    opened = await client.conversations_open(users="UALPHA")
    assert sent["channel"] == opened["channel"]["id"] == slack.messages("DALPHA")[0].channel


async def test_shared_channels_say_so(client: AsyncWebClient) -> None:
    """conversations.info tells an external channel from an internal one."""
    shared = (await client.conversations_info(channel="CALPHA"))["channel"]
    internal = (await client.conversations_info(channel="CCASES"))["channel"]
    assert (shared["is_ext_shared"], shared["is_org_shared"]) == (True, False)
    assert (internal["is_ext_shared"], internal["is_private"]) == (False, True)


async def test_users_say_whose_they_are(client: AsyncWebClient) -> None:
    """users.info gives the team, and for a Grid user the enterprise."""
    alpha = (await client.users_info(user="UALPHA"))["user"]
    grid = (await client.users_info(user="UGRID"))["user"]
    assert (alpha["team_id"], alpha["is_stranger"]) == ("TALPHA", False)
    assert grid["enterprise_user"]["enterprise_id"] == "EGRID"


async def test_a_file_goes_through_all_three_steps(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """An upload ends as a message that carries the file."""
    await client.files_upload_v2(channel="CCASES", filename="case.json", content="{}", title="Case")
    assert slack.messages("CCASES")[0].files[0]["title"] == "Case"


async def test_calls_are_recorded_without_their_token(
    slack: Workspace, client: AsyncWebClient
) -> None:
    """The record of calls knows method, arguments and audience, and no token."""
    await client.chat_postMessage(channel="CALPHA", text="hi")
    call = slack.calls[-1]
    assert (call.method, call.ok, call.external, call.args["text"]) == (
        "chat.postMessage",
        True,
        True,
        "hi",
    )
    assert "FAKE" not in str(call.args)
