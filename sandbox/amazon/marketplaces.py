"""
The marketplaces that the simulated Amazon sells in, as its Sellers API describes them.

Kept apart from the product's own list, so that a wrong id on either side shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model import Region


@dataclass(frozen=True, slots=True)
class Marketplace:
    """
    One marketplace. `country` is the everyday short name: "UK", where Amazon's API says "GB".
    """

    id: str
    country: str
    region: Region
    name: str
    currency: str
    language: str
    domain: str

    @property
    def country_code(self) -> str:
        """
        The ISO code that the API uses.
        """
        return "GB" if self.country == "UK" else self.country


_ROWS = """
na US ATVPDKIKX0DER  USD en_US www.amazon.com
na CA A2EUQ1WTGCTBG2 CAD en_CA www.amazon.ca
na MX A1AM78C64UM0Y8 MXN es_MX www.amazon.com.mx
na BR A2Q3Y263D00KWC BRL pt_BR www.amazon.com.br
eu UK A1F83G8C2ARO7P GBP en_GB www.amazon.co.uk
eu DE A1PA6795UKMFR9 EUR de_DE www.amazon.de
eu FR A13V1IB3VIYZZH EUR fr_FR www.amazon.fr
eu IT APJ6JRA9NG5V4  EUR it_IT www.amazon.it
eu ES A1RKKUPIHCS9HS EUR es_ES www.amazon.es
eu NL A1805IZSGTT6HS EUR nl_NL www.amazon.nl
eu BE AMEN7PMS3EDWL  EUR fr_BE www.amazon.com.be
eu IE A28R8C7NBKEWEA EUR en_IE www.amazon.ie
eu SE A2NODRKZP88ZB9 SEK sv_SE www.amazon.se
eu PL A1C3SOZRARQ6R3 PLN pl_PL www.amazon.pl
eu TR A33AVAJ2PDY3EV TRY tr_TR www.amazon.com.tr
eu AE A2VIGQ35RCS4UG AED en_AE www.amazon.ae
eu SA A17E79C6D8DWNP SAR ar_SA www.amazon.sa
eu EG ARBP9OOSHTCHU  EGP ar_EG www.amazon.eg
eu ZA AE08WJ6YKNBMC  ZAR en_ZA www.amazon.co.za
eu IN A21TJRUUN4KGV  INR en_IN www.amazon.in
fe JP A1VC38T7YXB528 JPY ja_JP www.amazon.co.jp
fe AU A39IBJ37TRP1C6 AUD en_AU www.amazon.com.au
fe SG A19VAU5U5O7RUS SGD en_SG www.amazon.sg
"""


def _read(row: str) -> Marketplace:
    region, country, id_, currency, language, domain = row.split()
    name = domain.removeprefix("www.").replace("amazon", "Amazon")
    return Marketplace(id_, country, Region(region), name, currency, language, domain)


MARKETPLACES = tuple(_read(row) for row in _ROWS.strip().splitlines())
BY_ID = {marketplace.id: marketplace for marketplace in MARKETPLACES}
BY_COUNTRY = {marketplace.country: marketplace for marketplace in MARKETPLACES}


def marketplace_id(text: str) -> str:
    """
    The id behind a country or an id. Raises ValueError for anything else.
    """
    known = BY_COUNTRY.get(text) or BY_ID.get(text)
    if known is None:
        raise ValueError(f"{text!r} is no marketplace; write a country such as DE, or its id")
    return known.id
