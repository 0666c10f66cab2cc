"""
Whether our own side is well when nothing answers: name resolution, TLS, the clock.
"""

from datetime import timedelta

from diagnostics.probe import probe
from diagnostics.target import Seen, Target


WRONG = timedelta(minutes=5)
SAID = {
    "dns": ("dns_failed", "Amazon's host names cannot be resolved from here."),
    "tls": ("tls_failed", "No encrypted connection to Amazon can be set up from here."),
    "tls_date": ("clock_wrong", "Amazon's certificate is not valid yet by our clock."),
    "connect": ("unreachable", "No connection to Amazon can be made from here."),
}


@probe(
    asks="When nothing answers: name resolution, TLS and clock on our own side?",
    normal="fine",
    abnormal=["dns_failed", "tls_failed", "unreachable", "clock_wrong"],
    wanted_by=[
        "host_reach.silent_everywhere",
        "lwa_token.unanswered",
        "app_credentials.unanswered",
    ],
    merchant_says={
        "fine": "Our own network is well.",
        "dns_failed": "Our own network has a problem; there is nothing for you to do.",
        "tls_failed": "Our own network has a problem; there is nothing for you to do.",
        "unreachable": "Our own network has a problem; there is nothing for you to do.",
        "clock_wrong": "Our own systems have a problem; there is nothing for you to do.",
    },
)
async def own_network(target: Target) -> Seen:
    """
    Connects to Amazon's hosts and asks nothing; the clock is compared with Amazon's answers.
    """
    skew = target.amazon.clock_skew
    if skew is not None and abs(skew) > WRONG:
        minutes = abs(skew) / timedelta(minutes=1)
        return Seen("clock_wrong", f"Our clock is {minutes:.0f} minutes off Amazon's.")
    problem = await target.amazon.can_connect()
    if problem is None:
        return Seen("fine", "Amazon's hosts can be connected to from here.")
    outcome, said = SAID[problem]
    return Seen(outcome, said)
