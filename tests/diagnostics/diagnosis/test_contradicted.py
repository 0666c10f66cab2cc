"""
What was seen beats what was said.
"""

from __future__ import annotations

import pytest

from diagnostics.diagnosis.contradicted import contradicted
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision
from diagnostics.model import Finding
from diagnostics.probes import PROBES
from diagnostics.reports.reader import PASTED, errors_in
from knowledge.base.library import Library


EVERY = (*PROBES, PASTED)
PASTES = [
    '500 {"errors":[{"code":"InternalFailure","message":"We encountered an internal error."}]}',
    "cURL error 28: Operation timed out api.amazon.com",
    '403 {"errors":[{"code":"Unauthorized","details":"The access token you provided has expired."}]}',
    '429 {"errors":[{"code":"QuotaExceeded","message":"You exceeded your quota."}]}',
    '{"error":"invalid_grant","error_description":"The refresh token is invalid"}',
    '{"error":"invalid_client","error_description":"Client authentication failed"}',
]


@pytest.fixture(scope="module")
def library() -> Library:
    """
    The shipped articles.
    """
    return Library.open(cache=None)


def well(*without: str) -> tuple[Finding, ...]:
    """
    Everything normal but what is left out, which brought no answer.
    """
    return tuple(
        Finding(
            p.name, "c", None if p.name in without else p.normal, p.name not in without or None, ""
        )
        for p in PROBES
        if not p.follow_up and "seller" in p.applies_to
    )


@pytest.mark.parametrize("paste", PASTES)
def test_a_pasted_error_is_only_quoted_where_everything_is_normal(
    library: Library, paste: str
) -> None:
    """
    It is never the verdict, and what it reads like is kept to be said.
    """
    reported = errors_in(paste)
    told = diagnose(well(), library.causes(), EVERY, reported=reported, kinds=frozenset({"seller"}))
    assert reported
    assert told.decision is Decision.HEALTHY
    assert told.named == ()
    assert told.contradicted == tuple(f.signal for f in reported)


@pytest.mark.parametrize("paste", PASTES)
def test_what_was_not_seen_contradicts_nothing(paste: str) -> None:
    """
    Where the essential question brought no answer, the paste may be all there is.
    """
    reported = tuple(f for f in errors_in(paste) if f.probe == PASTED.name)
    assert contradicted(well("spapi_access"), reported, EVERY) == ()
    assert contradicted((), reported, EVERY) == ()


def test_a_pasted_error_of_a_probe_that_passes_is_past() -> None:
    """
    Even where something else is wrong.
    """
    reported = errors_in(PASTES[4])
    findings = [f for f in well() if f.probe != "orders"]
    findings.append(Finding("orders", "c", "denied_role", normal=False, summary=""))
    assert contradicted(findings, reported, EVERY) == reported
