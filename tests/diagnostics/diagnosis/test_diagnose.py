"""
Tests for `diagnostics.diagnosis.diagnose`, on causes and probes made for the purpose.
"""

from __future__ import annotations

import math

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from diagnostics.amazon.rates import LIST_PROFILES, Cost
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.next_probe import WORTH_ASKING
from diagnostics.diagnosis.result import Decision
from diagnostics.diagnosis.scoring import CAP, Observed, likelihood, score
from diagnostics.model import Finding
from diagnostics.probe import Probe, Side


ALWAYS, OFTEN, SOMETIMES = 0.97, 0.60, 0.25


def probe(name, *abnormal, **more):
    async def run(_):
        pytest.fail("a diagnosis asks nothing")

    more.setdefault("cost", Cost(name, 1.0, 1))
    more.setdefault("side", Side.SALES)
    return Probe(name, f"{name}?", "ok", abnormal, run, {}, **more)


@dataclass(frozen=True)
class Cause:
    """
    The least a cause can be: the shape, and no article.
    """

    id: str
    signature: dict = field(default_factory=dict)  # type: ignore[type-arg]
    remedy: str = ""
    requires: frozenset = frozenset()  # type: ignore[type-arg]
    excludes: frozenset = frozenset()  # type: ignore[type-arg]
    applies_to: frozenset = frozenset()  # type: ignore[type-arg]
    prior: float = 2.0
    question: str = ""
    family: str = ""

    @property
    def reauthorizes(self):
        return self.remedy.startswith("reauthorize")


LWA = Probe(
    "lwa_token", "?", "accepted", ("invalid_grant", "invalid_client"), probe("x").run, {},
    cost=Cost("token", 1, 1), side=Side.SALES, answers_for_grant=True, essential=True,
    blames_us=frozenset({"invalid_client"}),
)  # fmt: skip
APP = Probe(
    "app_credentials", "?", "accepted", ("invalid_client",), probe("x").run, {},
    cost=Cost("grantless", 1, 1), side=Side.APP, blames_us=frozenset({"invalid_client"}),
)  # fmt: skip
FLEET = Probe(
    "fleet", "?", "only_this_merchant", ("same_failure",), probe("x").run, {},
    side=Side.FLEET, circumstance=True, blames_nobody_here=frozenset({"same_failure"}),
)  # fmt: skip
FRESH = Probe(
    "dataset_freshness", "?", "recent", ("all_stopped",), probe("x").run, {},
    consequences=frozenset({"all_stopped"}),
)  # fmt: skip
AGE = Probe(
    "consent_age", "?", "under_12_months", ("over_12_months",), probe("x").run, {},
    circumstance=True,
)  # fmt: skip
A, B = probe("a", "bad", "worse"), probe("b", "bad")
ALL = (LWA, APP, FLEET, FRESH, AGE, A, B)


def found(**outcomes):
    normals = {p.name: p.normal for p in ALL}
    return [
        Finding(name, "c", outcome, None if outcome is None else outcome == normals[name], "")
        for name, outcome in outcomes.items()
    ]


def named(diagnosis):
    return [suspect.cause.id for suspect in diagnosis.named]


MENDS_A = Cause("a-broken", {"a": {"bad": ALWAYS}}, "mend-a")
MENDS_B = Cause("b-broken", {"b": {"bad": ALWAYS}}, "mend-b")
BOTH = Cause("both-broken", {"a": {"bad": ALWAYS}, "b": {"bad": ALWAYS}}, "mend-both")
GRANT = Cause("grant", {"lwa_token": {"invalid_grant": ALWAYS}}, "reauthorize")


def test_the_cause_that_explains_everything_seen_leads():
    """
    One cause for two findings beats two causes with one finding each.
    """
    diagnosis = diagnose(found(a="bad", b="bad", lwa_token="accepted"), [MENDS_A, BOTH], ALL)

    assert (diagnosis.decision, named(diagnosis)) == (Decision.ANSWER, ["both-broken"])


def test_an_expected_sign_that_stayed_away_speaks_against():
    """
    What should have been seen and was not is evidence, and is shown.
    """
    diagnosis = diagnose(found(a="bad", b="ok", lwa_token="accepted"), [MENDS_A, BOTH], ALL)
    standing = {s.cause.id: s for s in diagnosis.suspects}

    assert named(diagnosis) == ["a-broken"]
    assert standing["both-broken"].despite == ("b.ok",)


