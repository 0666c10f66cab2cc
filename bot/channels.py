"""
What we remember of channels: which merchants a shared one is bound to, and how we behave there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """
    How the bot behaves in one channel.
    """

    channel: str
    merchants: tuple[str, ...] = ()  # bound by an agent; the first is the usual one
    mention_only: bool = True
    approve_first: bool = False  # an agent releases each answer to the merchant
    language: str = "en"
    ping: str = ""  # a user or user group told of new cases
    bound_by: str = ""
