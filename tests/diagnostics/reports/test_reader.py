"""
Reading what was pasted: every client, every side of Amazon, and what nobody can tell.
"""

from __future__ import annotations

import json

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.probes import PROBES
from diagnostics.reports import answer
from diagnostics.reports.reader import PASTED, Force, Paste, errors_in, read, signals_of
from diagnostics.reports.rules import (
    amazon_says,
    circumstances,
    events,
    no_answer,
    other_languages,
    own_words,
    questions,
    regions,
)
from diagnostics.reports.rules.rule import Rule


DENIED = '{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":"%s"}]}'
NAMED = [
    # Amazon's own words, each in another wrapping
    (DENIED % "The LWA secret token you provided has expired.", "app_access.secret_expired"),
    (DENIED % "The access token you provided has expired.", "pasted.access_token_expired"),
    (DENIED % "Access token is missing in the request header.", "pasted.access_token_missing"),
    (
        DENIED % "The marketplaces you provided are not valid for region.",
        "pasted.region_invalid",
    ),
    ("MissingAuthenticationToken", "pasted.signature_legacy"),
    ("The security token included in the request is invalid", "pasted.signature_legacy"),
    ("sts:AssumeRole on resource: arn:aws:iam::000000000000:role/x", "pasted.signature_legacy"),
    ("AuthorizationError('invalid_grant', '…', 400)", "lwa_token.invalid_grant"),
    ("401 invalid_client Client authentication failed", "lwa_token.invalid_client"),
    ("400 Bad Request Unknown client_id", "lwa_token.invalid_client"),
    ("LWAException: unauthorized_client", "lwa_token.unauthorized_client"),
    ("invalid grant parameter : code", "pasted.consent_code_expired"),
    ("SellingApiRequestThrottledException: QuotaExceeded", "pasted.throttled"),
    ("SKU 'X' not found in marketplace ATVPDKIKX0DER", "pasted.object_not_found"),
    ("InternalFailure: We encountered an internal error. Please try again.", "pasted.server_error"),
    ("<title>503 Service Unavailable</title>", "pasted.server_error"),
    ("Error MD9010 for this seller", "pasted.region_invalid"),
    ("MD5101 at the consent page", "pasted.redirect_uri_wrong"),
    ("You must be the Primary user of a Professional account", "pasted.user_not_permitted"),
    ("Not authorized to access scope 123", "ads_read.no_scope_access"),
    ("No matching advertiser found for scope", "ads_read.no_advertiser"),
    ("An unknown scope was requested", "pasted.ads_not_onboarded"),
    # the network, in the words of many clients
    ("getaddrinfo ENOTFOUND sellingpartnerapi-eu.amazon.com", "pasted.network_error"),
    ("java.net.UnknownHostException: api.amazon.com", "pasted.network_error"),
    ("cURL error 6: Could not resolve host", "pasted.network_error"),
    ("requests.exceptions.ReadTimeout: read timed out", "pasted.timeout"),
    ("cURL error 28: Operation timed out", "pasted.timeout"),
    ("x509: certificate signed by unknown authority", "pasted.tls_error"),
    ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "pasted.tls_error"),
    # reports
    ('{"reportId":"1","processingStatus":"CANCELLED"}', "pasted.report_cancelled"),
    ("the report ends FATAL every time", "pasted.report_fatal"),
    ("report 1 IN_QUEUE for nine hours", "pasted.report_stuck"),
]


@pytest.mark.parametrize(("text", "signal"), NAMED, ids=[signal for _, signal in NAMED])
def test_words_that_name_their_cause_are_read(text: str, signal: str) -> None:
    """
    A text in which Amazon or a client says what is wrong.
    """
    reading = read(Paste(body=text))
    assert signals_of(reading.findings)[0] == signal
    assert reading.force is Force.NAMES


@pytest.mark.parametrize(
    "wrap",
    [
        lambda body: body,
        json.dumps,
        lambda body: json.dumps({"level": "error", "body": json.dumps(body)}),
        lambda body: f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{body}",
        lambda body: f"Traceback (most recent call last):\n  File 'a.py'\nForbidden: {body}",
        lambda body: body.replace('"', "'"),
        lambda body: body.replace('"', "&quot;"),
        lambda body: body.upper(),
    ],
    ids=["bare", "json", "log line", "dump", "traceback", "python", "html", "shouted"],
)
def test_the_wrapping_does_not_matter(wrap) -> None:
    """
    The same refusal in a log line, a dump or a traceback is the same signal.
    """
    body = DENIED % "The LWA secret token you provided has expired."
    assert "app_access.secret_expired" in signals_of(read(Paste(body=wrap(body))).findings)