def test_an_unanswered_probe_changes_nothing():
    """
    Not knowing is not evidence.
    """
    known = diagnose(found(a="bad", lwa_token="accepted"), [MENDS_A, BOTH], ALL)
    silent = diagnose(found(a="bad", lwa_token="accepted", b=None), [MENDS_A, BOTH], ALL)

    assert known == silent


def test_everything_normal_is_healthy():
    """
    Health needs no cause.
    """
    diagnosis = diagnose(found(a="ok", b="ok", lwa_token="accepted"), [MENDS_A], ALL)

    assert (diagnosis.decision, diagnosis.named) == (Decision.HEALTHY, ())


def test_a_silent_token_probe_is_never_healthy():
    """
    Where the token brought no answer, the rest being normal proves nothing.
    """
    diagnosis = diagnose(found(a="ok", lwa_token=None), [MENDS_A], ALL)

    assert diagnosis.decision is Decision.COULD_NOT_EXAMINE


def test_silent_ads_reads_are_never_healthy():
    """
    With sales well and every read of Ads unanswered, nobody says that all is well.
    """
    now = datetime(2026, 11, 23, tzinfo=UTC)
    silent = [
        Finding(name, "c", None, None, "No answer.", at=now)
        for name in ("ads_profiles", "ads_read")
    ]
    reads = [probe(f.probe, "none", side=Side.ADS, cost=LIST_PROFILES) for f in silent]
    findings = [*found(a="ok", lwa_token="accepted"), *silent]
    diagnosis = diagnose(findings, [MENDS_A], (*ALL, *reads))

    assert diagnosis.decision is Decision.COULD_NOT_EXAMINE


def test_silence_alone_could_not_be_examined():
    """
    Our own record is no answer of Amazon's.
    """
    diagnosis = diagnose(found(lwa_token=None, a=None, consent_age="under_12_months"), [GRANT], ALL)

    assert diagnosis.decision is Decision.COULD_NOT_EXAMINE


def test_an_old_consent_that_works_is_no_fault():
    """
    Circumstances make a fault likelier; they are none.
    """
    old = Cause("lapsed", {"consent_age": {"over_12_months": ALWAYS}}, "reauthorize")
    diagnosis = diagnose(found(lwa_token="accepted", consent_age="over_12_months"), [old], ALL)

    assert diagnosis.decision is Decision.HEALTHY


def test_a_stale_dataset_does_not_bring_up_causes_of_its_own_while_a_refusal_is_seen():
    """
    What a fault leads to does not compete with the fault.
    """
    stale = Cause("parser", {"dataset_freshness": {"all_stopped": ALWAYS}}, "mend-parser", prior=8)
    findings = found(a="bad", lwa_token="accepted", dataset_freshness="all_stopped")
    diagnosis = diagnose(findings, [MENDS_A, stale], ALL)

    assert "parser" not in [suspect.cause.id for suspect in diagnosis.suspects]


def test_another_outcome_rules_out_what_requires_this_one():
    """
    A requirement is true by definition: no score argues with it.
    """
    strict = Cause("strict", {"b": {"bad": ALWAYS}}, "x", requires=frozenset({"a.bad"}))
    diagnosis = diagnose(found(a="worse", b="bad", lwa_token="accepted"), [strict], ALL)

    assert diagnosis.suspects == ()


def test_an_unmet_requirement_keeps_a_cause_from_being_acted_on():
    """
    Likely is not confirmed.
    """
    strict = Cause("strict", {"b": {"bad": ALWAYS}}, "x", requires=frozenset({"a.bad"}))
    diagnosis = diagnose(found(b="bad", lwa_token="accepted"), [strict], ALL)

    assert diagnosis.decision is Decision.ESCALATE
    assert diagnosis.suspects[0].unconfirmed == ("a.bad",)


def test_an_excluding_signal_rules_out():
    """
    What a cause excludes was seen: it is not that cause.
    """
    never = Cause("never", {"b": {"bad": ALWAYS}}, "x", excludes=frozenset({"a.bad"}))
    diagnosis = diagnose(found(a="bad", b="bad", lwa_token="accepted"), [never, BOTH], ALL)

    assert [s.cause.id for s in diagnosis.suspects] == ["both-broken"]


