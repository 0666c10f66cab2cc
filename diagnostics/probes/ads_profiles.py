"""
Which Ads profiles the login sees in the region.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._ads_errors import refused
from diagnostics.target import Seen, Target


@probe(
    asks="Which Ads profiles does this login see in this region?",
    normal="listed",
    abnormal=[
        "none",
        "unauthorized",
        "not_onboarded",
        "denied",
        "throttled",
        "server_error",
        "bad_request",
    ],
    needs=["ads_token.accepted"],
    applies_to=["ads"],
    merchant_says={
        "listed": "The advertising login sees advertising accounts.",
        "none": "The advertising login sees no advertising account in this region.",
        "unauthorized": "Amazon Ads did not accept our request.",
        "not_onboarded": "Amazon Ads does not admit our app; that is ours to fix.",
        "denied": "Amazon Ads refused our request.",
        "throttled": "Amazon Ads is limiting how often we may ask right now.",
        "server_error": "Amazon Ads has a problem right now.",
        "bad_request": "Amazon Ads did not understand our request; that is ours to fix.",
    },
    datasets=[Dataset.ADVERTISING],
    cost=rates.LIST_PROFILES,
)
async def ads_profiles(target: Target) -> Seen:
    """
    A grant shows whatever its person may see: lost rights look like vanished profiles.
    """
    reply = await target.amazon.ads_profiles()
    if not reply.ok or reply.pieces is None:
        return refused(reply, ads_profiles)
    count = len(reply.pieces.root)
    if count == 0:
        return Seen("none", "This login sees no Ads profile in this region.", reply.evidence)
    plural = "profile" if count == 1 else "profiles"
    return Seen("listed", f"This login sees {count} Ads {plural} here.", reply.evidence)
