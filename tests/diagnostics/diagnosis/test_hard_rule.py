"""
The rule above all scores: who is not asked to authorize again, whatever else points there.
"""

from __future__ import annotations

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision
from diagnostics.model import Finding
from diagnostics.probes import PROBES
from diagnostics.reports.reader import PASTED, Paste, read
from knowledge.base.library import Library


ALL = (*PROBES, PASTED)
CAUSES = Library.open().causes()
SELLER, BOTH = frozenset({"seller"}), frozenset({"seller", "ads"})
REFUSED = {
    "app_credentials": "accepted",
    "app_access": "accepted",
    "lwa_token": "invalid_grant",
    "consent_age": "over_12_months",
    "platform_status": "reconnect_required",
    "dataset_freshness": "all_stopped",
    "fleet": "only_this_merchant",
}
BARS = [
    {"app_credentials": "invalid_client"},
    {"app_credentials": "unauthorized_client"},
    {"app_access": "secret_expired"},
    {"lwa_token": "invalid_client"},
    {"fleet": "same_failure"},
    {"lwa_token": None},
    {"lwa_token": "server_error"},
    {"lwa_token": "throttled"},
]


def seen(**outcomes: str | None) -> list[Finding]:
    normals = {probe.name: probe.normal for probe in ALL}
    return [
        Finding(name, "c", outcome, None if outcome is None else outcome == normals[name], "")
        for name, outcome in outcomes.items()
    ]


def acted_on(diagnosis) -> list[str]:
    every = [diagnosis, *diagnosis.further]
    asked = {Decision.ANSWER, Decision.ASK_PERSON}
    return [
        s.cause.id
        for each in every
        if each.decision in asked
        for s in each.named
        if s.cause.reauthorizes
    ]


def test_a_lapsed_consent_is_answered_with_authorizing_again() -> None:
    """
    The rule forbids nothing where nothing points at us.
    """
    assert acted_on(diagnose(seen(**REFUSED), CAUSES, ALL, kinds=SELLER))


@pytest.mark.parametrize("bar", BARS, ids=str)
def test_nobody_is_asked_while(bar: dict[str, str | None]) -> None:
    """
    Each of these is reason enough, with everything else pointing at the merchant.
    """
    diagnosis = diagnose(seen(**(REFUSED | bar)), CAUSES, ALL, kinds=SELLER)
    assert acted_on(diagnosis) == []


@pytest.mark.parametrize("bar", [{"ads_token": None}, {"ads_token": "server_error"}], ids=str)
def test_the_ads_side_has_a_token_of_its_own(bar: dict[str, str | None]) -> None:
    """
    A refused sales token answers nothing about the Ads one.
    """
    ads = {"ads_token": "invalid_grant", "ads_consent_age": "over_12_months"}
    diagnosis = diagnose(seen(**(REFUSED | ads | bar)), CAUSES, ALL, kinds=BOTH)
    assert not [name for name in acted_on(diagnosis) if name.startswith("ads-")]


@pytest.mark.parametrize("answer", [None, "server_error"])
def test_a_pasted_refusal_is_no_answer_of_the_token_probe(answer: str | None) -> None:
    """
    Somebody's old error does not stand in for asking.
    """
    reported = read(Paste(body='{"error":"invalid_grant"}')).findings
    findings = seen(**(REFUSED | {"lwa_token": answer}))
    diagnosis = diagnose(findings, CAUSES, ALL, reported=reported, kinds=SELLER)
    assert acted_on(diagnosis) == []


def test_a_pasted_refusal_is_no_examination() -> None:
    """
    Where nothing was answered, what was pasted does not turn silence into a cause.
    """
    reported = read(Paste(body='{"error":"invalid_grant"}')).findings
    silent = seen(**dict.fromkeys(REFUSED))
    diagnosis = diagnose(silent, CAUSES, ALL, reported=reported, kinds=SELLER)
    assert acted_on(diagnosis) == []