def test_a_cause_of_another_kind_of_connection_is_no_candidate():
    """
    A vendor's cause is never a seller's.
    """
    vendors = Cause("vendors", {"a": {"bad": ALWAYS}}, "x", applies_to=frozenset({"vendor"}))
    findings = found(a="bad", lwa_token="accepted")
    diagnosis = diagnose(findings, [vendors, MENDS_A], ALL, kinds=frozenset({"seller"}))

    assert [s.cause.id for s in diagnosis.suspects] == ["a-broken"]


def test_what_no_cause_names_looks_like_a_new_one():
    """
    "None of them" wins when nobody has written this down.
    """
    diagnosis = diagnose(found(a="worse", b="bad", lwa_token="accepted"), [MENDS_A], ALL)

    assert diagnosis.decision is Decision.ESCALATE
    assert diagnosis.new_cause


def test_causes_with_one_remedy_are_answered_as_a_set():
    """
    Amazon does not tell them apart, and neither need we to act; the question is asked.
    """
    other = Cause("reset", GRANT.signature, "reauthorize", question="Was the password changed?")
    diagnosis = diagnose(found(lwa_token="invalid_grant"), [GRANT, other], ALL)

    assert diagnosis.decision is Decision.ANSWER
    assert sorted(named(diagnosis)) == ["grant", "reset"]
    assert diagnosis.question == "Was the password changed?"


def test_two_remedies_that_nothing_separates_are_offered_to_a_person():
    """
    Neither is acted on; both are named, with the question.
    """
    twin = Cause("twin", MENDS_A.signature, "mend-twin", question="Which is it?")
    diagnosis = diagnose(found(a="bad", lwa_token="accepted"), [MENDS_A, twin], ALL)

    assert diagnosis.decision is Decision.ASK_PERSON
    assert diagnosis.leading is None
    assert "cannot be told apart" in diagnosis.because


def test_two_faults_at_once_are_two_causes():
    """
    Each accounts for what the other does not.
    """
    diagnosis = diagnose(found(a="bad", b="bad", lwa_token="accepted"), [MENDS_A, MENDS_B], ALL)

    together = [*named(diagnosis), *(n for further in diagnosis.further for n in named(further))]
    assert sorted(together) == ["a-broken", "b-broken"]


@pytest.mark.parametrize(
    "bar", [{"app_credentials": "invalid_client"}, {"fleet": "same_failure"}], ids=["ours", "fleet"]
)
def test_nobody_is_sent_to_reconnect_while_something_else_may_be_at_fault(bar):
    """
    The hard rule stands above all scores.
    """
    diagnosis = diagnose(found(lwa_token="invalid_grant", **bar), [GRANT], ALL)

    assert diagnosis.leading is None
    assert diagnosis.suspects[0].barred


def test_our_own_fault_is_named_while_it_bars_the_likelier_cause():
    """
    With our secret refused, the answer is our secret, whatever else is wrong.
    """
    ours = Cause("secret", {"app_credentials": {"invalid_client": ALWAYS}}, "rotate")
    findings = found(lwa_token="invalid_grant", app_credentials="invalid_client")
    diagnosis = diagnose(findings, [GRANT, ours], ALL)

    assert diagnosis.leading == ours


def test_a_second_fault_is_barred_as_the_first_is():
    """
    What bars is looked for in the whole examination, not in what is left over.
    """
    findings = found(lwa_token="invalid_grant", a="bad", app_credentials="invalid_client")
    ours = Cause("secret", {"app_credentials": {"invalid_client": ALWAYS}}, "rotate")
    diagnosis = diagnose(findings, [GRANT, MENDS_A, ours], ALL)

    every = [diagnosis, *diagnosis.further]
    assert not any(d.leading is GRANT for d in every)


def test_a_moot_finding_is_not_counted():
    """
    What a broader finding explains adds nothing.
    """
    narrow = probe("narrow", "bad", moot_when=frozenset({"a.bad"}))
    findings = [
        *found(a="bad", lwa_token="accepted"),
        Finding("narrow", "c", "bad", normal=False, summary=""),
    ]
    diagnosis = diagnose(findings, [MENDS_A], (*ALL, narrow))

    assert "narrow.bad" not in diagnosis.suspects[0].despite


