"""
How old the merchant's consent is, by our own record.
"""

from datetime import timedelta

from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


# A public app's consent is to be renewed every year:
# https://developer-docs.amazon.com/sp-api/docs/renew-authorizations
A_YEAR = timedelta(days=365)
FRESH = timedelta(hours=48)


@probe(
    asks="How old is the merchant's consent?",
    normal="under_12_months",
    abnormal=["over_12_months", "under_48_hours"],
    merchant_says={
        "under_12_months": "Your authorization is less than a year old.",
        "over_12_months": "Your authorization is more than a year old; Amazon asks for a new one every year.",
        "under_48_hours": "Your authorization was given in the last two days; first data can take that long.",
    },
    circumstance=True,
)
async def consent_age(target: Target) -> Seen:
    """
    Amazon does not tell an expired consent from a removed one, so our own date has to.
    """
    since = target.connection.authorised_at
    if since is None:
        raise CouldNotTell("We have no date for this consent.")
    age = target.now - since
    if age < timedelta(0):
        raise CouldNotTell("Our date for this consent lies in the future.")
    said = f"Consent was given on {since:%d %b %Y}, {age.days} days ago."
    if age >= A_YEAR:
        return Seen("over_12_months", said)
    return Seen("under_48_hours" if age < FRESH else "under_12_months", said)
