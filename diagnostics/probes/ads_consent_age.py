"""
How old the Ads consent is, where it expires at all.
"""

from datetime import UTC, datetime

from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.probes.consent_age import A_YEAR
from diagnostics.target import Seen, Target


# Ads consents given before this day have no fixed end; later ones end after a year
# (Amazon Ads API documentation, authorization overview, 2026).
ENDS_SINCE = datetime(2026, 7, 30, tzinfo=UTC)


@probe(
    asks="How old is the Ads consent, where it expires at all?",
    normal="within_validity",
    abnormal=["over_12_months"],
    applies_to=["ads"],
    merchant_says={
        "within_validity": "Your advertising authorization is still within its time.",
        "over_12_months": "Your advertising authorization is more than a year old; Amazon asks for a new one every year.",
    },
    circumstance=True,
)
async def ads_consent_age(target: Target) -> Seen:
    """
    Two rules, by the day of the consent.
    """
    since = target.connection.ads_authorised_at
    if since is None:
        raise CouldNotTell("We have no date for the Ads consent.")
    age = target.now - since
    said = f"The Ads consent was given on {since:%d %b %Y}, {max(age.days, 0)} days ago"
    if since < ENDS_SINCE:
        return Seen("within_validity", f"{said}; consents of that time have no fixed end.")
    if age >= A_YEAR:
        return Seen("over_12_months", f"{said}, which is past its year.")
    return Seen("within_validity", f"{said}.")
