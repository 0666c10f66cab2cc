"""
What can be made to go wrong between Slack and the bot, to be switched while both run.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum


class Signature(StrEnum):
    """
    How a signed HTTP delivery is signed.
    """

    RIGHT = "right"
    WRONG = "wrong"
    STALE = "stale"  # right, but ten minutes old
    MISSING = "missing"


@dataclass(slots=True)
class Faults:
    """
    Counters go down with each call or delivery they spoil; switches stay until they are put back.
    """

    rate_limited: int = 0  # the next so many calls get 429
    retry_after: int = 1  # seconds, in the header of those
    server_errors: int = 0  # the next so many calls get 500
    dropped_calls: int = 0  # the next so many calls lose their connection
    refused: int = 0  # the next so many calls get `refusal`
    refusal: str = "internal_error"
    refused_blocks: int = 0  # the next so many messages with blocks are invalid_blocks
    expired_triggers: int = 0  # the next so many modals come too late
    methods: set[str] = field(
        default_factory=set
    )  # those spoiled by the first four above; empty: all
    slow: float = 0.0  # seconds before each answer
    token_revoked: bool = False
    duplicate_events: bool = False  # each event arrives twice
    lost_acks: int = 0  # the next so many acknowledgements never arrive
    signature: Signature = Signature.RIGHT

    def clear(self) -> None:
        """
        Make all well again.
        """
        well = Faults()
        for one in fields(self):
            setattr(self, one.name, getattr(well, one.name))

    def spend(self, name: str, method: str = "") -> bool:
        """
        Whether this fault strikes now; if so, it has one fewer left.
        """
        left = getattr(self, name)
        if left <= 0 or (method and self.methods and method not in self.methods):
            return False
        setattr(self, name, left - 1)
        return True
