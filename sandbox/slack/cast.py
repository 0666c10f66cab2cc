"""
Who and what is in the workspace at the start: three companies, their people, their channels.

`TOURS` is the company that installed the bot. `TALPHA` and `TBETA` are merchants' companies, each
in one channel shared with ours. Two more users exist because Slack has them and bots forget them:
one of an Enterprise Grid, whose events name the enterprise instead of a team, and one whom
`users.info` does not know.
"""

from __future__ import annotations

import re

from dataclasses import dataclass, field
from enum import StrEnum


OURS = "TOURS"
ALPHA = "TALPHA"
BETA = "TBETA"
GRID = "TGRID"
BOT_USER = "UBOT"
BOT_ID = "BBOT"
APP_ID = "ATRIAGE"
AGENTS_GROUP = "SAGENTS"


class Role(StrEnum):
    """
    What a user is to the bot; Slack itself does not know it.
    """

    AGENT = "agent"
    MEMBER = "member"  # of our company, without rights
    MERCHANT = "merchant"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Team:
    """
    One company's workspace.
    """

    id: str
    name: str
    domain: str
    enterprise: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """
    One person (or the bot) and the company they belong to.
    """

    id: str
    name: str  # the handle
    real_name: str
    team: str
    role: Role
    known: bool = True  # False: users.info answers user_not_found
    guest: str = ""  # "single" or "multi": somebody from outside with an account in our workspace


@dataclass(frozen=True, slots=True)
class Channel:
    """
    One conversation; `shared_with` holds the other companies of a Slack Connect channel.
    """

    id: str
    name: str
    members: frozenset[str]
    private: bool = False
    shared_with: frozenset[str] = frozenset()
    pending: bool = False  # an invitation to another company is out
    im: bool = False
    topic: str = ""

    @property
    def external(self) -> bool:
        """
        Whether people of another company can, or are about to, read it.
        """
        return bool(self.shared_with) or self.pending


@dataclass(frozen=True, slots=True)
class Cast:
    """
    A whole workspace to start from.
    """

    teams: tuple[Team, ...]
    users: tuple[User, ...]
    channels: tuple[Channel, ...]
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)


def the_cast(alpha: str = "Tarnholm Outdoor", beta: str = "Brambleford Kettles") -> Cast:
    """
    The usual cast; `alpha` and `beta` name the two merchants' companies.
    """
    ours = frozenset({"UAGENT", "UAGENT2", "UNEWBIE", BOT_USER})
    return Cast(
        teams=(
            Team(OURS, "Support", "our-support"),
            Team(ALPHA, alpha, "alpha"),
            Team(BETA, beta, "beta"),
            Team(GRID, "Grid Consulting", "grid", enterprise="EGRID"),
        ),
        users=(
            User("UAGENT", "ana", "Ana Duarte", OURS, Role.AGENT),
            User("UAGENT2", "ben", "Ben Okafor", OURS, Role.AGENT),
            User("UNEWBIE", "nora", "Nora Weiss", OURS, Role.MEMBER),
            User(BOT_USER, "triage", "Triage", OURS, Role.BOT),
            User("UALPHA", "alma", "Alma Reyes", ALPHA, Role.MERCHANT),
            User("UALPHA2", "arno", "Arno Pohl", ALPHA, Role.MERCHANT),
            User("UBETA", "bea", "Bea Lindqvist", BETA, Role.MERCHANT),
            User("UGRID", "gus", "Gus Hartmann", GRID, Role.MERCHANT),
            User("UNOBODY", "nemo", "Nemo", "TNOWHERE", Role.MERCHANT, known=False),
        ),
        channels=(
            Channel("CCASES", "triage-cases", ours, private=True, topic="One thread per case"),
            Channel("CGENERAL", "general", ours, topic="Everybody here"),
            Channel(
                "CALPHA",
                _channel_name(alpha),
                ours | {"UALPHA", "UALPHA2", "UGRID", "UNOBODY"},
                shared_with=frozenset({ALPHA, GRID}),
                topic=f"Shared with {alpha}",
            ),
            Channel(
                "CBETA",
                _channel_name(beta),
                ours | {"UBETA"},
                shared_with=frozenset({BETA}),
                topic=f"Shared with {beta}",
            ),
        ),
        groups={AGENTS_GROUP: ("UAGENT", "UAGENT2")},
    )


def _channel_name(company: str) -> str:
    return "ext-" + re.sub(r"[^a-z0-9]+", "-", company.lower()).strip("-")
