"""
How old our own app's client secret is.
"""

from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


# https://developer-docs.amazon.com/sp-api/docs/rotating-your-apps-lwa-credentials
LIFETIME = 180  # days
WARNING = 15  # days


@probe(
    asks="How old is our own app's client secret?",
    normal="under_180_days",
    abnormal=["over_180_days", "last_15_days"],
    merchant_says={
        "under_180_days": "Our own access to Amazon is up to date.",
        "over_180_days": "Our own access to Amazon is due for renewal; that is ours to do.",
        "last_15_days": "Our own access to Amazon is up to date.",
    },
    circumstance=True,
)
async def secret_age(target: Target) -> Seen:
    """
    Amazon ends it after 180 days, and may then still trade tokens that SP-API refuses.
    """
    issued = target.amazon.secret_issued_on
    if issued is None:
        raise CouldNotTell("We have no date for our client secret (TRIAGE_LWA_SECRET_ISSUED_ON).")
    age = (target.now.date() - issued).days
    said = f"Our client secret was issued on {issued:%d %b %Y}, {age} days ago."
    if age >= LIFETIME:
        return Seen("over_180_days", said)
    return Seen("last_15_days" if age >= LIFETIME - WARNING else "under_180_days", said)
