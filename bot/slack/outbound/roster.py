"""
Who is in a channel: our own full members and nobody else, or somebody else as well.

Sharing flags do not tell of guests, and a guest reads what is posted like everybody. `users.list` says who is
one (docs.slack.dev/reference/objects/user-object: `is_restricted`, `is_ultra_restricted`, `is_stranger`).
"""

from __future__ import annotations

import asyncio

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient


MOST = 400  # members of a channel that are looked at; a larger one has to be listed as ours
PAGE = 200
DIRECTORY_SECONDS = 300.0
DIRECTORY_PAGES = 25


@dataclass(slots=True)
class Roster:
    """
    Who reads a channel beside our own full members.
    """

    guests: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    unknown: bool = False  # somebody, or how many there are, could not be told


def is_guest(user: Mapping[str, Any]) -> bool:
    """
    Whether Slack calls a user a guest, of one channel or of several.
    """
    return bool(user.get("is_restricted") or user.get("is_ultra_restricted"))


class Directory:
    """
    The people of our workspace, as Slack lists them, and who of them is in a channel. Every call may raise
    what a call to Slack can end in.
    """

    def __init__(
        self, client: AsyncWebClient, team: str, enterprise: str, clock: Callable[[], float]
    ) -> None:
        self._client = client
        self._team = team
        self._enterprise = enterprise
        self._clock = clock
        self._people: dict[str, Mapping[str, Any]] = {}
        self._at = float("-inf")
        self._turn = asyncio.Lock()

    async def roster(self, channel: str) -> Roster:
        """
        Everybody in a channel who is no full member of ours; apps of our workspace read with us.
        """
        members, whole = await self._members(channel)
        people = await self._listed()
        found = Roster(unknown=not whole)
        for user in members:
            known = people.get(user) or await self._one(user)
            if known is None:
                found.unknown = True
            elif not self._ours(known):
                found.foreign.add(user)
            elif is_guest(known):
                found.guests.add(user)
        return found

    def forget(self) -> None:
        """
        List the people anew next time: somebody came.
        """
        self._at = float("-inf")

    def _ours(self, user: Mapping[str, Any]) -> bool:
        if user.get("is_stranger"):
            return False
        grid = user.get("enterprise_user") or {}
        same_grid = bool(self._enterprise) and grid.get("enterprise_id") == self._enterprise
        return user.get("team_id") == self._team or same_grid

    async def _members(self, channel: str) -> tuple[list[str], bool]:
        found: list[str] = []
        cursor = ""
        while len(found) < MOST:
            answer = await self._client.conversations_members(
                channel=channel, limit=PAGE, cursor=cursor or None
            )
            found += [str(user) for user in answer.get("members") or ()]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found, bool(found)  # a channel without anybody is no answer
        return found, False

    async def _listed(self) -> Mapping[str, Mapping[str, Any]]:
        async with self._turn:
            if self._clock() - self._at <= DIRECTORY_SECONDS:
                return self._people
            people: dict[str, Mapping[str, Any]] = {}
            cursor = ""
            for _ in range(DIRECTORY_PAGES):
                answer = await self._client.users_list(limit=1000, cursor=cursor or None)
                people |= {str(user.get("id")): user for user in answer.get("members") or ()}
                cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    break
            self._people, self._at = people, self._clock()
            return people

    async def _one(self, user: str) -> Mapping[str, Any] | None:
        """
        Somebody whom the list does not have; None where Slack knows no such user.
        """
        answer = await self._client.users_info(user=user)
        found = answer.get("user")
        if isinstance(found, dict):
            self._people = {**self._people, user: found}
            return found
        return None
