"""
Secrets in what was pasted: recognised, taken out, and the person told what to do.
"""

from __future__ import annotations

import pytest

from diagnostics.redaction.secrets import clean


PLANTED = [
    ("Atzr|FAKE-abcdef0123456789", "a refresh token"),
    ("Atza|FAKE-abcdef0123456789", "an access token"),
    ("Atc|FAKE-abcdef0123456789", "an access token"),
    ("Authorization: Bearer FAKEabcdef0123", "an access token"),
    ("eyJGQUtFIjoiRkFLRSJ9.FAKEFAKE.FAKE", "an access token"),
    ('"access_token": "FAKEaccesstoken00000001"', "an access token"),
    ("amzn1.oa2-cs.v1.FAKE0123", "a client secret"),
    ("client_secret=FAKE0123456789", "a client secret"),
    ("'lwa_client_secret' => 'FAKE0123456789'", "a client secret"),
    ("AKIAFAKEFAKEFAKEFAKE", "an AWS key"),
    ("aws_secret_access_key = FAKEFAKEFAKEFAKEFAKE", "an AWS key"),
    ("xoxb-FAKE-0123456789", "a Slack token"),
    ("xapp-FAKE-0123456789", "a Slack token"),
    ("password: FAKEhunter2", "a password"),
]


@pytest.mark.parametrize(("text", "kind"), PLANTED, ids=[text[:16] for text, _ in PLANTED])
def test_a_secret_is_recognised_and_taken_out(text: str, kind: str) -> None:
    """
    Its kind is named; nothing of it stays.
    """
    cleaned = clean(f"We sent {text} and it failed.")
    assert [held.name for held in cleaned.held] == [kind]
    assert f"[removed: {kind}]" in cleaned.text
    assert "FAKE" not in cleaned.text


@pytest.mark.parametrize(
    "text",
    [
        "The request has an invalid grant parameter : refresh_token.",
        "Access token is missing in the request header.",
        "client_secret is wrong, I think",
        "we changed our password yesterday",
        "amzn1.sp.solution.FAKE is the id of our app",
    ],
)
def test_words_about_secrets_are_none(text: str) -> None:
    """
    Talking of a token is not pasting one.
    """
    assert clean(text).held == ()
    assert clean(text).text == text


def test_each_kind_comes_with_what_to_do_about_it() -> None:
    """
    The person reads what was there and how it becomes worthless.
    """
    (sentence,) = clean("client_secret=FAKE0123456789").advice
    assert sentence.startswith("The text held a client secret. Rotate")
