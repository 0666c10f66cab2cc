"""
Answers that are almost a definition decide, whatever our own record says beside them.
"""

from __future__ import annotations

import itertools

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision, Diagnosis
from diagnostics.model import Finding
from diagnostics.probes import PROBES
from knowledge.base.article import Article
from knowledge.base.library import Library
from tests.diagnostics.conftest import NOW


CAUSES = Library.open().causes()
NORMAL = {probe.name: probe.normal for probe in PROBES}
DECISIVE = [(probe, outcome) for probe in PROBES for outcome in sorted(probe.decisive)]
DENIED = ("orders", "finances", "listings", "inventory", "sales", "reports")
ALL_DENIED = (*DENIED, "catalog", "participation", "vendor_orders", "vendor_reports")
FRESHNESS = ("recent", "one_stopped", "some_stopped", "all_stopped", "never_any")
CASES = [
    (probe.name, outcome, fresh, kind, ads)
    for (probe, outcome), fresh, kind, ads in itertools.product(
        DECISIVE, FRESHNESS, ("seller", "vendor"), (True, False)
    )
    if kind in probe.applies_to
]


def diagnosis(outcomes: dict[str, str], kinds: frozenset[str]) -> Diagnosis[Article]:
    """
    What is made of these outcomes, with every other first question answered normally.
    """
    first = {p.name: p.normal for p in PROBES if not p.follow_up and p.applies_to & kinds}
    fitting = {p.name for p in PROBES if p.applies_to & kinds}
    findings = [
        Finding(name, "c", outcome, outcome == NORMAL[name], "", at=NOW)
        for name, outcome in (first | outcomes).items()
        if name in fitting
    ]
    return diagnose(findings, CAUSES, PROBES, kinds=kinds)


def beside(probe: str, outcome: str) -> dict[str, str]:
    """
    What Amazon refuses while such an answer is so.
    """
    if outcome == "retired":
        return {}
    if probe == "other_regions":
        refused = dict.fromkeys(ALL_DENIED, "denied_no_details")
        return {**refused, "spapi_access": "all_denied"}
    return dict.fromkeys((name for name in DENIED if name != probe), "denied_no_details")


@pytest.mark.parametrize(("probe", "outcome", "fresh", "kind", "ads"), CASES)
def test_the_owner_of_a_decisive_signal_leads(
    probe: str, outcome: str, fresh: str, kind: str, *, ads: bool
) -> None:
    """
    With data or without, with Ads or without, seller or vendor: no cause that leaves it unexplained.
    """
    kinds = frozenset({kind} | ({"ads"} if ads else set()))
    seen = {"dataset_freshness": fresh, "fleet": "only_this_merchant", **beside(probe, outcome)}
    found = diagnosis(seen | {probe: outcome}, kinds)
    assert found.suspects
    assert outcome in found.suspects[0].cause.signature.get(probe, {})
    told = [*found.named, *(s for d in found.further for s in d.named)]
    if outcome != "suspended_listings":  # whose listings sleep may lack a right as well
        assert [s.cause.id for s in told if s.cause.reauthorizes and found.decision is ANSWER] == []


ANSWER = Decision.ANSWER


def test_refusals_without_a_reason_are_one_observation() -> None:
    """
    An Individual plan explains a refused read; another one is no missing role beside it.
    """
    refused = dict.fromkeys(("orders", "catalog"), "denied_no_details")
    found = diagnosis(
        {**refused, "selling_plan": "individual", "dataset_freshness": "one_stopped"},
        frozenset({"seller", "ads"}),
    )
    assert found.leading is not None
    assert found.leading.id == "individual-plan"
    assert found.further == ()
