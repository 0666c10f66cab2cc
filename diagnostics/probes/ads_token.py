"""
Whether Login with Amazon still trades the Ads refresh token.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._token_errors import MERCHANT_ERRORS, traded
from diagnostics.probes.app_credentials import OURS
from diagnostics.target import Seen, Target


@probe(
    asks="Does Amazon trade the Ads refresh token?",
    normal="accepted",
    abnormal=MERCHANT_ERRORS,
    needs=["stored_ads_token.present"],
    applies_to=["ads"],
    merchant_says={
        "accepted": "Amazon accepts your advertising authorization.",
        "invalid_grant": "Amazon no longer accepts your advertising authorization.",
        "invalid_client": f"Amazon does not accept our own advertising access. {OURS}",
        "unauthorized_client": "Amazon says that your advertising authorization was not given to this app.",
        "invalid_request": f"Amazon did not understand our request. {OURS}",
        "unsupported_grant_type": f"Amazon did not understand our request. {OURS}",
        "invalid_scope": f"Amazon did not accept our request. {OURS}",
        "throttled": "Amazon is limiting how often we may ask right now.",
        "server_error": "Amazon's sign-in service has a problem right now.",
    },
    datasets=[Dataset.ADVERTISING],
    cost=rates.ADS_TOKEN,
    blames_us=["invalid_client"],
    says_nothing=["throttled", "server_error"],
    answers_for_grant=True,
    essential=True,
)
async def ads_token(target: Target) -> Seen:
    """
    The grant of a person's login, apart from the sales grant in every way.
    """
    return traded(await target.amazon.exchange_ads(), "the Ads refresh token")
