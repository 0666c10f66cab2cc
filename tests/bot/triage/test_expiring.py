"""
A consent that ends soon is told in time, and only where somebody knows that it does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.answer import ConnectionAnswer, MerchantAnswer, Verdict
from bot.triage.expiring import expiring, for_our_people, told_in_time
from bot.triage.merchant_phrases import phrases
from diagnostics.model import AccountType, Connection, Finding, Region


NOW = datetime(2027, 9, 1, 12, tzinfo=UTC)


def part(
    days: int | None, ads_days: int | None = None, verdict: Verdict = Verdict.HEALTHY, **tokens: str
) -> ConnectionAnswer:
    """
    A connection whose consents are so many days old, and accepted but for those named.
    """
    connection = Connection(
        "M1", "One", AccountType.SELLER, Region.EU,
        authorised_at=None if days is None else NOW - timedelta(days=days),
        ads_authorised_at=None if ads_days is None else NOW - timedelta(days=ads_days),
        has_ads=ads_days is not None,
    )  # fmt: skip
    outcomes = {"lwa_token": "accepted", "ads_token": "accepted"} | tokens
    findings = tuple(
        Finding(name, "c", outcome, outcome == "accepted", "", at=NOW)
        for name, outcome in outcomes.items()
    )
    return ConnectionAnswer(connection, verdict, findings, (), 0.0)


@pytest.mark.parametrize(
    ("days", "said"),
    [(334, False), (335, True), (364, True), (365, False), (400, False), (None, False)],
)
def test_only_the_last_thirty_days_are_told(days: int | None, *, said: bool) -> None:
    """
    Neither earlier, nor once it is over, nor where no day is on record.
    """
    assert bool(expiring([part(days)], NOW)) is said


def test_an_ads_consent_of_which_nobody_knows_that_it_ends_is_not_told() -> None:
    """
    Those given before 30 July 2026 have no end, or one that sources disagree about.
    """
    before = replace(part(10).connection, ads_authorised_at=datetime(2026, 7, 20, tzinfo=UTC))
    unsure = replace(part(10), connection=before)
    assert expiring([unsure], datetime(2027, 7, 10, tzinfo=UTC)) == ()
    assert [e.side for e in expiring([part(10, 340)], NOW)] == ["ads"]


def test_a_consent_that_amazon_refuses_already_is_not_announced() -> None:
    """
    What is broken is no longer about to break.
    """
    assert expiring([part(340, lwa_token="invalid_grant")], NOW) == ()


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es"])
def test_a_healthy_merchant_reads_the_day_and_who_can_renew(language: str) -> None:
    """
    In every language that is answered in full.
    """
    parts = [part(340)]
    ends = expiring(parts, NOW)
    plain = MerchantAnswer(
        "It works.", "More.", (), nothing_to_do=False, examined=(), language=language
    )
    told = told_in_time(plain, parts, ends)
    assert "2027-09-26" in told.explanation
    assert phrases(language)["sales_ends"].split("{day}")[0] in told.explanation
    assert for_our_people(ends).startswith("The sales consent ends on 26 Sep 2027")


def test_whose_connection_is_broken_reads_of_that_alone() -> None:
    """
    Our own people read of both.
    """
    parts = [part(340, verdict=Verdict.CAUSE_FOUND)]
    plain = MerchantAnswer("Something.", "More.", (), nothing_to_do=False, examined=())
    assert told_in_time(plain, parts, expiring(parts, NOW)) == plain
