"""
Amazon's marketplaces: country, id and region.

Source: the "Marketplace IDs" page of Amazon's Selling Partner API documentation.
"""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model import Region


@dataclass(frozen=True, slots=True)
class Marketplace:
    """
    One marketplace, by Amazon's id and its two-letter country.
    """

    id: str
    country: str
    region: Region


_NA = {
    "US": "ATVPDKIKX0DER",
    "CA": "A2EUQ1WTGCTBG2",
    "MX": "A1AM78C64UM0Y8",
    "BR": "A2Q3Y263D00KWC",
}
_EU = {
    "UK": "A1F83G8C2ARO7P",
    "DE": "A1PA6795UKMFR9",
    "FR": "A13V1IB3VIYZZH",
    "IT": "APJ6JRA9NG5V4",
    "ES": "A1RKKUPIHCS9HS",
    "NL": "A1805IZSGTT6HS",
    "BE": "AMEN7PMS3EDWL",
    "IE": "A28R8C7NBKEWEA",
    "SE": "A2NODRKZP88ZB9",
    "PL": "A1C3SOZRARQ6R3",
    "TR": "A33AVAJ2PDY3EV",
    "AE": "A2VIGQ35RCS4UG",
    "SA": "A17E79C6D8DWNP",
    "EG": "ARBP9OOSHTCHU",
    "ZA": "AE08WJ6YKNBMC",
    "IN": "A21TJRUUN4KGV",
}
_FE = {"JP": "A1VC38T7YXB528", "AU": "A39IBJ37TRP1C6", "SG": "A19VAU5U5O7RUS"}

MARKETPLACES: tuple[Marketplace, ...] = tuple(
    Marketplace(id_, country, region)
    for region, table in ((Region.NA, _NA), (Region.EU, _EU), (Region.FE, _FE))
    for country, id_ in table.items()
)
BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
BY_COUNTRY = {marketplace.country: marketplace for marketplace in MARKETPLACES}


def country_of(marketplace_id: str) -> str:
    """
    The country people know a marketplace by; an id we do not know stands for itself.
    """
    known = BY_ID.get(marketplace_id)
    return known.country if known else marketplace_id
