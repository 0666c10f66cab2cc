"""
Who is ours where our workspace is one of several of an Enterprise Grid.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outbound.audience import Audiences, SlackMember
from knowledge.base.article import Audience
from sandbox.slack import Cast, Role, Team, User, Workspace, the_cast


def grid() -> Cast:
    """
    The usual cast, with our company a Grid of two workspaces.
    """
    usual = the_cast()
    ours, *others = usual.teams
    teams = (replace(ours, enterprise="EOURS"), Team("TSISTER", "Sister", "s", "EOURS"), *others)
    sister = User("USISTER", "sis", "Sis Ter", "TSISTER", Role.AGENT)
    channels = [replace(c, members=c.members | {sister.id}) for c in usual.channels]
    users = (*usual.users, sister)
    return replace(usual, teams=teams, users=users, channels=tuple(channels))


@pytest.mark.parametrize(
    ("user", "team", "ours"),
    [
        ("UAGENT", "TOURS", True),
        ("UAGENT", "EOURS", True),  # Grid events may name the enterprise instead of the workspace
        ("USISTER", "TSISTER", True),
        ("UGRID", "EGRID", False),
        ("UGRID", "EOURS", False),  # forged: users.info knows better
        ("UALPHA", "EOURS", False),
        ("USISTER", "", False),
    ],
)
async def test_people_of_our_own_grid_are_ours(user: str, team: str, *, ours: bool) -> None:
    """
    By what Slack says of the person, whatever the payload said; another company's Grid is not.
    """
    async with Workspace(grid()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        audiences = Audiences(client, team="TOURS", enterprise="EOURS")
        assert await audiences.is_ours(SlackMember(user, team)) is ours


async def test_without_a_grid_of_ours_nobodys_enterprise_counts() -> None:
    """
    A workspace that stands alone knows only its own team.
    """
    async with Workspace(grid()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        audiences = Audiences(client, team="TOURS")
        assert not await audiences.is_ours(SlackMember("USISTER", "TSISTER"))
        assert not await audiences.is_ours(SlackMember("UAGENT", "EOURS"))


@pytest.mark.parametrize(
    ("described", "enterprise", "audience"),
    [
        ({"is_ext_shared": False, "is_org_shared": True, "is_shared": True}, "EOURS", "support"),
        ({"is_ext_shared": False, "is_org_shared": True, "is_shared": True}, "", "merchant"),
        ({"is_ext_shared": True, "is_org_shared": True, "is_shared": True}, "EOURS", "merchant"),
        ({"is_ext_shared": False, "pending_shared": ["TALPHA"]}, "", "merchant"),
        ({"is_ext_shared": False, "is_pending_ext_shared": True}, "", "merchant"),
        ({"is_ext_shared": False, "pending_connected_team_ids": ["T9"]}, "", "merchant"),
        ({"is_ext_shared": False, "shared_team_ids": ["TOURS", "T9"]}, "", "merchant"),
        ({"is_ext_shared": False, "connected_team_ids": ["T9"]}, "", "merchant"),
        ({"is_ext_shared": False, "is_mpim": True}, "", "merchant"),
        ({"is_shared": False}, "", "merchant"),  # it must say that it is not shared
        ({}, "", "merchant"),
        ({"is_ext_shared": False}, "", "support"),
    ],
)
async def test_a_channel_must_say_that_only_we_read_it(
    described: dict[str, object],
    enterprise: str,
    audience: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Shared within our own organisation is ours, in a Grid; every other sharing is a merchant's.
    """
    client = AsyncWebClient(token="xoxb-FAKE")
    audiences = Audiences(client, team="TOURS", enterprise=enterprise)

    async def info(**_: object) -> dict[str, object]:
        return {"channel": described}

    monkeypatch.setattr(client, "conversations_info", info)
    assert await audiences.of("C1") is Audience(audience)
