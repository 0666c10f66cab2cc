"""
Reading what is only asked, denied or proposed: no event, whatever words of events are in it.
"""

from __future__ import annotations

import pytest

from diagnostics.reports.reader import Force, Paste, read, signals_of


@pytest.mark.parametrize(
    "said",
    [
        "Which notification tells me that a seller revoked our app?",
        "Is there an operation that says whether a seller account is suspended?",
        "Will the tokens survive when the seller changes his password?",
        "How often must a seller renew the authorization?",
    ],
)
def test_a_question_about_an_event_is_a_question(said: str) -> None:
    """
    Nobody's account is closed, and nobody is told to authorize.
    """
    assert signals_of(read(Paste(said=said, provider="sp-api")).findings) == ("pasted.question",)


def test_a_failure_beside_the_question_makes_the_event_a_hint() -> None:
    """
    Everything stopped, and the asker has an idea why.
    """
    said = "All syncs stopped. Is it because our seller account was suspended?"
    reading = read(Paste(said=said, provider="sp-api"))
    assert signals_of(reading.findings) == ("pasted.account_inactive",)
    assert reading.force is Force.HINTS


def test_an_event_is_told_within_one_sentence() -> None:
    """
    A password in one sentence and a change in the next are no changed password.
    """
    said = "The password is in my settings. The library changed its interface."
    found = signals_of(read(Paste(said=said, provider="sp-api")).findings)
    assert "pasted.security_reset" not in found


def test_amazon_naming_the_fault_leaves_no_room_for_an_event() -> None:
    """
    A parameter that Amazon refuses by name is not refused for an account once suspended.
    """
    body = '{"errors":[{"code":"InvalidInput","message":"Invalid marketplaceIds"}]}'
    said = "The seller account was suspended once."
    reading = read(Paste(body=body, said=said, provider="sp-api", status=400))
    assert "pasted.account_inactive" not in signals_of(reading.findings)


def test_a_proposed_change_is_about_the_program() -> None:
    """
    Whoever writes what a library should do does not write of Amazon.
    """
    said = "After a 403 the client should raise, and the timeout should be configurable."
    reading = read(Paste(said=said, status=403))
    assert signals_of(reading.findings) == ("pasted.client_bug",)
    assert reading.force is Force.HINTS


@pytest.mark.parametrize(
    ("said", "signal"),
    [
        ("403 from sellingpartnerapi-na, the shop is in Singapore", "pasted.region_invalid"),
        ("403 on the EU and FE endpoints", "pasted.region_invalid"),
        ("403 for getPackingSlips with the usual token", "pasted.restricted_data_token"),
        ("403, only when A1C3SOZRARQ6R3 is among them", "pasted.marketplace_invalid"),
        ("403, and there was a typo in the address", "pasted.request_malformed"),
    ],
)
def test_circumstances_of_a_bare_refusal_hint(said: str, signal: str) -> None:
    """
    A refusal that says nothing, and what stands beside it.
    """
    reading = read(Paste(said=said, provider="sp-api"))
    assert signals_of(reading.findings) == (signal,)
    assert reading.force is Force.HINTS


def test_a_profile_of_another_region_is_a_matter_of_the_region() -> None:
    """
    The scope is refused by a host that does not have it.
    """
    body = '{"code":"401","details":"Not authorized to access scope 1"}'
    reading = read(Paste(body=body, said="we had to use the EU host", provider="ads", status=401))
    assert signals_of(reading.findings) == ("pasted.region_invalid",)
