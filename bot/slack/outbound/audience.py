"""
Who can read a channel, and who clicked. Any doubt means: a merchant.

The rendering follows the channel, never the asker. Nothing here trusts a payload's word about a
channel: it asks Slack, remembers the answer for seconds only, and forgets it on Slack's events.
"""

from __future__ import annotations

import logging
import time

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outbound.people import (
    LOCKED_OUT,
    UNREACHED,
    Access,
    CouldNotAsk,
    People,
    Remembered,
    SlackMember,
)
from bot.slack.outbound.roster import Directory, Roster
from knowledge.base.article import Audience


__all__ = ["LOCKED_OUT", "Access", "Audiences", "CouldNotAsk", "SlackMember"]

log = logging.getLogger(__name__)

ROSTER_SECONDS = 60.0  # joins are heard, and forget it
CHANNEL_SECONDS = 5.0  # a channel can become shared at any moment
# Slack's definite word on a channel; anything else that fails may be different in a minute.
_NOT_FOR_US = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "access_denied"})


class Audiences(People):
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
        ours_only: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(client, team=team, enterprise=enterprise, agents=agents, clock=clock)
        self.internal_channel = internal_channel
        # Where channels are named, no other can be ours; in those named, guests are meant to read.
        self._listed = frozenset((*ours_only, internal_channel)) if ours_only else frozenset()
        self._directory = Directory(client, team, enterprise, clock)
        self._rosters = Remembered(ROSTER_SECONDS, clock)
        self._channels = Remembered(CHANNEL_SECONDS, clock)

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
            return Audience.SUPPORT if await self._ours_alone(channel) else Audience.MERCHANT
        except CouldNotAsk:
            return None
        except UNREACHED as reason:
            code = self.access.heard(reason)
            log.warning("Slack did not describe channel %s: %s", channel, code)
            return Audience.MERCHANT if code in _NOT_FOR_US else None

    async def guests(self, channel: str) -> bool:
        """
        Whether guests are why a channel of ours is none; False also where Slack would not say.
        """
        try:
            info = await self._info(channel)
            return self._only_ours(info) and bool((await self._roster(channel)).guests)
        except UNREACHED:
            return False

    async def _ours_alone(self, channel: str) -> bool:
        """
        Whether our own people read a channel, and nobody else.
        """
        info = await self._info(channel)
        if info.get("is_im"):
            return await self._ours(SlackMember(str(info.get("user", "")), self.team))
        if not self._only_ours(info) or (self._listed and channel not in self._listed):
            return False
        there = await self._roster(channel)
        if there.foreign or there.unknown:
            return False
        return not there.guests or channel in self._listed

    async def _roster(self, channel: str) -> Roster:
        return await self._rosters.get(channel, lambda: self._directory.roster(channel))  # type: ignore[no-any-return]

    async def _info(self, channel: str) -> Mapping[str, Any]:
        async def ask() -> Mapping[str, Any]:
            answer = await self._client.conversations_info(channel=channel)
            found = answer.get("channel")
            return found if isinstance(found, dict) else {}

        return await self._channels.get(channel, ask)  # type: ignore[no-any-return]

    def forget_channel(self, channel: str) -> None:
        """
        Ask Slack again next time: the channel was shared, unshared, joined or got another id.
        """
        self._channels.forget(channel)
        self._rosters.forget(channel)
        self._directory.forget()

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
