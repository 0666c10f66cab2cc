"""
Two faults are two: one that has no cause yet is said beside the one that has, and goes to our people.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.answer import Answer
from bot.triage.composition import compose
from bot.triage.connection_answer import judge_connection
from bot.triage.merchant_phrases import phrases
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model import AccountType, Connection, Finding, Region
from diagnostics.probes import PROBES
from knowledge.base.library import Library


NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIBRARY = Library.open()
CONNECTION = Connection("M1", "One", AccountType.SELLER, Region.EU, has_ads=True)
NORMAL = {p.name: p.normal for p in PROBES}
REFUSED = {"ads_token": "invalid_grant", "fleet": "only_this_merchant"}
READS = (
    "participation",
    "orders",
    "finances",
    "catalog",
    "listings",
    "inventory",
    "reports",
    "sales",
)
ALL_DENIED = {**dict.fromkeys(READS, "denied_no_details"), "spapi_access": "all_denied"}


def answer(language: str = "en", **outcomes: str) -> Answer:
    """
    What becomes of these outcomes, with all other first questions answered normally.
    """
    first = {p.name: p.normal for p in PROBES if not p.follow_up}
    findings = [
        Finding(name, CONNECTION.id, outcome, outcome == NORMAL[name], name, at=NOW)
        for name, outcome in (first | REFUSED | outcomes).items()
        if not name.startswith("vendor")
    ]
    kinds = frozenset({"seller", "ads"})
    diagnosis = diagnose(findings, LIBRARY.causes(), PROBES, kinds=kinds)
    part = judge_connection(CONNECTION, findings, diagnosis, LIBRARY)
    return compose(
        [part], LIBRARY, issue="", language=language, case_id=None, started_at=NOW, duration_ms=1.0
    )


def test_a_second_fault_without_a_cause_is_said_and_goes_on_to_us() -> None:
    """
    Ads are to be connected again, and every sales read is refused for a reason that nobody knows.
    """
    found = answer(**ALL_DENIED)
    assert found.causes[0].id == "ads-grant-refused"
    assert "Besides, another fault is open" in found.headline
    assert found.escalate
    assert "second fault" in str(found.escalate_because)


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es"])
def test_the_merchant_reads_that_something_else_is_wrong(language: str) -> None:
    """
    And not what it might be.
    """
    found = answer(language, **ALL_DENIED)
    assert phrases(found.merchant.language)["second_open"] in found.merchant.explanation
    assert "deactivated" not in found.merchant.explanation


def test_one_fault_is_one() -> None:
    """
    Nothing is said besides.
    """
    found = answer()
    assert found.causes[0].id == "ads-grant-refused"
    assert "Besides" not in found.headline
    assert not found.escalate
