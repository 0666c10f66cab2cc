"""
Which of two things in one paste counts: Amazon's words, a number, a program's exception, a circumstance.
"""

from __future__ import annotations

import pytest

from diagnostics.reports.reader import Paste, read, signals_of


def test_amazons_own_refusal_stands_before_circumstances() -> None:
    """
    "Access to the resource is forbidden" is a role's refusal, whatever the report is called.
    """
    body = '{"errors":[{"code":"Unauthorized","message":"Access to the resource is forbidden"}]}'
    said = "createReport for GET_ORDER_REPORT_DATA_SHIPPING"
    reading = read(Paste(body=body, said=said, provider="sp-api", status=403))
    assert signals_of(reading.findings) == ("reports.denied_role",)


def test_a_400_that_says_what_was_wrong_is_no_matter_of_circumstances() -> None:
    """
    The words need no quotes and no field's name to be Amazon's.
    """
    said = "POST /tokens/2021-03-01/restrictedDataToken"
    reading = read(
        Paste(body="The list of resources is empty", said=said, provider="sp-api", status=400)
    )
    assert signals_of(reading.findings) == ("pasted.request_malformed",)


def test_a_throttled_503_is_throttled() -> None:
    """
    The old interface answered so to whoever asked too often.
    """
    reading = read(Paste(body="Error: Request is throttled", provider="sp-api", status=503))
    assert signals_of(reading.findings) == ("pasted.throttled",)


def test_an_exception_counts_for_more_than_a_word_that_looks_like_a_status() -> None:
    """
    NOT_FOUND is among the values that the client knows, and no answer.
    """
    body = 'Invalid value "BUSY" supplied to Array<{code: "SUCCESS" | "NOT_FOUND"}>'
    assert signals_of(read(Paste(body=body)).findings) == ("pasted.client_bug",)


def test_a_status_in_words_counts_for_more_than_a_parsers_complaint_of_a_gateways_page() -> None:
    """
    The page of a gateway is not JSON, and that is not the program's fault.
    """
    body = "JSONDecodeError: Expecting value, got 502 Bad Gateway"
    assert "pasted.server_error" in signals_of(read(Paste(body=body)).findings)


def test_something_wrong_near_a_server_is_no_wrong_region() -> None:
    """
    A region must be spoken of.
    """
    said = "maybe the server is busy or something is wrong on our side, the loop never ends"
    found = signals_of(read(Paste(said=said, provider="sp-api", status=200)).findings)
    assert "pasted.region_invalid" not in found


@pytest.mark.parametrize(
    "said",
    [
        "The report takes over one hour, it was three minutes last week",
        "Feeds are processed in more than 15 minutes now",
        "One feed got stuck and no further feed is taken",
        "the report of the day never finishes",
    ],
)
def test_slow_reports_and_feeds_are_amazons(said: str) -> None:
    """
    What Amazon works off late, in words of time.
    """
    found = signals_of(read(Paste(said=said, provider="sp-api", status=200)).findings)
    assert found == ("pasted.report_stuck",)


def test_one_kind_of_data_refused_and_another_not_hints_at_a_role() -> None:
    """
    Even where somebody thinks of signatures.
    """
    said = "Orders API works, Listings is refused with 403. The IAM role is set up."
    reading = read(Paste(said=said, provider="sp-api", status=403))
    assert signals_of(reading.findings) == ("pasted.role_not_configured",)


def test_being_asked_for_a_second_step_is_amazons_security() -> None:
    """
    Amazon asks for a code that nobody switched on.
    """
    said = "The login asks me for 2-step verification, which I never had"
    found = signals_of(read(Paste(said=said, provider="platform")).findings)
    assert found == ("pasted.security_reset",)
