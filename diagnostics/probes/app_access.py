"""
Whether SP-API accepts our app, without any merchant.
"""

from typing import Any

from diagnostics.amazon import rates
from diagnostics.amazon.classify import ACCEPTED, token_complaint
from diagnostics.amazon.reply import Reply
from diagnostics.errors import CouldNotTell
from diagnostics.model import Region
from diagnostics.probe import Side, probe
from diagnostics.probes._refusals import outcome_of
from diagnostics.probes.app_credentials import OURS
from diagnostics.target import Seen, Target


DENIED = frozenset({"denied_no_details", "denied_role", "denied_token", "denied_restricted"})


@probe(
    asks="Does SP-API accept our app without any merchant (getDestinations)?",
    normal="accepted",
    abnormal=["secret_expired", "denied", "denied_here_only", "throttled", "server_error"],
    needs=["app_credentials.accepted"],
    merchant_says={
        "accepted": "Amazon's data service accepts our own access.",
        "secret_expired": f"Our own access to Amazon has expired. {OURS}",
        "denied": f"Amazon's data service does not accept our own access. {OURS}",
        "denied_here_only": "Amazon's data service refuses requests in one region right now.",
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
        case _ if outcome in DENIED:
            return await _elsewhere(target, reply)
    raise CouldNotTell(
        f"SP-API answered our own request with {reply.status}, which settles nothing.",
        reply.evidence,
    )


async def _elsewhere(target: Target, here: Reply[Any]) -> Seen:
    """
    A refused app is refused in every region: one regional host alone is Amazon's disturbance.

    Raises `CouldNotTell` where the second region neither accepts nor refuses.
    """
    other = next(region for region in Region if region is not target.connection.region)
    reply = await target.amazon.destinations(other)
    outcome = outcome_of(reply)
    if outcome in DENIED:
        said = f"SP-API refused our own request (403), and in {other.upper()} too."
        return Seen("denied", said, here.evidence)
    if outcome == ACCEPTED and reply.pieces is not None:
        said = f"SP-API refused our own request (403); {other.upper()} accepts it."
        return Seen("denied_here_only", said, here.evidence)
    raise CouldNotTell(
        f"SP-API refused our own request, and {other.upper()} answered {reply.status}.",
        here.evidence,
    )
