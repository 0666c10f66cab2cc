"""
Consents that end soon: mentioned before they break, while Amazon still accepts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.model.answer import ConnectionAnswer, MerchantAnswer, Verdict
from bot.triage.merchant_phrases import phrases
from diagnostics.model import Connection
from diagnostics.probe import Side
from diagnostics.probes import PROBES
from diagnostics.probes.ads_consent_age import ENDS_SINCE
from diagnostics.probes.consent_age import A_YEAR


SOON = timedelta(days=30)
WHO = "account-admin"
_TOKENS = {probe.side: probe.name for probe in PROBES if probe.answers_for_grant}


@dataclass(frozen=True, slots=True)
class Expiry:
    """
    A consent in its last days. `side` is sales or Ads; `on` the day on which its year is over (UTC).
    """

    connection: Connection
    side: Side
    on: date


def expiring(parts: Iterable[ConnectionAnswer], now: datetime) -> tuple[Expiry, ...]:
    """
    The consents that Amazon accepts now and that end within thirty days, the next first. One without a
    date, or of the days on which sources disagree, is none: nobody knows when it ends.
    """
    found = []
    for part in parts:
        ads = part.connection.ads_authorised_at
        if ads is not None and ads < ENDS_SINCE:
            ads = None
        given = {Side.SALES: part.connection.authorised_at, Side.ADS: ads}
        accepted = {finding.probe for finding in part.findings if finding.normal}
        for side, since in given.items():
            if since and _TOKENS[side] in accepted and now < since + A_YEAR <= now + SOON:
                found.append(Expiry(part.connection, side, (since + A_YEAR).date()))
    return tuple(sorted(found, key=lambda each: (each.on, each.connection.id, each.side)))


def for_our_people(expiries: Sequence[Expiry]) -> str:
    """
    One sentence for each consent.
    """
    return " ".join(
        f"The {'Ads' if each.side is Side.ADS else 'sales'} consent ends on {each.on:%d %b %Y}; "
        "the account's administrator can renew it."
        for each in expiries
    )


def told_in_time(
    answer: MerchantAnswer, parts: Sequence[ConnectionAnswer], expiries: Sequence[Expiry]
) -> MerchantAnswer:
    """
    The merchant's answer with the day, where nothing else is wrong: two things at once are one too many.
    """
    if not expiries or any(part.verdict is not Verdict.HEALTHY for part in parts):
        return answer
    said = _sentence(phrases(answer.language), expiries[0])
    return replace(answer, explanation=f"{said} {answer.explanation}".strip())


def _sentence(said: Mapping[str, str], expiry: Expiry) -> str:
    key = "ads_ends" if expiry.side is Side.ADS else "sales_ends"
    return said[key].format(day=expiry.on.isoformat())
