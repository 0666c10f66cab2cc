"""
Whether Login with Amazon still trades the merchant's refresh token.
"""

from diagnostics.amazon import rates
from diagnostics.probe import probe
from diagnostics.probes._token_errors import MERCHANT_ERRORS, traded
from diagnostics.probes.app_credentials import OURS
from diagnostics.target import Seen, Target


@probe(
    asks="Does Amazon trade the merchant's refresh token for an access token?",
    normal="accepted",
    abnormal=MERCHANT_ERRORS,
    needs=["stored_token.present"],
    merchant_says={
        "accepted": "Amazon accepts your authorization.",
        "invalid_grant": "Amazon no longer accepts your authorization.",
        "invalid_client": f"Amazon does not accept our own access. {OURS}",
        "unauthorized_client": "Amazon says that your authorization was not given to this app.",
        "invalid_request": f"Amazon did not understand our request. {OURS}",
        "unsupported_grant_type": f"Amazon did not understand our request. {OURS}",
        "invalid_scope": f"Amazon did not accept our request. {OURS}",
        "throttled": "Amazon is limiting how often we may ask right now.",
        "server_error": "Amazon's sign-in service has a problem right now.",
    },
    cost=rates.LWA_TOKEN,
    blames_us=["invalid_client"],
    says_nothing=["throttled", "server_error"],
    answers_for_grant=True,
    essential=True,
)
async def lwa_token(target: Target) -> Seen:
    """
    `invalid_grant` says that the grant is gone, never why; LWA serves all regions alike.
    """
    return traded(await target.amazon.exchange(), "the merchant's refresh token")