def test_words_move_the_ranking_within_their_limit():
    """
    Words propose, findings decide.
    """
    twin = Cause("twin", MENDS_A.signature, "mend-twin")
    findings = found(a="bad", lwa_token="accepted")
    said = diagnose(findings, [MENDS_A, twin], ALL, words={"twin": 50.0})
    ratio = said.suspects[0].probability / said.suspects[1].probability

    assert said.suspects[0].cause == twin
    assert ratio <= math.exp(3.0) + 0.01


def test_what_was_pasted_counts_half():
    """
    A reported finding is weaker than a live one.
    """
    causes = [MENDS_A, BOTH]
    live = diagnose(found(a="bad", lwa_token="accepted", b="ok"), causes, ALL)
    told = diagnose(found(lwa_token="accepted", b="ok"), causes, ALL, reported=found(a="bad"))

    assert told.none_probability > live.none_probability


def test_nothing_is_shown_as_certain():
    """
    Ninety-seven in a hundred is the most there is.
    """
    diagnosis = diagnose(found(a="bad", b="bad", lwa_token="accepted"), [BOTH], ALL)

    assert diagnosis.suspects[0].probability <= 0.97


def test_the_next_probe_is_the_one_that_would_tell():
    """
    A follow-up is proposed when its answer would separate the remedies.
    """
    tells = probe("tells", "yes", wanted_by=frozenset({"a.bad"}))
    idle = probe("idle", "yes", wanted_by=frozenset({"a.bad"}))
    one = Cause("one", {"a": {"bad": ALWAYS}, "tells": {"yes": ALWAYS}}, "x")
    two = Cause("two", {"a": {"bad": ALWAYS}}, "y")
    diagnosis = diagnose(found(a="bad", lwa_token="accepted"), [one, two], (*ALL, tells, idle))

    assert [candidate.probe.name for candidate in diagnosis.next_probes] == ["tells"]
    assert diagnosis.next_probes[0].gain >= WORTH_ASKING


def test_the_same_findings_make_the_same_diagnosis_in_any_order():
    """
    No clock, no chance, no order.
    """
    findings = found(a="bad", b="bad", lwa_token="accepted", consent_age="over_12_months")
    causes = [MENDS_A, MENDS_B, BOTH, GRANT]

    assert diagnose(findings, causes, ALL) == diagnose(findings[::-1], causes[::-1], ALL)


@pytest.mark.parametrize("cause", [MENDS_A, BOTH, GRANT], ids=lambda cause: cause.id)
@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_likelihoods_sum_to_one(cause, each):
    """
    Words in, probabilities out.
    """
    total = sum(likelihood(cause, each, outcome) for outcome in each.outcomes)

    assert total == pytest.approx(1)


def test_no_single_finding_outweighs_the_cap():
    """
    One misread cannot decide.
    """
    causes = [MENDS_A, *(Cause(f"c{n}", {}, "x") for n in range(500))]
    [standing, *_], _ = score([Observed(A, "bad")], causes, {})

    assert standing.terms["a.bad"] == pytest.approx(CAP)


@pytest.mark.parametrize(
    ("share", "words"), [(1.3, "cannot be told apart"), (3.0, "One is likelier")]
)
def test_two_remedies_that_are_near_are_said_to_look_alike(share, words):
    """
    Up to half as likely again nobody says that one of them is likelier.
    """
    one = Cause("one", {"a": {"bad": ALWAYS}}, "mend-one", prior=2.0 * share)
    other = Cause("other", {"a": {"bad": ALWAYS}}, "mend-other")
    diagnosis = diagnose(found(a="bad", lwa_token="accepted"), [one, other], ALL)

    assert diagnosis.decision is Decision.ASK_PERSON
    assert words in diagnosis.because


def test_two_remedies_that_leave_a_fourth_open_are_not_offered():
    """
    A person chooses between two only where together they hold at least 85 %.
    """
    rare = [
        Cause(name, {"a": {"bad": ALWAYS}}, f"mend-{name}", prior=prior)
        for name, prior in (("one", 4.0), ("other", 3.8), *((str(n), 0.9) for n in range(4)))
    ]
    diagnosis = diagnose(found(a="bad", lwa_token="accepted"), rare, ALL)
    first, second = (suspect.probability for suspect in diagnosis.suspects[:2])

    assert 0.6 < first + second < 0.85
    assert diagnosis.decision is Decision.ESCALATE
