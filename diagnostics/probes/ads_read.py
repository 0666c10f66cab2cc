"""
Whether the Ads profile on record can be read.
"""

from diagnostics.amazon import rates
from diagnostics.errors import CouldNotTell
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._ads_errors import refused
from diagnostics.target import Seen, Target


@probe(
    asks="Can one profile be read (scoped call)?",
    normal="readable",
    abnormal=[
        "no_scope_access",
        "no_advertiser",
        "unauthorized",
        "denied",
        "throttled",
        "server_error",
        "bad_request",
        "retired",
    ],
    needs=["ads_token.accepted"],
    applies_to=["ads"],
    merchant_says={
        "readable": "We can read your advertising data.",
        "no_scope_access": "The advertising login may no longer use your advertising account.",
        "no_advertiser": "Amazon Ads does not know the advertising account set up here in this region.",
        "unauthorized": "Amazon Ads did not accept our request.",
        "denied": "Amazon Ads refused our request.",
        "throttled": "Amazon Ads is limiting how often we may ask right now.",
        "server_error": "Amazon Ads has a problem right now.",
        "bad_request": "Amazon Ads did not understand our request; that is ours to fix.",
        "retired": "Amazon Ads changed how data is read; that is ours to fix.",
    },
    datasets=[Dataset.ADVERTISING],
    cost=rates.LIST_CAMPAIGNS,
)
async def ads_read(target: Target) -> Seen:
    """
    Goes straight to the profile on record, without waiting for the list of profiles.
    """
    if not target.connection.ads_profile_ids:
        raise CouldNotTell("No Ads profile is on record for this connection.")
    reply = await target.amazon.campaigns(target.connection.ads_profile_ids[0])
    if reply.ok and reply.pieces is not None:
        return Seen("readable", "The profile on record can be read.", reply.evidence)
    return refused(reply, ads_read)
