"""
Who somebody is: one of our agents, one of ours, or somebody else; or Slack could not be asked.
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

from bot.model.surface import SurfaceUnavailable
from bot.slack.outbound.roster import is_guest
from diagnostics.redaction.unseen import without_steering


log = logging.getLogger(__name__)

PERSON_SECONDS = 60.0
# What a call to Slack can end in: refused, or not reached.
LOCKED_OUT = frozenset({"invalid_auth", "token_revoked", "account_inactive", "not_authed"})
_NO_SUCH_USER = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
UNREACHED = (SlackApiError, aiohttp.ClientError, OSError)


class CouldNotAsk(SurfaceUnavailable):
    """
    Slack did not say who somebody is: neither ours nor a stranger, for now.
    """


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


class Remembered:
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


class People:
    """
    The people of the workspace that installed us, and of others.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        team: str,
        enterprise: str = "",
        agents: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.access = Access()
        self._client = client
        self.team = team
        self._enterprise = enterprise
        self._agents = frozenset(a for a in agents if not a.startswith("S"))
        self._groups = tuple(a for a in agents if a.startswith("S"))
        self._people = Remembered(PERSON_SECONDS, clock)
        self._members = Remembered(PERSON_SECONDS, clock)

    async def is_agent(self, person: SlackMember) -> bool:
        """
        Whether this person may do what only support agents may. Raises CouldNotAsk.

        With no agents named in the settings, every full member of our own workspace is one.
        """
        if not await self._ours(person):
            return False
        if not self._agents and not self._groups:
            return True
        if person.user in self._agents:
            return True
        groups = [await self._group(group) for group in self._groups]
        if any(person.user in group for group in groups if group is not None):
            return True
        if None in groups:
            raise CouldNotAsk("Slack did not say who is an agent.")
        return False

    async def is_ours(self, person: SlackMember) -> bool:
        """
        Whether this person is a full member of our own organisation. Raises CouldNotAsk.
        """
        return await self._ours(person)

    async def name(self, user: str) -> str:
        """
        How a person is called; their id when Slack would not say.
        """
        try:
            found = await self._user(user) or {}
        except CouldNotAsk:
            found = {}
        profile = found.get("profile") or {}
        called = str(profile.get("display_name") or found.get("real_name") or user)
        return " ".join(without_steering(called).split())

    async def _ours(self, person: SlackMember) -> bool:
        if not person.user or not person.team:
            return False
        if person.team != self.team and not self._enterprise:
            return False
        found = await self._user(person.user)
        if found is None:
            return False
        if (
            is_guest(found)
            or found.get("deleted")
            or found.get("is_bot")
            or found.get("is_stranger")
        ):
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
            code = self.access.heard(reason)
            log.warning("Slack did not describe user %s: %s", user, code)
            if code in _NO_SUCH_USER:
                return None
            raise CouldNotAsk(f"Slack did not say who {user} is ({code}).") from reason

    async def _group(self, group: str) -> frozenset[str] | None:
        async def ask() -> frozenset[str]:
            answer = await self._client.usergroups_users_list(usergroup=group)
            return frozenset(str(user) for user in answer.get("users") or ())

        try:
            return await self._members.get(group, ask)  # type: ignore[no-any-return]
        except UNREACHED as reason:
            log.warning("Slack did not list user group %s: %s", group, self.access.heard(reason))
            return None
