"""
An article: one cause, who can see it, and who must do what.

A file is YAML front matter between `---` lines, then Markdown. Everything a machine acts on is in
the front matter; the Markdown is for people.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class Actor(StrEnum):
    """
    Who carries out a step; `nobody` is a wait.
    """

    MERCHANT = "merchant"
    ACCOUNT_ADMIN = "account-admin"
    AGENCY = "agency"
    SUPPORT = "support"
    ENGINEERING = "engineering"
    AMAZON = "amazon"
    NOBODY = "nobody"


class Confidence(StrEnum):
    """
    How far an article may be trusted; the four states are KCS's own.
    """

    WIP = "wip"
    NOT_VALIDATED = "not-validated"
    VALIDATED = "validated"
    ARCHIVED = "archived"


class Audience(StrEnum):
    """
    Who may read an article as a whole.
    """

    MERCHANT = "merchant"
    SUPPORT = "support"
    ENGINEERING = "engineering"


class Severity(StrEnum):
    """
    How much of the merchant's data stands still: none, some, or all of it; or everybody's.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


FAMILIES = (
    "authorization_expired",
    "authorization_revoked",
    "permission_missing_role",
    "permission_changed_user",
    "account_security_update",
    "account_deactivated",
    "rate_limited",
    "amazon_outage",
    "wrong_region",
    "wrong_marketplace",
    "app_credentials_invalid",
    "access_token_expired",
    "restricted_data_token_required",
    "bad_request_client",
    "resource_not_found",
    "network_failure",
    "report_processing_failed",
    "ads_profile_missing",
    "data_delay",
    "account_setup",
    "not_a_connection_failure",
)
FREQUENCIES = {
    "always": 0.97,
    "usually": 0.85,
    "often": 0.60,
    "sometimes": 0.25,
    "rarely": 0.05,
    "never": 0.01,
}
PRIORS = {"very_common": 8.0, "common": 4.0, "occasional": 2.0, "rare": 1.0, "very_rare": 0.5}


def _word_of(scale: dict[str, float]) -> BeforeValidator:
    def read(value: Any) -> Any:
        if value not in scale:
            raise ValueError(f"{value!r} is none of {', '.join(scale)}")
        return scale[value]

    return BeforeValidator(read)


def _family(value: str) -> str:
    if value not in FAMILIES:
        raise ValueError(f"{value!r} is none of the families: {', '.join(FAMILIES)}")
    return value


def _step(value: Any) -> Any:
    # In a file a step reads `- support: Examine the connection again.`
    if isinstance(value, dict) and len(value) == 1:
        [(actor, text)] = value.items()
        return {"actor": actor, "text": text}
    return value


Frequency = Annotated[float, _word_of(FREQUENCIES)]
Prior = Annotated[float, _word_of(PRIORS)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Signal = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """
    One thing to do, and who does it. The text may use snippets: `{{ paths.reconnect }}`.
    """

    actor: Actor
    text: Line


class Source(_Part):
    """
    Where a claim comes from, and the day it was read. Either an address or a name we can ask.
    """

    name: Line
    read: date
    url: str = ""


class Wait(_Part):
    """
    How long the cause may take to clear by itself before we look again or hand over.
    """

    minutes: int = Field(gt=0)
    recheck_minutes: int = Field(gt=0)

    @property
    def budget(self) -> timedelta:
        """
        The whole wait, after which the case is handed over.
        """
        return timedelta(minutes=self.minutes)


class Article(_Part):
    """
    The reusable part of a case: nothing in it belongs to one merchant.
    """

    id: Slug
    title: Line
    family: Annotated[str, BeforeValidator(_family)]
    severity: Severity
    confidence: Confidence
    audience: frozenset[Audience]
    owner: Line
    review_by: date
    remedy: Slug
    prior: Prior = PRIORS["occasional"]
    applies_to: frozenset[Annotated[str, StringConstraints(pattern="^(seller|vendor|ads)$")]] = (
        frozenset()
    )
    signature: dict[str, dict[str, Frequency]] = {}
    requires: frozenset[Signal] = frozenset()
    excludes: frozenset[Signal] = frozenset()
    symptoms: dict[str, Frequency] = {}
    phrases: tuple[Line, ...] = ()
    confused_with: tuple[Slug, ...] = ()
    question: str = ""
    wait: Wait | None = None
    merchant: Line
    steps: tuple[Annotated[Step, BeforeValidator(_step)], ...]
    sources: tuple[Source, ...] = ()
    body: str
    reauthorizes: bool = False  # some step asks a person to authorize again
