"""
Whether Amazon accepts our own app, without any merchant.
"""

from diagnostics.amazon import rates
from diagnostics.errors import CouldNotTell
from diagnostics.probe import Side, probe
from diagnostics.probes._token_errors import traded
from diagnostics.target import Seen, Target


OURS = "That is ours to fix; there is nothing for you to do."


@probe(
    asks="Does Amazon accept our own client id and secret (grantless token)?",
    normal="accepted",
    abnormal=[
        "invalid_client",
        "unauthorized_client",
        "invalid_scope",
        "invalid_request",
        "throttled",
        "server_error",
    ],
    merchant_says={
        "accepted": "Amazon accepts our own access.",
        "invalid_client": f"Amazon does not accept our own access. {OURS}",
        "unauthorized_client": f"Amazon does not accept our own access. {OURS}",
        "invalid_scope": f"Amazon did not accept a part of our own access. {OURS}",
        "invalid_request": f"Amazon did not understand our own request. {OURS}",
        "throttled": "Amazon is limiting how often we may ask right now.",
        "server_error": "Amazon's sign-in service has a problem right now.",
    },
    cost=rates.GRANTLESS_TOKEN,
    side=Side.APP,
    contradicted_by="lwa_token.invalid_client",
    blames_us=["invalid_client", "unauthorized_client"],
)
async def app_credentials(target: Target) -> Seen:
    """
    A token in our own name: it involves no merchant, so a refusal concerns everybody.
    """
    seen = traded(await target.amazon.exchange_grantless(), "our own credentials")
    if seen.outcome not in app_credentials.outcomes:
        raise CouldNotTell(
            f"Amazon answered our own credentials with {seen.outcome}, which settles nothing.",
            seen.evidence,
        )
    return seen
