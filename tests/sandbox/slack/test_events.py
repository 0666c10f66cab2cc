"""
Events reach a bot on a socket as Slack sends them, again when they were not acknowledged.
"""

from __future__ import annotations

import pytest

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import NotAllowed, Workspace
from sandbox.slack.manifest import Installed
from tests.sandbox.slack.bot import EchoBot


async def test_a_mention_fires_both_events(slack: Workspace, bot: EchoBot) -> None:
    """A mention in a channel arrives as a message and as an app_mention with one ts."""
    await slack.mention("UAGENT", "CGENERAL", "M1001")
    await slack.settled()
    assert sorted(bot.names()) == ["app_mention", "message"]
    assert len({body["event"]["ts"] for _, body, _ in bot.heard}) == 1


async def test_a_direct_message_is_no_mention(slack: Workspace, bot: EchoBot) -> None:
    """In a direct message there is one event, of channel type im."""
    await slack.direct("UAGENT", "<@UBOT> hello")
    await slack.settled()
    assert [body["event"]["channel_type"] for _, body, _ in bot.heard] == ["im"]


async def test_an_external_author_is_known_by_their_team(slack: Workspace, bot: EchoBot) -> None:
    """Bolt finds the merchant's own team and user in a shared channel's event."""
    await slack.message("UALPHA", "CALPHA", "it is broken")
    await slack.settled()
    _, body, context = bot.heard[0]
    assert body["is_ext_shared_channel"]
    assert (context["actor_team_id"], context["actor_user_id"]) == ("TALPHA", "UALPHA")
    assert context["team_id"] == "TOURS"


@pytest.mark.parametrize("user", ["UGRID", "UNOBODY"])
async def test_some_authors_cannot_be_told(slack: Workspace, bot: EchoBot, user: str) -> None:
    """A Grid user's mention and an unknown user's carry no team that Bolt can resolve."""
    await slack.mention(user, "CALPHA", "hello")
    await slack.settled()
    mention = next(context for name, _, context in bot.heard if name == "app_mention")
    assert mention.get("actor_team_id") is None


async def test_a_thread_reply_names_its_parent(slack: Workspace, bot: EchoBot) -> None:
    """A reply carries the ts of its thread and the parent's author."""
    first = await slack.message("UAGENT", "CGENERAL", "one")
    await slack.message("UAGENT2", "CGENERAL", "two", thread=first.ts)
    await slack.settled()
    event = bot.heard[-1][1]["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (first.ts, "UAGENT")


async def test_an_edit_and_a_deletion_are_events(slack: Workspace, bot: EchoBot) -> None:
    """Changes to a message arrive as subtypes with the previous message."""
    first = await slack.message("UAGENT", "CGENERAL", "one")
    changed = await slack.edit(first, "two")
    await slack.delete(changed)
    await slack.settled()
    kinds = {body["event"].get("subtype") for _, body, _ in bot.heard}
    assert kinds == {None, "message_changed", "message_deleted"}


async def test_a_duplicated_event_has_the_same_id(slack: Workspace, bot: EchoBot) -> None:
    """A duplicate carries the same event id and says that it is a retry."""
    slack.faults.duplicate_events = True
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert len({body["event_id"] for _, body, _ in bot.heard}) == 1
    assert [context["retry"] for _, _, context in bot.heard] == ["0", "1"]


async def test_a_lost_acknowledgement_brings_the_event_again(
    slack: Workspace, bot: EchoBot
) -> None:
    """An event whose acknowledgement got lost is delivered once more."""
    slack.faults.lost_acks = 1
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert bot.names() == ["message", "message"]


async def test_an_event_for_nobody_is_tried_four_times(slack: Workspace) -> None:
    """Without a connection an event is tried once and three times more."""
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert [(ack.why, ack.attempt) for ack in slack.acks] == [
        ("no_connection", n) for n in range(4)
    ]


async def test_a_refreshed_socket_is_opened_again(slack: Workspace, bot: EchoBot) -> None:
    """A bot asked to reconnect comes back and hears what happens afterwards."""
    await slack.sockets.refresh()
    await slack.connected()
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert bot.names()[-1] == "message"
    assert slack.sockets.hellos == 2


async def test_opening_the_home_is_an_event(
    slack: Workspace, bot: EchoBot, client: AsyncWebClient
) -> None:
    """Opening the App Home is told, and what the bot publishes is that user's alone."""
    await slack.open_home("UAGENT")
    await slack.settled()
    assert bot.heard[0][1]["event"]["tab"] == "home"
    await client.views_publish(user_id="UAGENT", view={"type": "home", "blocks": []})
    assert slack.home("UAGENT") is not None
    assert slack.home("UAGENT2") is None


async def test_a_channel_can_become_shared(
    slack: Workspace, bot: EchoBot, client: AsyncWebClient
) -> None:
    """Sharing a channel is told, and conversations.info says it from then on."""
    await slack.share("CCASES", "TBETA", "UBETA")
    await slack.settled()
    assert bot.names() == ["channel_shared"]
    assert (await client.conversations_info(channel="CCASES"))["channel"]["is_ext_shared"]


async def test_nobody_speaks_where_they_are_not(slack: Workspace) -> None:
    """A merchant can neither read nor write a channel that is not shared with them."""
    with pytest.raises(NotAllowed):
        await slack.message("UALPHA", "CCASES", "hello")
    with pytest.raises(NotAllowed):
        await slack.message("UALPHA", "CBETA", "hello")


async def test_a_cut_socket_loses_no_event(slack: Workspace, bot: EchoBot) -> None:
    """An event that happens while the connection is gone arrives once the bot is back."""
    slack.delivery._retry_after = (0.05,) * 200
    await slack.sockets.cut()
    await slack.message("UAGENT", "CGENERAL", "one")
    await slack.settled()
    assert bot.names() == ["message"]


async def test_a_channel_can_get_another_id(
    slack: Workspace, bot: EchoBot, client: AsyncWebClient
) -> None:
    """A renumbered channel keeps its messages, and the bot hears both ids."""
    await slack.message("UAGENT", "CCASES", "one")
    await slack.renumber("CCASES", "CNEW")
    info = await client.conversations_history(channel="CNEW")
    assert [m["text"] for m in info["messages"]] == ["one"]
    await slack.settled()


async def test_an_app_hears_only_what_its_manifest_names() -> None:
    """Events that were not subscribed to are not delivered, scopes not asked for not given."""
    installed = Installed(scopes=frozenset({"chat:write"}), events=frozenset({"app_mention"}))
    async with Workspace(installed=installed, retry_after=()) as slack:
        await slack.mention("UAGENT", "CGENERAL", "one")
        await slack.settled()
        assert [ack.name for ack in slack.acks] == ["app_mention"]
        assert slack.api.scopes == {"chat:write"}
