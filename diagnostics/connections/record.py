"""
One connection as text brings it in: a row of CSV, an object of JSON, an answer of the platform.

The same model reads all three, so that a connection means the same wherever it comes from.
"""

from __future__ import annotations

import json
import re

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from diagnostics.amazon.marketplaces import BY_COUNTRY
from diagnostics.model import AccountType, Connection, Dataset, PlatformStatus, Region
from diagnostics.redaction.unseen import without_steering


_MARKETPLACE_ID = re.compile(r"^A[0-9A-Z]{9,14}$")
_STATUSES = {status.lower().replace(" ", ""): status for status in PlatformStatus}


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _moment(value: Any) -> Any:
    """
    ISO 8601; a bare date is its first second, and what names no time zone is UTC.
    """
    value = _blank_is_none(value)
    if value is None or isinstance(value, datetime):
        parsed = value
    else:
        try:
            parsed = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValueError(
                f"{str(value)[:40]!r} is not a date and time; write 2026-03-31T09:00:00Z"
            ) from None
    return parsed.replace(tzinfo=UTC) if parsed and parsed.tzinfo is None else parsed


def _seen(value: Any) -> Any:
    """
    What a person typed into a record, on one line and without what would steer a terminal or a mail.
    """
    return " ".join(without_steering(value).split()) if isinstance(value, str) else value


def _words(value: Any) -> Any:
    """
    A list, or text with `;`, `,` or `|` between the parts.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"[;,|]", value) if part.strip())
    return tuple(str(part) for part in value) if isinstance(value, (list, tuple)) else value


def _marketplaces(value: Any) -> Any:
    """
    Amazon's ids, or two-letter countries, which become ids.
    """
    ids = []
    for part in _words(value):
        known = BY_COUNTRY.get("UK" if part.upper() == "GB" else part.upper())
        if known is None and not _MARKETPLACE_ID.match(part):
            raise ValueError(
                f"{part[:40]!r} is neither an Amazon marketplace id (A1PA6795UKMFR9) "
                "nor a country Amazon sells in (DE)"
            )
        ids.append(known.id if known else part)
    return tuple(dict.fromkeys(ids))


def _status(value: Any) -> Any:
    plain = re.sub(r"[\s_-]", "", str(value or "")).lower()
    if plain not in _STATUSES:
        raise ValueError(f"{str(value)[:40]!r} is none of {', '.join(PlatformStatus)}")
    return _STATUSES[plain]


def _one_of(kind: type[AccountType | Region]) -> BeforeValidator:
    def read(value: Any) -> Any:
        plain = str(value or "").strip().lower()
        if plain not in tuple(kind):
            raise ValueError(f"{str(value or '')[:40]!r} is none of {', '.join(kind)}")
        return kind(plain)

    return BeforeValidator(read)


def _success(value: Any) -> Any:
    """
    A moment, or `never`; a blank says neither.
    """
    said_never = isinstance(value, str) and value.strip().lower() == NEVER
    return NEVER if said_never else _moment(value)


def _status_or_none(value: Any) -> Any:
    value = _blank_is_none(value)
    return None if value is None else _status(value)


NEVER: Literal["never"] = "never"
Success = Annotated[datetime | Literal["never"] | None, BeforeValidator(_success)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Text = Annotated[str | None, BeforeValidator(_blank_is_none), BeforeValidator(_seen)]
MerchantId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"),
]


class ConnectionRecord(BaseModel):
    """
    Every column there is. The refresh tokens have no printed form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    merchant_id: MerchantId
    name: Annotated[
        str,
        BeforeValidator(_seen),
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    ]
    account_type: Annotated[AccountType, _one_of(AccountType)]
    region: Annotated[Region, _one_of(Region)]
    marketplaces: Annotated[tuple[str, ...], BeforeValidator(_marketplaces)] = ()
    selling_partner_id: Text = None
    status: Annotated[PlatformStatus | None, BeforeValidator(_status_or_none)] = None
    status_changed_at: Moment = None
    status_changed_by: Text = None
    authorised_at: Moment = None
    authorised_by: Text = None
    roles: Words = ()
    last_success_orders: Success = None
    last_success_financial_events: Success = None
    last_success_product_information: Success = None
    last_success_advertising: Success = None
    ads_profile_ids: Words = ()
    ads_authorised_at: Moment = None
    ads_authorised_by: Text = None
    refresh_token: Text = Field(default=None, repr=False)
    ads_refresh_token: Text = Field(default=None, repr=False)

    def connection(self) -> Connection:
        """
        The part without secrets, as the rest of the product knows it.
        """
        said = {dataset: getattr(self, f"last_success_{dataset}") for dataset in Dataset}
        last_success = {dataset: at for dataset, at in said.items() if isinstance(at, datetime)}
        return Connection(
            merchant_id=self.merchant_id,
            name=self.name,
            account_type=self.account_type,
            region=self.region,
            marketplaces=self.marketplaces,
            selling_partner_id=self.selling_partner_id,
            status=self.status,
            status_changed_at=self.status_changed_at,
            status_changed_by=self.status_changed_by,
            authorised_at=self.authorised_at,
            authorised_by=self.authorised_by,
            roles=self.roles,
            last_success=last_success,
            never_succeeded=frozenset(d for d, at in said.items() if at == NEVER),
            ads_profile_ids=self.ads_profile_ids,
            ads_authorised_at=self.ads_authorised_at,
            ads_authorised_by=self.ads_authorised_by,
            has_ads=bool(self.ads_refresh_token or self.ads_authorised_at or self.ads_profile_ids),
        )

    def row(self) -> dict[str, str | None]:
        """
        Flat text for one row of a table; lists as JSON, times in ISO 8601.
        """
        return {column: _flat(value) for column, value in self if column not in TOKENS}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """
        Back from `row()`; tokens only if the row holds them.
        """
        lists = ("marketplaces", "roles", "ads_profile_ids")
        values = {key: json.loads(row[key]) if key in lists else row[key] for key in row}
        return cls(**values)


TOKENS = ("refresh_token", "ads_refresh_token")
COLUMNS = tuple(ConnectionRecord.model_fields)


def _flat(value: Any) -> str | None:
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)
