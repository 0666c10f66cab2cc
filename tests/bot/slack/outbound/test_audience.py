"""
Who is ours where our workspace is one of several of an Enterprise Grid.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outbound import roster
from bot.slack.outbound.audience import Audiences, CouldNotAsk, SlackMember
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

    async def members(**_: object) -> dict[str, object]:
        return {"members": ["UAGENT"]}

    async def listed(**_: object) -> dict[str, object]:
        return {"members": [{"id": "UAGENT", "team_id": "TOURS"}]}

    monkeypatch.setattr(client, "conversations_info", info)
    monkeypatch.setattr(client, "conversations_members", members)
    monkeypatch.setattr(client, "users_list", listed)
    assert await audiences.of("C1") is Audience(audience)


def with_guest(guest: str = "multi") -> Cast:
    """
    The usual cast, with a guest in a channel that is shared with nobody.
    """
    usual = the_cast()
    users = (*usual.users, User("UGUEST", "gil", "Gil Stone", "TOURS", Role.MEMBER, guest=guest))
    channels = [
        replace(c, members=c.members | {"UGUEST"}) if c.id == "CGENERAL" else c
        for c in usual.channels
    ]
    return replace(usual, users=users, channels=tuple(channels))


@asynccontextmanager
async def looking(cast: Cast, *ours_only: str) -> AsyncIterator[tuple[Workspace, Audiences]]:
    """
    A workspace, and what we make of its channels.
    """
    async with Workspace(cast) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        yield slack, Audiences(client, team="TOURS", internal_channel="CCASES", ours_only=ours_only)


@pytest.mark.parametrize("guest", ["single", "multi"])
async def test_a_guest_makes_a_channel_a_merchants(guest: str) -> None:
    """
    Nobody shares it, and somebody from outside reads it.
    """
    async with looking(with_guest(guest)) as (_, audiences):
        assert await audiences.of("CGENERAL") is Audience.MERCHANT
        assert await audiences.guests("CGENERAL")
        assert await audiences.of("CCASES") is Audience.SUPPORT
        assert not await audiences.guests("CCASES")


async def test_a_guest_who_comes_is_seen_at_once() -> None:
    """
    What was remembered of the channel is forgotten with the event.
    """
    cast = with_guest()
    async with looking(cast) as (slack, audiences):
        assert await audiences.of("CCASES") is Audience.SUPPORT
        await slack.join("CCASES", "UGUEST")
        audiences.forget_channel("CCASES")
        assert await audiences.of("CCASES") is Audience.MERCHANT


async def test_where_channels_are_listed_no_other_is_ours() -> None:
    """
    The internal channel is one of them; guests are meant to read those that are listed.
    """
    async with looking(with_guest(), "CGENERAL") as (_, audiences):
        assert await audiences.of("CGENERAL") is Audience.SUPPORT
        assert await audiences.of("CCASES") is Audience.SUPPORT
    async with looking(with_guest(), "CELSE") as (_, audiences):
        assert await audiences.of("CGENERAL") is Audience.MERCHANT


@pytest.mark.parametrize("channel", ["CALPHA", "CGENERAL"])
async def test_listing_overrides_no_sharing(channel: str) -> None:
    """
    Neither a channel that is shared, nor one to which an invitation is out.
    """
    cast = the_cast()
    pending = [replace(c, pending=True) if c.id == "CGENERAL" else c for c in cast.channels]
    async with looking(replace(cast, channels=tuple(pending)), channel) as (_, audiences):
        assert await audiences.of(channel) is Audience.MERCHANT


async def test_listing_admits_nobody_of_another_company() -> None:
    """
    Whatever the channel's flags say.
    """
    cast = the_cast()
    mixed = [
        replace(c, members=c.members | {"UALPHA"}) if c.id == "CGENERAL" else c
        for c in cast.channels
    ]
    async with looking(replace(cast, channels=tuple(mixed)), "CGENERAL") as (_, audiences):
        assert await audiences.of("CGENERAL") is Audience.MERCHANT


@pytest.mark.parametrize("method", ["conversations_members", "users_list"])
@pytest.mark.parametrize("listed", [(), ("CCASES",)])
async def test_who_reads_a_channel_is_unknown_while_slack_does_not_say(
    method: str, listed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Not ours, not a merchant's: could not ask, and it counts as a merchant's.
    """
    async with looking(the_cast(), *listed) as (_, audiences):

        async def silent(**_: object) -> dict[str, object]:
            raise OSError

        monkeypatch.setattr(audiences._client, method, silent)
        assert await audiences.known("CCASES") is None
        assert await audiences.of("CCASES") is Audience.MERCHANT


async def test_a_channel_too_large_to_be_looked_through_is_a_merchants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Who is not looked at may be anybody.
    """
    monkeypatch.setattr(roster, "MOST", 2)
    monkeypatch.setattr(roster, "PAGE", 2)
    async with looking(the_cast()) as (_, audiences):
        assert await audiences.of("CCASES") is Audience.MERCHANT


async def test_a_failing_look_up_makes_nobody_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Neither an agent a merchant, nor a merchant one of ours; who does not exist is a stranger.
    """
    async with looking(the_cast()) as (_, audiences):
        assert not await audiences.is_ours(SlackMember("UNOBODY", "TOURS"))

        async def silent(**_: object) -> dict[str, object]:
            raise OSError

        monkeypatch.setattr(audiences._client, "users_info", silent)
        for asked in (audiences.is_ours, audiences.is_agent):
            with pytest.raises(CouldNotAsk):
                await asked(SlackMember("UAGENT", "TOURS"))


async def test_an_agent_stays_one_while_a_group_cannot_be_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Who is named is an agent; of others nobody knows.
    """
    async with Workspace(the_cast()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        audiences = Audiences(client, team="TOURS", agents=("UAGENT", "SGONE"))
        assert await audiences.is_agent(SlackMember("UAGENT", "TOURS"))
        with pytest.raises(CouldNotAsk):
            await audiences.is_agent(SlackMember("UAGENT2", "TOURS"))
