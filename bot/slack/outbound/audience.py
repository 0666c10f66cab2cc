"""
Who can read a channel, and who clicked. Any doubt means: a merchant.

The rendering follows the channel, never the asker. Nothing here trusts a payload's word about a
channel: it asks Slack, remembers the answer for seconds only, and forgets it on Slack's events.
"""

from __future__ import annotations

import asyncio
import logging
import time

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from knowledge.base.article import Audience


log = logging.getLogger(__name__)

CHANNEL_SECONDS = 5.0  # a channel can become shared at any moment
PERSON_SECONDS = 60.0
# What a call to Slack can end in: refused, or not reached.
LOCKED_OUT = frozenset({"invalid_auth", "token_revoked", "account_inactive", "not_authed"})
# Slack's definite word on a channel; anything else that fails may be different in a minute.
_NOT_FOR_US = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "access_denied"})
UNREACHED = (SlackApiError, aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True)
class SlackMember:
    """
    Somebody who wrote or clicked. An empty team means that Slack did not say.
    """

    user: str
    team: str


class Access:
    """
    Whether Slack still lets us in. Lost for good: only a new token, and a restart, brings it back.
    """

    def __init__(self) -> None:
        self.lost = ""  # why Slack refuses our token

    def heard(self, reason: BaseException) -> str:
        """
        Slack's code for a failed call, noting it when it means that we are locked out.
        """
        if not isinstance(reason, SlackApiError):
            return type(reason).__name__
        code = str(reason.response.get("error", "no reason"))
        if code in LOCKED_OUT and not self.lost:
            self.lost = code
            log.error("Slack refuses our bot token (%s): install the app again", code)
        return code


class _Remembered:
    """
    Answers kept for some seconds; callers who ask the same thing at once share one call.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, asyncio.Future[Any]]] = {}

    async def get(self, key: str, ask: Callable[[], Any]) -> Any:
        at, future = self._kept.get(key, (0.0, None))
        if future is None or self._clock() - at > self._seconds:
            future = asyncio.ensure_future(ask())
            self._kept[key] = (self._clock(), future)
            if len(self._kept) > 5000:  # noqa: PLR2004
                self._kept = dict(list(self._kept.items())[-2500:])
        try:
            return await asyncio.shield(future)
        except BaseException:
            self.forget(key)
            raise

    def forget(self, key: str) -> None:
        self._kept.pop(key, None)


class Audiences:
    """
    Who may read what, in the workspace that installed us.
    """

    def __init__(  # noqa: PLR0913
        self,
        client: AsyncWebClient,
        *,
        team: str,
        enterprise: str = "",
        agents: Sequence[str] = (),
        internal_channel: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.access = Access()
        self._client = client
        self.team = team
        self._enterprise = enterprise
        self._agents = frozenset(a for a in agents if not a.startswith("S"))
        self._groups = tuple(a for a in agents if a.startswith("S"))
        self.internal_channel = internal_channel
        self._channels = _Remembered(CHANNEL_SECONDS, clock)
        self._people = _Remembered(PERSON_SECONDS, clock)
        self._members = _Remembered(PERSON_SECONDS, clock)

    async def of(self, channel: str) -> Audience:
        """
        Who can read this channel now; a merchant, if Slack would not say.
        """
        return await self.known(channel) or Audience.MERCHANT

    async def known(self, channel: str) -> Audience | None:
        """
        Who can read this channel now, or None when Slack could not be asked.
        """
        if not channel:
            return Audience.MERCHANT
        try:
            info = await self._info(channel)
        except UNREACHED as reason:
            code = self.access.heard(reason)
            log.warning("Slack did not describe channel %s: %s", channel, code)
            return Audience.MERCHANT if code in _NOT_FOR_US else None
        if info.get("is_im"):
            person = SlackMember(str(info.get("user", "")), self.team)
            return Audience.SUPPORT if await self._ours(person) else Audience.MERCHANT
        return Audience.SUPPORT if self._only_ours(info) else Audience.MERCHANT

    async def _info(self, channel: str) -> Mapping[str, Any]:
        async def ask() -> Mapping[str, Any]:
            answer = await self._client.conversations_info(channel=channel)
            found = answer.get("channel")
            return found if isinstance(found, dict) else {}

        return await self._channels.get(channel, ask)  # type: ignore[no-any-return]

    def forget_channel(self, channel: str) -> None:
        """
        Ask Slack again next time: the channel was shared, unshared or got another id.
        """
        self._channels.forget(channel)

    async def is_agent(self, person: SlackMember) -> bool:
        """
        Whether this person may do what only support agents may.

        With no agents named in the settings, every full member of our own workspace is one.
        """
        if not await self._ours(person):
            return False
        if not self._agents and not self._groups:
            return True
        if person.user in self._agents:
            return True
        return any([person.user in await self._group(group) for group in self._groups])

    async def is_ours(self, person: SlackMember) -> bool:
        """
        Whether this person is a full member of our own organisation.
        """
        return await self._ours(person)

    async def name(self, user: str) -> str:
        """
        How a person is called; their id when Slack would not say.
        """
        found = await self._user(user) or {}
        profile = found.get("profile") or {}
        return str(profile.get("display_name") or found.get("real_name") or user)

    async def _ours(self, person: SlackMember) -> bool:
        if not person.user or not person.team:
            return False
        if person.team != self.team and not self._enterprise:
            return False
        found = await self._user(person.user)
        if found is None:
            return False
        guest = found.get("is_restricted") or found.get("is_ultra_restricted")
        if guest or found.get("deleted") or found.get("is_bot") or found.get("is_stranger"):
            return False
        if found.get("team_id") == self.team == person.team:
            return True
        grid = found.get("enterprise_user") or {}
        return bool(self._enterprise) and grid.get("enterprise_id") == self._enterprise

    async def _user(self, user: str) -> Mapping[str, Any] | None:
        async def ask() -> Mapping[str, Any] | None:
            answer = await self._client.users_info(user=user)
            found = answer.get("user")
            return found if isinstance(found, dict) else None

        try:
            return await self._people.get(user, ask)  # type: ignore[no-any-return]
        except UNREACHED as reason:
            log.warning("Slack did not describe user %s: %s", user, self.access.heard(reason))
            return None

    async def _group(self, group: str) -> frozenset[str]:
        async def ask() -> frozenset[str]:
            answer = await self._client.usergroups_users_list(usergroup=group)
            return frozenset(str(user) for user in answer.get("users") or ())

        try:
            return await self._members.get(group, ask)  # type: ignore[no-any-return]
        except UNREACHED as reason:
            log.warning("Slack did not list user group %s: %s", group, self.access.heard(reason))
            return frozenset()

    def _only_ours(self, info: Mapping[str, Any]) -> bool:
        # A group DM says little about its members; a channel must say that it is not shared.
        if info.get("is_mpim") or info.get("is_ext_shared") is not False:
            return False
        if info.get("is_pending_ext_shared") or info.get("pending_shared"):
            return False
        if info.get("pending_connected_team_ids"):
            return False
        if info.get("is_shared") and not info.get("is_org_shared"):
            return False
        if info.get("is_org_shared"):
            return bool(self._enterprise)
        others = {str(team) for team in info.get("connected_team_ids") or ()}
        others |= {str(team) for team in info.get("shared_team_ids") or ()}
        return others <= {self.team}
