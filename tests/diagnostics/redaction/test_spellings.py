"""
Secrets in the spellings in which they travel, and the names beside them that must stay.
"""

from __future__ import annotations

import base64

import pytest

from diagnostics.redaction.secrets import clean


KEY = "IwEBFAKEq7Xz0pLmN4vB8cD2sW6yT1rQ9kJ3hG5f"
AWS = "wJalrFAKEUtnFEMI/K7MDENG/bPxRfiCYFAKEKEY1"
HEX = "f4ke" * 16
BASIC = base64.b64encode(b"FAKEuser:FAKEpw12").decode()
LINES = {
    "percent": f"grant_type=refresh_token&refresh_token=Atzr%7C{KEY}&client_id=x",
    "percent twice": f"refresh_token%3DAtzr%257C{KEY}",
    "percent twice, alone": "it is Atzr%257CIwFAKEab",
    "JSON escape": '{"refresh_token":"Atzr\\u007c' + KEY + '"}',
    "JSON in JSON": '{\\"refresh_token\\":\\"Atzr|' + KEY + '\\"}',
    "entity": f"token Atzr&#124;{KEY}",
    "hexadecimal entity": f"token Atzr&#x7c;{KEY}",
    "named entity": f"Atzr&vert;{KEY}",
    "quoted-printable": f"Atzr=7C{KEY}",
    "full width": f"Ａｔｚｒ｜{KEY}",
    "zero width": f"Atzr\u200b|{KEY}",
    "broken line": f"refresh_token=Atzr|{KEY}\n{KEY[::-1]}\nand it failed",
    "words": f"refresh token: {KEY}",
    "camel": '{"refreshToken": "' + KEY + '"}',
    "dash": f"refresh-token = {KEY}",
    "next line": f"Refresh Token\n{KEY}",
    "quoted reply": f"> refresh_token:\n> {KEY}",
    "suffix": f"REFRESH_TOKEN_EU={KEY}",
    "table": f"| refresh_token | {KEY} |",
    "bold and code": f"*refresh_token:* `{KEY}`",
    "XML": f"<refresh_token>{KEY}</refresh_token>",
    "MWS": "amzn.mws.fake1234-FAKE-1234",
    "Basic": f"Authorization: Basic {BASIC}",
    "header": f"x-amz-access-token=Atza%7C{KEY}",
    "header without prefix": f"x-amz-access-token: {KEY}",
    "access token, camel": f'accessToken: "{KEY}"',
    "JWT": "eyJGQUtFIjoiRkFLRSJ9.FAKEFAKE.FAKE",
    "client secret, words": "client secret: FAKE0123abcd99",
    "client secret, camel": '{"clientSecret":"FAKE01234567"}',
    "client secret, XML": "<ClientSecret>FAKEabc12345</ClientSecret>",
    "client secret, YAML": "lwa:\n  client_secret: FAKE1234abcd",
    "client secret, shell": "export LWA_CLIENT_SECRET='FAKE1234abcd'",
    "client secret, suffix": "CLIENT_SECRET_PROD: FAKE0123456",
    "AWS tool": '{"SecretAccessKey": "' + AWS + '"}',
    "AWS console": f"Secret access key\n{AWS}",
    "AWS session": f"AWS_SESSION_TOKEN={KEY}",
    "AWS header": f"x-amz-security-token: {KEY}{KEY}",
    "signature": f"Signature={HEX}",
    "presigned": f"https://s3/x?X-Amz-Credential=AKIAFAKEFAKEFAKE%2F20260101&X-Amz-Signature={HEX}",
    "shared access": "?sv=2020&sig=FAKE%2Bfake12345%3D",
    "authorization code": "https://x/cb?spapi_oauth_code=ANFAKEabcdEFGH&state=1",
    "redirect": "https://us/cb?code=ANFAKEfakeFAKEfake12&scope=profile",
    "webhook": "https://hooks.slack.com/services/T00FAKE/B00FAKE/FAKEfakeFAKE",
    "signing secret": "SLACK_SIGNING_SECRET=fake8f742231b10e8888abcd99",
    "API key": "x-api-key: FAKEkey12345",
    "GitHub": "ghp_FAKEfakeFAKEfake1234",
    "payments": "sk_live_FAKEfake1234",
    "cookie": "Cookie: session-id=123-FAKE; at-main=Atza|FAKE",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIFAKE+abc\nfake==\n-----END RSA PRIVATE KEY-----",
    "private key, cut and escaped": "-----BEGIN PRIVATE KEY-----\\nMIIEFAKEabc\\nfakeDEF",
    "address": "https://user:FAKEpw@host/x",
    "database": "postgres://bot:FAKEpw@db/x",
    "curl": "curl -u name:FAKEsecret99 https://x",
    "German": "Passwort: FAKEgeheim",
    "German, other word": "Kennwort = FAKE99",
    "French": "mot de passe : FAKEsecret1",
    "Spanish": "contraseña: FAKEclave9",
    "Japanese": "パスワード：FAKEhimitsu1",
    "Chinese": "密码: FAKEmima12",
    "sentence": "the password is FAKEhunter2!",
    "no name at all": f"here it is {KEY}{KEY}",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_nothing_of_a_secret_stays_in_any_spelling(line: str) -> None:
    """
    Neither the letters nor their encoding; the words around it stay.
    """
    cleaned = clean(f"We sent this: {line} and it failed.")
    assert cleaned.held
    assert cleaned.text.startswith("We sent this: ")
    for planted in ("fake", "f4ke", KEY[-20:].lower(), KEY[:20:-1].lower()):
        assert planted not in cleaned.text.lower()


@pytest.mark.parametrize(
    "line",
    [
        "x-amzn-RequestId: 7a3f0f0e-5a0c-4b8f-9a62-FAKE00000001",
        "x-amzn-RequestId=7a3f0f0e5a0c4b8f9a620123456789ab",
        "x-amz-id-2: Q3xZ9bKfG7sJ1mWc5vN8tR2yL6pD4hB0aXeUiOgTkVz=",
        "X-Amzn-Trace-Id: Root=1-61f0a0b2-0f1c2d3e4f5061728394a5b6",
        "order 302-1234567-7654321, ASIN B07PYNZDP6, MD9999",
        "report document amzn1.spdoc.1.4.eu.6dde8112-0f1c-4d3e-8f50-617283940000.T3FAKE.2500",
        "the type GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2 is gone",
        "https://sellingpartnerapi-eu.amazon.com/reports/2021-06-30/documents/amzn1.x",
        "https://eu/orders/v0/orders?CreatedAfter=2026-11-01T00%3A00%3A00Z&MarketplaceIds=A1PA6795UKMFR9",
        "The request has an invalid grant parameter : refresh_token. User may have revoked it.",
        "client secret: invalid",
        "the refresh token: expired since Monday",
        "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z",
        "100%25 of the orders & <50 % of the ads",
        "com.amazon.sellingpartner.AccessDeniedException2ForMarketplaceParticipation",
    ],
)
def test_ids_and_amazons_sentences_stay(line: str) -> None:
    """
    What finds a fault again is no secret.
    """
    assert clean(line).text == line


def test_cleaned_text_still_tells_what_it_held() -> None:
    """
    What was kept without its secret is read again later, by others.
    """
    once = clean("client_secret=FAKE0123456789, refresh_token=Atzr|FAKE0123456789")
    again = clean(once.text)
    assert again.text == once.text
    assert again.advice == once.advice
