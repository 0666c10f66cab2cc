"""
Whether the Ads login sees profiles in another region.
"""

from diagnostics.amazon import rates
from diagnostics.errors import CouldNotTell
from diagnostics.model import Region
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


@probe(
    asks="Does this login see profiles in another region?",
    normal="none_elsewhere",
    abnormal=["found_elsewhere"],
    needs=["ads_token.accepted"],
    applies_to=["ads"],
    wanted_by=[
        "ads_profiles.none",
        "ads_profile_on_record.absent",
        "ads_read.no_advertiser",
        "ads_read.no_scope_access",
    ],
    merchant_says={
        "none_elsewhere": "The advertising login sees no advertising account in other regions.",
        "found_elsewhere": "The advertising login sees advertising accounts in another region.",
    },
    cost=rates.LIST_PROFILES,
)
async def ads_other_regions(target: Target) -> Seen:
    """
    Profiles are regional, and each regional host lists only its own.
    """
    silent = []
    evidence = None
    for region in Region:
        if region is target.connection.region:
            continue
        reply = await target.amazon.ads_profiles(region)
        evidence = reply.evidence
        if not reply.ok or reply.pieces is None:
            silent.append(region)
        elif reply.pieces.root:
            said = f"The login sees profiles on the {region.upper()} host."
            return Seen("found_elsewhere", said, evidence)
    if silent:
        raise CouldNotTell("Ads did not list profiles in every other region.", evidence)
    return Seen("none_elsewhere", "The login sees no profile in the other regions.", evidence)