@pytest.mark.parametrize(
    "text",
    [
        DENIED % "",
        "Access to requested resource is denied",
        "403 Forbidden",
        "sp_api.base.exceptions.SellingApiForbiddenException: [{'code': 'Unauthorized'}]",
        "It does not work, please help",
        "",
        " \n\t",
        "🙂",
    ],
)
def test_what_nobody_can_tell_carries_nothing(text: str) -> None:
    """
    A refusal without a reason names no cause, and neither does a cry for help.
    """
    assert read(Paste(body=text)).force is Force.NOTHING


def test_a_refusal_is_read_by_its_circumstances_but_only_as_a_hint() -> None:
    """
    What the person says beside a bare refusal makes a cause likelier, and no more.
    """
    reading = read(Paste(body=DENIED % "", said="We sign with an IAM role and SigV4."))
    assert signals_of(reading.findings) == ("pasted.signature_legacy",)
    assert reading.force is Force.HINTS


def test_an_event_that_a_person_names_counts_beside_a_bare_refusal() -> None:
    """
    The account's end explains what Amazon's answer does not.
    """
    reading = read(Paste(body=DENIED % "", said="Amazon deactivated our account last week."))
    assert signals_of(reading.findings) == ("pasted.account_inactive",)


def test_what_the_caller_knows_counts_more_than_what_the_text_shows() -> None:
    """
    The same words from the Ads side are another refusal.
    """
    body = '{"code":"401","details":"Authentication failed"}'
    reading = read(Paste(body=body, provider="ads", status=401))
    assert signals_of(reading.findings) == ("pasted.ads_not_onboarded",)


def test_a_throttled_ads_answer_is_throttled_whatever_its_type_says() -> None:
    """
    The header that names throttling is believed, the one that names denial is not.
    """
    headers = {"Amazon-Advertising-API-Throttled": "true", "x-amzn-ErrorType": "AccessDenied"}
    reading = read(Paste(body="{}", provider="ads", status=403, headers=headers))
    assert signals_of(reading.findings) == ("pasted.throttled",)


def test_a_grantless_token_on_a_merchants_call_is_recognised() -> None:
    """
    The token's first letters say what it is, and are all that is looked at.
    """
    reading = read(Paste(body=f"x-amz-access-token: Atc|FAKE{'0' * 40}\n{DENIED % ''}"))
    assert signals_of(reading.findings) == ("pasted.wrong_token_kind",)


def test_a_status_alone_is_a_hint() -> None:
    """
    A bare 400 says that the request was wrong, and not much.
    """
    assert read(Paste(body="Request failed with status code 400")).force is Force.HINTS


def test_only_error_words_of_an_issue_are_findings() -> None:
    """
    What a person says happened is weighed as words, so it is no finding as well.
    """
    assert errors_in("Amazon deactivated our account and nothing syncs") == ()
    assert signals_of(errors_in("we see QuotaExceeded, 429")) == ("pasted.throttled",)


def test_every_signal_read_is_one_that_a_probe_declares() -> None:
    """
    The rules and the vocabulary agree.
    """
    rules = [
        rule
        for module in (
            other_languages,
            questions,
            amazon_says,
            regions,
            events,
            circumstances,
            own_words,
            no_answer,
        )
        for value in vars(module).values()
        if isinstance(value, tuple)
        for rule in value
        if isinstance(rule, Rule)
    ]
    told = {signal for rule in rules for signal in rule.signals}
    told |= {signal for table in (answer._SPAPI, answer._ADS) for signal, _ in table.values()}
    known = {f"{p.name}.{o}" for p in (*PROBES, PASTED) for o in p.abnormal}
    assert told - known == set()


def test_no_secret_is_in_what_was_read() -> None:
    """
    The evidence and the person's words come without the token that was pasted.
    """
    token = "Atzr|FAKE" + "a1" * 30
    reading = read(Paste(body=f'{{"error":"invalid_grant","message":"{token}"}}', said=token))
    assert token not in repr(reading)
    assert [kind.name for kind in reading.secrets] == ["a refresh token"]


def test_a_huge_paste_is_read_at_both_ends() -> None:
    """
    The error at the end of a long log is seen, and the log does not hold us up.
    """
    log = "2026-11-01 INFO fine\n" * 100_000
    reading = read(Paste(body=log + "SellingApiException: QuotaExceeded"))
    assert signals_of(reading.findings) == ("pasted.throttled",)


@settings(max_examples=60, deadline=None)
@given(
    body=st.text(max_size=400),
    said=st.text(max_size=200),
    provider=st.none() | st.sampled_from(["lwa", "ads", "sp-api", "client", "?"]),
    status=st.none() | st.integers(-1, 1000),
)
def test_anything_can_be_read(
    body: str, said: str, provider: str | None, status: int | None
) -> None:
    """
    No text, status or provider makes the reader fail, and nothing read is called normal.
    """
    reading = read(Paste(body=body, said=said, provider=provider, status=status))
    assert all(finding.normal is False for finding in reading.findings)
    assert reading == read(Paste(body=body, said=said, provider=provider, status=status))
