"""
The rule above all scores: who is not asked to authorize again, whatever else points there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from diagnostics.diagnosis import problem
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.hard_rule import points_elsewhere
from diagnostics.diagnosis.result import Decision
from diagnostics.model import Finding
from diagnostics.probes import PROBES
from diagnostics.reports.reader import PASTED, Paste, read
from knowledge.base.library import Library


ALL = (*PROBES, PASTED)
CAUSES = Library.open().causes()
SALES, ADS = "seller", "ads"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
REFUSED = {
    "app_credentials": "accepted",
    "app_access": "accepted",
    "lwa_token": "invalid_grant",
    "consent_age": "over_12_months",
    "platform_status": "reconnect_required",
    "dataset_freshness": "all_stopped",
    "spapi_access": "all_denied",
    "fleet": "only_this_merchant",
}
ADS_REFUSED = {
    "app_credentials": "accepted",
    "ads_token": "invalid_grant",
    "ads_consent_age": "over_12_months",
    "ads_profiles": "unauthorized",
    "ads_read": "unauthorized",
    "fleet": "only_this_merchant",
}
SALES_BARS = [
    {"app_credentials": "invalid_client"},
    {"app_credentials": "unauthorized_client"},
    {"app_access": "secret_expired"},
    {"spapi_access": "secret_expired"},
    {"lwa_token": "invalid_client"},
    {"fleet": "same_failure"},
    {"fleet": "could_not_compare"},
    {"fleet": None},
    {"lwa_token": None},
    {"lwa_token": "server_error"},
    {"lwa_token": "throttled"},
]
ADS_BARS = [
    {"ads_token": None},
    {"ads_token": "server_error"},
    {"ads_token": "throttled"},
    {"ads_token": "invalid_client"},
    {"app_credentials": "invalid_client"},
    {"fleet": "same_failure"},
    {"fleet": "could_not_compare"},
    {"fleet": None},
]
CASES = [*((bar, SALES) for bar in SALES_BARS), *((bar, ADS) for bar in ADS_BARS)]


@dataclass(frozen=True)
class Greedy:
    """
    A cause that explains whatever was seen, and sends people to authorize again.
    """

    side: str
    findings: tuple[Finding, ...]
    id: str = "greedy"
    remedy: str = "authorize"
    reauthorizes: bool = True
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    prior: float = 2.0
    question: str = ""
    family: str = ""

    @property
    def applies_to(self) -> frozenset[str]:
        return frozenset({self.side})

    @property
    def signature(self) -> dict[str, dict[str, float]]:
        return {f.probe: {f.outcome: 0.97} for f in self.findings if f.outcome}


def seen(**outcomes: str | None) -> list[Finding]:
    normals = {probe.name: probe.normal for probe in ALL}
    return [
        Finding(
            name, "c", outcome, None if outcome is None else outcome == normals[name], "", at=NOW
        )
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


def greedily(bar: dict[str, str | None], side: str) -> list[str]:
    """
    Who is sent to authorize again, with everything but the bar pointing at the merchant.
    """
    findings = seen(**((REFUSED if side == SALES else ADS_REFUSED) | bar))
    return acted_on(
        diagnose(findings, [Greedy(side, tuple(findings))], ALL, kinds=frozenset({side}))
    )


@pytest.mark.parametrize("side", [SALES, ADS])
def test_what_points_at_the_merchant_is_answered_with_authorizing_again(side: str) -> None:
    """
    The rule forbids nothing where nothing points at us.
    """
    assert greedily({}, side)


@pytest.mark.parametrize(("bar", "side"), CASES, ids=str)
def test_nobody_is_asked_while(bar: dict[str, str | None], side: str) -> None:
    """
    Each of these is reason enough, with everything else pointing at the merchant.
    """
    assert greedily(bar, side) == []


@pytest.mark.parametrize(("bar", "side"), CASES, ids=str)
def test_only_the_rule_holds_them_back(
    bar: dict[str, str | None], side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Without the rule each of them is asked to authorize again.
    """
    monkeypatch.setattr(problem, "why_barred", lambda *_, **__: "")
    assert greedily(bar, side)


@pytest.mark.parametrize("bar", SALES_BARS, ids=str)
def test_the_shipped_causes_ask_nobody_while(bar: dict[str, str | None]) -> None:
    """
    The same holds with every article of ours.
    """
    diagnosis = diagnose(seen(**(REFUSED | bar)), CAUSES, ALL, kinds=frozenset({SALES}))
    assert acted_on(diagnosis) == []


@pytest.mark.parametrize("answer", [None, "server_error"])
def test_a_pasted_refusal_is_no_answer_of_the_token_probe(answer: str | None) -> None:
    """
    Somebody's old error does not stand in for asking.
    """
    reported = read(Paste(body='{"error":"invalid_grant"}')).findings
    findings = seen(**(REFUSED | {"lwa_token": answer}))
    causes = [Greedy(SALES, tuple(seen(**REFUSED)))]
    diagnosis = diagnose(findings, causes, ALL, reported=reported, kinds=frozenset({SALES}))
    assert acted_on(diagnosis) == []


