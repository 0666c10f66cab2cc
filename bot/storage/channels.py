"""
What we remember of channels: which merchants a shared one is bound to, and how we behave there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.schema import BINDINGS, CHANNELS


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """
    How the bot behaves in one channel.
    """

    channel: str
    team: str = ""
    merchants: tuple[str, ...] = ()  # bound by an agent; the first is the usual one
    mention_only: bool = False
    approve_first: bool = False  # an agent releases each answer to the merchant
    language: str = "en"
    ping: str = ""  # a user who is told of new cases
    bound_by: str = ""


class Channels:
    """
    Reads and writes channel settings. Every call may raise `DatabaseError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, channel: str) -> ChannelSettings:
        """
        A channel's settings; the defaults for one that we know nothing of.
        """
        found = await self._find(CHANNELS.c.channel == channel)
        return found[0] if found else ChannelSettings(channel)

    async def all(self) -> tuple[ChannelSettings, ...]:
        """
        Every channel that has settings, by id.
        """
        return await self._find(sa.true())

    async def of_merchant(self, merchant_id: str) -> tuple[str, ...]:
        """
        The channels bound to a merchant.
        """
        query = (
            sa.select(BINDINGS.c.channel)
            .where(BINDINGS.c.merchant_id == merchant_id)
            .order_by(BINDINGS.c.channel)
        )
        found = await self._database.run(lambda c: c.execute(query).scalars().all())
        return tuple(found)

    async def save(self, settings: ChannelSettings) -> None:
        """
        Keep a channel's settings, in place of those it had.
        """
        row = {
            "channel": settings.channel,
            "team": settings.team,
            "mention_only": int(settings.mention_only),
            "approve_first": int(settings.approve_first),
            "language": settings.language,
            "ping": settings.ping,
            "bound_by": settings.bound_by,
        }

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(BINDINGS).where(BINDINGS.c.channel == settings.channel))
            c.execute(sa.delete(CHANNELS).where(CHANNELS.c.channel == settings.channel))
            c.execute(sa.insert(CHANNELS).values(row))
            for position, merchant_id in enumerate(dict.fromkeys(settings.merchants)):
                bound = {"channel": settings.channel, "merchant_id": merchant_id}
                c.execute(sa.insert(BINDINGS).values(position=position, **bound))

        await self._database.run(work)

    async def forget(self, channel: str) -> None:
        """
        Forget a channel, its bindings with it.
        """

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(BINDINGS).where(BINDINGS.c.channel == channel))
            c.execute(sa.delete(CHANNELS).where(CHANNELS.c.channel == channel))

        await self._database.run(work)

    async def _find(self, where: Any) -> tuple[ChannelSettings, ...]:
        def work(c: sa.Connection) -> tuple[ChannelSettings, ...]:
            rows = c.execute(sa.select(CHANNELS).where(where).order_by(CHANNELS.c.channel))
            channels = [dict(row) for row in rows.mappings().all()]
            bound = sa.select(BINDINGS).order_by(BINDINGS.c.channel, BINDINGS.c.position)
            merchants: dict[str, list[str]] = {}
            for row in c.execute(bound).mappings():
                merchants.setdefault(row["channel"], []).append(row["merchant_id"])
            return tuple(_settings(row, merchants.get(row["channel"], [])) for row in channels)

        return await self._database.run(work)


def _settings(row: dict[str, Any], merchants: list[str]) -> ChannelSettings:
    return ChannelSettings(
        channel=row["channel"],
        team=row["team"],
        merchants=tuple(merchants),
        mention_only=bool(row["mention_only"]),
        approve_first=bool(row["approve_first"]),
        language=row["language"],
        ping=row["ping"],
        bound_by=row["bound_by"],
    )
