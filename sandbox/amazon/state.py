"""
How things stand at the simulated Amazon: for one account, and for everybody.

A small typed vocabulary that the scenario files, the control address and the tests share.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from diagnostics.model import AccountType, Region
from sandbox.amazon import answers
from sandbox.amazon.answers import Answer
from sandbox.amazon.marketplaces import marketplace_id
from sandbox.amazon.places import OPERATIONS_BY_GROUP, PLACES
from sandbox.amazon.roles import ALL_ROLES


class GrantState(StrEnum):
    """
    What Login with Amazon makes of the refresh token on record.
    """

    OK = "ok"
    REFUSED = "refused"  # removed, lapsed or reset: Amazon does not say which
    ANOTHER_CLIENT = "another_client"  # it was given to another application


class Presence(StrEnum):
    """
    A seller's standing in one marketplace.
    """

    PARTICIPATING = "participating"
    NOT_PARTICIPATING = "not_participating"
    SUSPENDED_LISTINGS = "suspended_listings"


class ReportEnd(StrEnum):
    """
    How the latest report of a type ended.
    """

    DONE = "done"
    CANCELLED = "cancelled"
    FATAL = "fatal"
    FATAL_NOT_YET_AVAILABLE = "fatal_not_yet_available"
    FATAL_OPTIONS = "fatal_options"
    STUCK = "stuck"
    IN_PROGRESS = "in_progress"
    NEVER_ASKED = "never_asked"


class AppState(StrEnum):
    """
    What Amazon makes of our own application.
    """

    OK = "ok"
    SECRET_REFUSED = "secret_refused"
    SECRET_EXPIRED = "secret_expired"  # past its 180 days: Login with Amazon well, SP-API 403
    NOT_AUTHORISED = "not_authorised"
    NOT_ONBOARDED = "not_onboarded"  # Ads only


class Strict(BaseModel):
    """
    Unknown words are refused by name, so that a slip in a data file shows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """
        A copy with changes; tables are merged, and None takes a word back to its default.
        """
        return type(self).model_validate(_merged(self.model_dump(exclude_unset=True), changes))


def _merged(old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = _merged(merged.get(key) or {}, value)
        else:
            merged[key] = value
    return merged


MarketplaceId = Annotated[str, BeforeValidator(marketplace_id)]


class AdsProfile(Strict):
    """
    An Ads profile that the login sees. `access: view` is listed only to who asks for view access.
    """

    id: str = Field(pattern=r"^[1-9]\d{5,17}$")
    marketplace: MarketplaceId | None = None
    region: Region | None = None  # by default that of the record
    kind: str = Field(default="seller", pattern="^(seller|vendor|agency)$")
    access: str = Field(default="edit", pattern="^(edit|view)$")


class AdsState(Strict):
    """
    The Ads half of an account: its own grant, and what the login behind it sees.
    """

    grant: GrantState = GrantState.OK
    profiles: tuple[AdsProfile, ...] | None = None  # by default those on record
    answers: dict[str, Answer] = {}  # ads_token, ads_profiles, ads_read, or all

    @field_validator("answers")
    @classmethod
    def _known(cls, value: dict[str, Answer]) -> dict[str, Answer]:
        allowed = {"ads_token": answers.LWA}
        for place in ("ads_profiles", "ads_read", "all"):
            allowed[place] = answers.ADS
        return _checked(value, allowed)


class AccountState(Strict):
    """
    One connection's account as Amazon sees it. Everything left out is in order.
    """

    grant: GrantState = GrantState.OK
    account_type: AccountType | None = None  # by default that of the record
    regions: tuple[Region, ...] | None = None
    marketplaces: dict[MarketplaceId, Presence] | None = None
    plan: str = Field(default="PROFESSIONAL", pattern="^(PROFESSIONAL|INDIVIDUAL)$")
    missing_roles: tuple[str, ...] = ()
    answers: dict[str, Answer] = {}  # token, an operation, a group of operations, or all
    reports: dict[str, ReportEnd] = {}  # by report type, or all
    empty: tuple[str, ...] = ()  # groups of operations that have nothing to show
    latency: float = Field(default=0.0, ge=0, le=3600)  # seconds, on top of everybody's
    ads: AdsState = AdsState()

    @field_validator("missing_roles")
    @classmethod
    def _roles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - set(ALL_ROLES):
            raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
        return value

    @field_validator("answers")
    @classmethod
    def _known(cls, value: dict[str, Answer]) -> dict[str, Answer]:
        return _checked(value, {"token": answers.LWA, **dict.fromkeys(PLACES, answers.SPAPI)})

    @field_validator("empty")
    @classmethod
    def _groups(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - set(OPERATIONS_BY_GROUP):
            raise ValueError(f"no such group: {', '.join(sorted(unknown))}")
        return value


class World(Strict):
    """
    What is so for everybody at once: our application, and Amazon's own health.
    """

    app: AppState = AppState.OK
    ads_app: AppState = AppState.OK
    lwa: Answer | None = None
    grantless: Answer | None = None  # client_credentials only
    spapi: dict[Region, Answer] = {}
    ads: dict[Region, Answer] = {}
    operations: dict[str, Answer] = {}  # an SP-API operation or group, in every region

    @field_validator("operations")
    @classmethod
    def _known(cls, value: dict[str, Answer]) -> dict[str, Answer]:
        return _checked(value, dict.fromkeys(PLACES, answers.SPAPI))

    @field_validator("lwa", "grantless")
    @classmethod
    def _lwa(cls, value: Answer | None) -> Answer | None:
        return _fitting("the token endpoint", value, answers.LWA)

    @field_validator("spapi")
    @classmethod
    def _spapi(cls, value: dict[Region, Answer]) -> dict[Region, Answer]:
        for answer in value.values():
            _fitting("SP-API", answer, answers.SPAPI)
        return value

    @field_validator("ads")
    @classmethod
    def _ads(cls, value: dict[Region, Answer]) -> dict[Region, Answer]:
        for answer in value.values():
            _fitting("the Ads API", answer, answers.ADS)
        return value


def _checked(
    value: dict[str, Answer], allowed: Mapping[str, frozenset[Answer]]
) -> dict[str, Answer]:
    for place, answer in value.items():
        if place not in allowed:
            raise ValueError(
                f"no such place to answer at: {place}; there are {', '.join(sorted(allowed))}"
            )
        _fitting(place, answer, allowed[place])
    return value


def _fitting(place: str, answer: Answer | None, fits: frozenset[Answer]) -> Answer | None:
    if answer is not None and answer not in fits:
        raise ValueError(f"{place} cannot answer {answer}")
    return answer
