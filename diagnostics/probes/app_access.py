"""
Whether SP-API accepts our app, without any merchant.
"""

from diagnostics.amazon import rates
from diagnostics.amazon.classify import ACCEPTED, token_complaint
from diagnostics.errors import CouldNotTell
from diagnostics.probe import Side, probe
from diagnostics.probes._refusals import outcome_of
from diagnostics.probes.app_credentials import OURS
from diagnostics.target import Seen, Target


@probe(
    asks="Does SP-API accept our app without any merchant (getDestinations)?",
    normal="accepted",
    abnormal=["secret_expired", "denied", "throttled", "server_error"],
    needs=["app_credentials.accepted"],
    merchant_says={
        "accepted": "Amazon's data service accepts our own access.",
        "secret_expired": f"Our own access to Amazon has expired. {OURS}",
        "denied": f"Amazon's data service does not accept our own access. {OURS}",
        "throttled": "Amazon is limiting how often we may ask right now.",
        "server_error": "Amazon's data service has a problem right now.",
    },
    cost=rates.GET_DESTINATIONS,
    side=Side.APP,
    contradicted_by="spapi_access.secret_expired",
    blames_us=["secret_expired"],
)
async def app_access(target: Target) -> Seen:
    """
    A secret past its 180 days may still get tokens, and is refused only here.
    """
    reply = await target.amazon.destinations()
    words = reply.words
    outcome = outcome_of(reply)
    if outcome == ACCEPTED and reply.pieces is not None:
        return Seen("accepted", "SP-API accepts our app.", reply.evidence)
    if token_complaint(words.code, words.message, words.details) == "secret_expired":
        return Seen("secret_expired", "SP-API says that our client secret expired.", reply.evidence)
    match outcome:
        case "throttled":
            return Seen("throttled", "SP-API throttled our own request (429).", reply.evidence)
        case "server_error":
            return Seen("server_error", "SP-API failed on our own request (5xx).", reply.evidence)
        case "denied_no_details" | "denied_role" | "denied_token" | "denied_restricted":
            return Seen("denied", "SP-API refused our own request (403).", reply.evidence)
    raise CouldNotTell(
        f"SP-API answered our own request with {reply.status}, which settles nothing.",
        reply.evidence,
    )
