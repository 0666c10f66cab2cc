"""
How old the Ads consent is, where it expires at all.
"""

from datetime import UTC, datetime

from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.probes.consent_age import A_YEAR
from diagnostics.target import Seen, Target


# Ads consents given before the first day have no fixed end, those from the second on end after a year. In between
# sources disagree: release notes say 30 June 2026, the refresh-token guide 30 July.
UNSURE_SINCE = datetime(2026, 6, 30, tzinfo=UTC)
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
    if since < UNSURE_SINCE:
        return Seen("within_validity", f"{said}; consents of that time have no fixed end.")
    if age >= A_YEAR and since < ENDS_SINCE:
        raise CouldNotTell(f"{said}; sources disagree whether consents of that time end.")
    if age >= A_YEAR:
        return Seen("over_12_months", f"{said}, which is past its year.")
    return Seen("within_validity", f"{said}.")
