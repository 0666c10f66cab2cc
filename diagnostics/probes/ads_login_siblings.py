"""
Whether other connections authorised by the same Ads login fail too.
"""

from diagnostics.probe import probe
from diagnostics.probes._token_errors import MERCHANT_ERRORS
from diagnostics.target import Seen, Target


@probe(
    asks="Do other connections authorised by the same Ads login fail too?",
    normal="well",
    abnormal=["failing_too"],
    applies_to=["ads"],
    wanted_by=[
        *(f"ads_token.{error}" for error in MERCHANT_ERRORS),
        "ads_token.unanswered",
        "ads_profiles.none",
        "ads_profiles.unauthorized",
        "ads_profile_on_record.absent",
        "ads_read.no_scope_access",
        "dataset_freshness.only_ads_stopped",
    ],
    merchant_says={
        "well": "The advertising login itself is accepted.",
        "failing_too": "The problem is with the advertising login, not with this account.",
    },
)
async def ads_login_siblings(target: Target) -> Seen:
    """
    An agency's login often serves many merchants, and takes them all down when it goes.
    """
    return await target.fleet.siblings(target.connection, target.now)
