"""
Tests for `diagnostics.redaction.words`.
"""

from __future__ import annotations

import pytest

from diagnostics.redaction.words import LONGEST, REMOVED, redact


@pytest.mark.parametrize(
    "secret",
    [
        "Atzr|IwEBFAKEFAKEFAKE",
        "Atza|IwEBFAKE-_x",
        "Atc|MQEBFAKE",
        "amzn1.oa2-cs.v1.fake0fake0fake",
        "amzn1.application-oa2-client.fake0fake0",
        "Bearer FAKE.fake.fake",
        "client_secret=FAKEFAKEFAKE",
        '"refresh_token": "FAKEFAKEFAKE"',
        "eyJhbGciOiJIUzI1NiJ9.eyJGQUtFIjoxfQ.FAKE",
        "AKIAFAKEFAKEFAKEFAKE",
        "f4k3" * 12,
    ],
)
def test_what_looks_like_a_secret_is_taken_out(secret):
    """
    The words around it stay.
    """
    said = redact(f"before {secret} after")

    assert "FAKE" not in said.upper().replace("F4K3", "FAKE")
    assert said.startswith("before")
    assert "[removed" in said


def test_a_secret_of_ours_goes_whatever_it_looks_like():
    """
    We know what we hold.
    """
    assert redact("you sent plain-password!", ["plain-password"]) == f"you sent {REMOVED}!"


@pytest.mark.parametrize(
    "sentence",
    [
        "The request has an invalid grant parameter : refresh_token. User may have revoked it.",
        "Access to requested resource is denied.",
        "Not authorized to access scope 1234567890123456",
        "Report type 301 does not support account ID of type class com.amazon.MerchantAccountId.",
    ],
)
def test_amazons_sentences_stay_as_they_are(sentence):
    """
    Evidence that is scrubbed bare is no evidence.
    """
    assert redact(sentence) == sentence


def test_words_come_out_on_one_line_and_short():
    """
    No control characters, no bidirectional tricks, no essays.
    """
    said = redact("a\r\nb\x00c\u202ed " + "word " * 1000)

    assert said.startswith("a b c d word")
    assert len(said) <= LONGEST
    assert said.endswith("…")


def test_a_secret_that_a_cut_went_through_is_gone_too():
    """
    A long answer full of long secrets shrinks until its end can be seen.
    """
    secret = "hush-" + "very-" * 100
    said = redact((secret + " ") * 50, [secret])

    assert "hush" not in said
    assert "very" not in said
