"""
What the shipped probes declare of silence and of age: neither is health, nor a fault by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision
from diagnostics.model import Finding
from diagnostics.probes import PROBES
from knowledge.base.library import Library


CAUSES = Library.open().causes()
BOTH = frozenset({"seller", "ads"})
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def decided(
    changed: dict[str, str | None] | None = None, not_asked: str = "", at: datetime | None = NOW
) -> Decision:
    """
    The decision where every first question of a seller with Ads is normal but for these; `at` is when
    those were asked, None where they were not.
    """
    first = {p.name: p.normal for p in PROBES if not p.follow_up and p.applies_to & BOTH}
    normals = {p.name: p.normal for p in PROBES}
    findings = [
        Finding(
            name,
            "c",
            outcome,
            None if outcome is None else outcome == normals[name],
            "",
            at=at if name in (changed or {}) else NOW,
        )
        for name, outcome in (first | (changed or {})).items()
        if name != not_asked
    ]
    return diagnose(findings, CAUSES, PROBES, kinds=BOTH).decision


def test_with_everything_normal_all_is_well() -> None:
    """
    What the others differ from.
    """
    assert decided() is Decision.HEALTHY


@pytest.mark.parametrize("token", ["lwa_token", "spapi_access", "ads_token"])
def test_a_silent_token_is_never_healthy(token: str) -> None:
    """
    Of either side, whatever else is normal.
    """
    assert decided({token: None}) is Decision.COULD_NOT_EXAMINE


@pytest.mark.parametrize("token", ["lwa_token", "spapi_access", "ads_token"])
def test_a_token_that_was_not_even_asked_is_never_healthy(token: str) -> None:
    """
    Whatever kept us from asking.
    """
    assert decided({token: None}, at=None) is Decision.COULD_NOT_EXAMINE


def test_silent_ads_reads_are_never_healthy() -> None:
    """
    With a token that is accepted, nothing of Ads was read.
    """
    assert decided({"ads_profiles": None, "ads_read": None}) is Decision.COULD_NOT_EXAMINE


@pytest.mark.parametrize(
    ("silent", "not_asked"), [("ads_profiles", "ads_read"), ("ads_read", "ads_profiles")]
)
def test_the_one_ads_read_that_was_asked_in_vain_is_never_healthy(
    silent: str, not_asked: str
) -> None:
    """
    The other brought nothing either.
    """
    assert decided({silent: None}, not_asked) is Decision.COULD_NOT_EXAMINE


@pytest.mark.parametrize(
    "read",
    [p.name for p in PROBES if p.cost and p.datasets and not p.follow_up and p.applies_to & BOTH],
)
def test_a_read_without_an_answer_is_never_healthy(read: str) -> None:
    """
    Whatever else was read: everything means everything.
    """
    assert decided({read: None}) is Decision.COULD_NOT_EXAMINE


def test_where_no_data_was_read_nothing_is_well_so_far() -> None:
    """
    Tokens that are accepted, and no read that was answered: not examined, not even in part.
    """
    normals = {p.name: p.normal for p in PROBES}
    first = [p for p in PROBES if not p.follow_up and p.applies_to & BOTH]
    for partly, silent in ((True, {"orders"}), (False, {p.name for p in PROBES if p.datasets})):
        findings = [
            Finding(
                p.name,
                "c",
                None if p.name in silent else normals[p.name],
                None if p.name in silent else True,
                "",
                at=NOW,
            )
            for p in first
        ]
        found = diagnose(findings, CAUSES, PROBES, kinds=BOTH)
        assert (found.decision, found.partly) == (Decision.COULD_NOT_EXAMINE, partly)


@pytest.mark.parametrize("age", ["consent_age", "ads_consent_age"])
def test_an_old_consent_that_works_is_healthy(age: str) -> None:
    """
    It makes a fault likelier, and is none.
    """
    assert decided({age: "over_12_months"}) is Decision.HEALTHY
