"""
All SP-API answers taken together: is the token accepted, whatever the role?
"""

from collections import Counter
from collections.abc import Iterable

from diagnostics.amazon.classify import token_complaint
from diagnostics.errors import CouldNotTell
from diagnostics.model import Evidence, Finding
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


READS = (
    "participation",
    "orders",
    "finances",
    "catalog",
    "listings",
    "inventory",
    "reports",
    "vendor_orders",
    "vendor_reports",
)
# Refusals that come from before a service has looked at the token, or in spite of it.
BLANK = frozenset(
    {"denied_no_details", "denied_token", "wrong_region", "server_error", "throttled"}
)
AT_LEAST = 2


@probe(
    asks="Taking all SP-API answers together: is the token accepted, whatever the role?",
    normal="accepted",
    abnormal=[
        "all_denied",
        "token_invalid",
        "token_expired",
        "token_missing",
        "secret_expired",
        "wrong_region",
        "all_throttled",
        "all_server_error",
    ],
    needs=["lwa_token.accepted"],
    reads=READS,
    merchant_says={
        "accepted": "Amazon's data service accepts your authorization.",
        "all_denied": "Amazon's data service refuses every request for your account.",
        "token_invalid": "Amazon's data service does not accept your authorization.",
        "token_expired": "Amazon's data service did not accept our request; that is ours to fix.",
        "token_missing": "Amazon's data service did not accept our request; that is ours to fix.",
        "secret_expired": "Our own access to Amazon has expired; that is ours to fix.",
        "wrong_region": "Amazon says that your marketplaces belong to another region.",
        "all_throttled": "Amazon is limiting all our requests for your account right now.",
        "all_server_error": "Amazon's data service has a problem right now.",
    },
    blames_us=["secret_expired"],
    essential=True,
)
async def spapi_access(target: Target) -> Seen:
    """
    One answer that got past the gateway proves the token; only unanimity proves the contrary.
    """
    found = [target.seen[name] for name in READS if name in target.seen]
    answered = [finding for finding in found if finding.outcome is not None]
    if not answered:
        raise CouldNotTell("No read of SP-API was answered.")
    proofs = [finding for finding in answered if finding.outcome not in BLANK]
    if proofs:
        said = f"SP-API accepts the token: {proofs[0].probe} got past its gateway."
        return Seen("accepted", said, proofs[0].evidence)
    counts = Counter(finding.outcome for finding in answered)
    said = f"{len(answered)} of {len(found)} reads were answered, none of them past the gateway: "
    said += ", ".join(f"{outcome} {count}×" for outcome, count in counts.most_common()) + "."
    outcome = _verdict(answered, counts)
    if outcome is None:
        raise CouldNotTell(said)
    return Seen(outcome, said, _loudest(answered))


def _verdict(answered: list[Finding], counts: Counter[str | None]) -> str | None:
    if "wrong_region" in counts:
        return "wrong_region"
    complaints = Counter(
        complaint
        for finding in answered
        if finding.outcome == "denied_token" and (complaint := _complaint(finding.evidence))
    )
    if complaints:
        return complaints.most_common(1)[0][0]
    denied = counts["denied_no_details"] + counts["denied_token"]
    if denied:
        # Throttled requests passed authorization; a mixture with them proves nothing.
        return "all_denied" if denied >= AT_LEAST and not counts["throttled"] else None
    if counts["server_error"] >= counts["throttled"]:
        return "all_server_error"
    return "all_throttled"


def _complaint(evidence: Evidence | None) -> str | None:
    if evidence is None:
        return None
    return token_complaint(evidence.code, evidence.message, evidence.details)


def _loudest(answered: Iterable[Finding]) -> Evidence | None:
    ranked = sorted(answered, key=lambda finding: finding.outcome != "denied_token")
    return ranked[0].evidence
