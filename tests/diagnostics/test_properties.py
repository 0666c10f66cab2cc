"""
Whatever Amazon, or a box on the way, may answer: nothing escapes, nothing leaks, nothing is guessed.
"""

from __future__ import annotations

import asyncio
import json

from dataclasses import astuple
from typing import Any

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.amazon.classify import ads_outcome, lwa_outcome, spapi_outcome
from diagnostics.amazon.client import Amazon
from diagnostics.amazon.http import HttpClient
from diagnostics.examination.examine import examine
from diagnostics.model import Connection, Finding
from diagnostics.probes import PROBES
from diagnostics.redaction.words import redact
from tests.diagnostics.amazon.odd import TOKEN, Asked, Odd, http
from tests.diagnostics.conftest import APP, GRANTS, NOW, SELLER, VENDOR, everywhere


SECRETS = (
    "Atzr|FAKE-M1001",
    "Atzr|FAKE-ADS-M1001",
    "Atza|FAKE-ACCESS",
    "FAKE-CLIENT-SECRET",
    "FAKE-ADS-CLIENT-SECRET",
    "Atza|IwEBFAKE-SOMEBODY-ELSES",
)
# Bounded, so that the whole is over in seconds.
MODEST = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

words = st.one_of(
    st.sampled_from(
        [
            *SECRETS,
            "Unauthorized",
            "Access to requested resource is denied.",
            "The access token you provided has expired.",
            "The LWA secret token you provided has expired.",
            "Invalid request parameters",
            "invalid_grant",
            "invalid_client",
            "InvalidInput",
            "QuotaExceeded",
            "Not authorized to access scope 1",
            "",
        ]
    ),
    st.text(max_size=30),
)
values = st.recursive(
    st.one_of(words, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)
errors = st.fixed_dictionaries({"code": words, "message": words, "details": words})
names = ("payload", "items", "reports", "orders", "order", "campaigns", "access_token", "error")
bodies = st.one_of(
    st.binary(max_size=60),
    words.map(lambda text: text.encode("utf-8", "replace")),
    st.builds(lambda error: json.dumps({"errors": [error]}).encode(), errors),
    st.builds(
        lambda error, said: json.dumps({"error": error, "error_description": said}).encode(),
        words,
        words,
    ),
    st.builds(
        lambda name, value: json.dumps({name: value}).encode(), st.sampled_from(names), values
    ),
    values.map(lambda value: json.dumps(value).encode()),
)
header_words = words.map(lambda text: "".join(c for c in text if " " <= c <= "~"))
headers = st.dictionaries(
    st.sampled_from(
        [
            "x-amzn-RequestId",
            "x-amzn-ErrorType",
            "x-amzn-RateLimit-Limit",
            "amazon-advertising-api-throttled",
            "Date",
            "Location",
            "Content-Type",
            "Content-Encoding",
        ]
    ),
    header_words,
    max_size=3,
)
statuses = st.one_of(
    st.sampled_from([200, 204, 302, 400, 401, 403, 404, 410, 429, 500, 502, 503]),
    st.integers(200, 599),
)
answers = st.one_of(
    st.builds(http, statuses, bodies, headers),
    st.builds(http, statuses, bodies, headers).map(lambda raw: raw[: len(raw) // 2]),
    st.binary(max_size=40),
    st.just(TOKEN),
)


def examined(connection: Connection, script: list[bytes], tokens: bool) -> dict[str, Finding]:  # noqa: FBT001
    """
    One examination against a host that answers with the script, over and over.
    """

    async def run() -> dict[str, Finding]:
        count = 0

        def answer(asked: Asked) -> bytes:
            nonlocal count
            count += 1
            if tokens and asked.path.endswith("/token"):
                return TOKEN
            return script[count % len(script)]

        async with Odd(answer) as host, HttpClient(patience=0.5) as wire:
            ends = everywhere(host.url)
            async with Amazon(connection, GRANTS, APP, ends, wire=wire) as amazon:
                findings = await examine(connection, amazon, now=NOW, budget_s=5)
        return {finding.probe: finding for finding in findings}

    return asyncio.run(run())


def printed(value: Any) -> str:
    """
    Everything that a finding could show.
    """
    return repr(astuple(value))


@pytest.mark.parametrize("tokens", [True, False], ids=["token first", "from the first answer"])
@pytest.mark.parametrize("connection", [SELLER, VENDOR], ids=["seller", "vendor"])
def test_any_answers_become_findings_and_leak_nothing(connection, tokens, caplog):
    """
    No exception escapes a probe, no probe breaks, no planted secret is in any finding; and each
    has an outcome of its probe's own list, or a reason and nothing else.
    """
    by_name = {probe.name: probe for probe in PROBES}

    @MODEST
    @given(st.lists(answers, min_size=1, max_size=13))
    def holds(script):
        caplog.clear()
        found = examined(connection, script, tokens)

        assert "A probe broke" not in caplog.text
        for finding in found.values():
            said = printed(finding)
            assert not any(secret in said for secret in SECRETS)
            assert "FAKE-M1001" not in said
            if finding.outcome is None:
                assert finding.normal is None
                assert finding.unanswered_because
            else:
                assert finding.outcome in by_name[finding.probe].outcomes
                asked = by_name[finding.probe]
                undecided = finding.outcome in asked.undecided
                assert finding.normal is (None if undecided else finding.outcome == asked.normal)

    holds()


READS = ("participation", "orders", "finances", "catalog", "listings", "inventory", "reports")
broken = st.one_of(
    st.just(b""),
    st.just(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{}"),
    st.just(http(200, "<html>")),
    st.just(http(200, "")),
    st.just(http(302, "", {"Location": "/"})),
    st.builds(
        lambda status, body: http(status, f"<html>{body}</html>"),
        st.sampled_from([401, 403, 404, 407, 451]),
        st.text("abc", max_size=5),
    ),
)


@MODEST
@given(st.lists(broken, min_size=1, max_size=5))
def test_silence_never_reads_as_health_or_as_a_cause(script):
    """
    Web pages of boxes on the way, empty successes, cut bodies: all of them unanswered.
    """
    found = examined(SELLER, script, tokens=True)

    assert {found[name].outcome for name in READS} == {None}
    assert found["spapi_access"].outcome is None
    assert found["lwa_token"].outcome == "accepted"


@MODEST
@given(st.integers(500, 599), bodies)
def test_a_broken_amazon_never_refuses_a_grant(status, body):
    """
    No 5xx, whatever it carries, makes a merchant reconnect.
    """
    found = examined(SELLER, [http(status, body)], tokens=False)

    assert found["lwa_token"].outcome == "server_error"
    assert found["ads_token"].outcome == "server_error"
    assert found["app_credentials"].outcome == "server_error"


texts = st.one_of(words, st.text(max_size=200))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.one_of(st.none(), st.integers(-1, 1000)), texts, texts, texts)
def test_classifiers_take_anything(status, code, message, details):
    """
    And answer with a word or with nothing.
    """
    for outcome in (
        spapi_outcome(status, code, message, details),
        lwa_outcome(status, code, message),
        ads_outcome(status, code, message, details),
    ):
        assert outcome is None or outcome.isidentifier()


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=300), st.sampled_from(SECRETS), st.text(max_size=300))
def test_redaction_takes_anything(before, secret, after):
    """
    A secret that we hold does not survive, wherever it stands.
    """
    said = redact(before + secret + after, SECRETS)

    assert secret not in said
    assert len(said) <= 500