def test_a_pasted_refusal_is_no_examination() -> None:
    """
    Where nothing was answered, what was pasted does not turn silence into a cause.
    """
    reported = read(Paste(body='{"error":"invalid_grant"}')).findings
    silent = seen(**dict.fromkeys(REFUSED))
    causes = [Greedy(SALES, tuple(seen(**REFUSED)))]
    diagnosis = diagnose(silent, causes, ALL, reported=reported, kinds=frozenset({SALES}))
    assert acted_on(diagnosis) == []


def test_too_few_to_compare_with_forbids_nothing() -> None:
    """
    In a small region there is nobody to ask: the agent reads it, and the answer stands.
    """
    assert greedily({"fleet": "too_few_others"}, SALES)


def test_what_our_record_says_by_definition_needs_no_comparison() -> None:
    """
    Somebody disconnected the channel in the settings: that is no refusal of Amazon's.
    """
    outcomes = {"platform_status": "disconnected_by_user", "fleet": "could_not_compare"}
    findings = seen(**(REFUSED | outcomes))
    by_record = frozenset({"platform_status.disconnected_by_user"})
    cause = Greedy(SALES, tuple(findings), requires=by_record)
    assert acted_on(diagnose(findings, [cause], ALL, kinds=frozenset({SALES})))


@pytest.mark.parametrize(
    ("side", "bar"),
    [(SALES, {"ads_token": "invalid_client"}), (ADS, {"lwa_token": "invalid_client"})],
)
def test_what_is_wrong_on_one_side_forbids_nothing_on_the_other(
    side: str, bar: dict[str, str]
) -> None:
    """
    Our secret for Ads is refused, and the merchant's grant for sales is gone: two faults, two answers.
    """
    own = REFUSED if side == SALES else ADS_REFUSED
    causes = [Greedy(side, tuple(seen(**own)))]
    diagnosis = diagnose(seen(**(own | bar)), causes, ALL, kinds=frozenset({SALES, ADS}))
    assert acted_on(diagnosis)


@pytest.mark.parametrize(
    ("about", "asked"), [(("listings",), True), (("lwa_token",), False), ((), False)]
)
def test_what_everybody_shows_forbids_what_it_is_about(
    about: tuple[str, ...], *, asked: bool
) -> None:
    """
    Others' listings fail as well; that says nothing of this merchant's grant. Unknown is taken for all.
    """
    findings = [
        replace(f, about=about) if f.probe == "fleet" else f
        for f in seen(**(REFUSED | {"fleet": "same_failure"}))
    ]
    diagnosis = diagnose(
        findings, [Greedy(SALES, tuple(seen(**REFUSED)))], ALL, kinds=frozenset({SALES})
    )
    assert bool(acted_on(diagnosis)) is asked


def test_our_fault_on_one_connection_is_seen_by_its_signal() -> None:
    """
    What words an answer for the merchant asks the same rule, by signals.
    """
    cause = Greedy(SALES, tuple(seen(**REFUSED)))
    assert points_elsewhere(cause, seen(lwa_token="invalid_client"))
    assert points_elsewhere(cause, seen(fleet="same_failure"))
    assert points_elsewhere(cause, seen(fleet=None))
    assert not points_elsewhere(cause, seen(lwa_token="invalid_grant", fleet="only_this_merchant"))


@pytest.mark.parametrize(
    ("uncompared", "answers"),
    [({}, True), ({"fleet": "too_few_others"}, True), ({"fleet": "could_not_compare"}, False)],
    ids=str,
)
def test_a_cause_that_is_this_merchants_alone_waits_for_a_comparison(
    *, uncompared: dict[str, str | None], answers: bool
) -> None:
    """
    Also where nobody is asked to authorize again: an account is not called deactivated in an incident.
    """
    findings = tuple(seen(**(REFUSED | uncompared)))
    alone = Greedy(SALES, findings, reauthorizes=False, excludes=frozenset({"fleet.same_failure"}))
    diagnosis = diagnose(findings, [alone], ALL, kinds=frozenset({SALES}))
    assert (diagnosis.decision is Decision.ANSWER) is answers
    assert (diagnosis.held is None) is answers


@pytest.mark.parametrize("missing", ["could_not_compare", None], ids=str)
def test_what_waits_for_a_comparison_is_kept_for_a_person(missing: str | None) -> None:
    """
    With the cause that would have been answered, also where the comparison was asked in vain.
    """
    findings = tuple(seen(**(REFUSED | {"fleet": missing})))
    diagnosis = diagnose(findings, [Greedy(SALES, findings)], ALL, kinds=frozenset({SALES}))
    assert not acted_on(diagnosis)
    assert diagnosis.held is not None
    assert [suspect.cause.id for suspect in diagnosis.held.named] == ["greedy"]


def test_nothing_is_kept_where_something_else_forbids_it() -> None:
    """
    Our own access is refused: no agent is offered to send it all the same.
    """
    findings = tuple(
        seen(**(REFUSED | {"fleet": "could_not_compare", "app_credentials": "invalid_client"}))
    )
    diagnosis = diagnose(findings, [Greedy(SALES, findings)], ALL, kinds=frozenset({SALES}))
    assert diagnosis.held is None
