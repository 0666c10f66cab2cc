"""
Tests for `diagnostics.amazon.classify`: Amazon's own sentences, and nothing read into silence.
"""

from __future__ import annotations

import pytest

from diagnostics.amazon.classify import ads_outcome, lwa_outcome, spapi_outcome, token_complaint


DENIED = "Access to requested resource is denied."
SECRET = "The LWA secret token you provided has expired."
EXPIRED = "The access token you provided has expired."
INVALID = "The access token you provided is revoked, malformed or invalid."
MISSING = "Access token is missing in the request header."


@pytest.mark.parametrize(
    ("status", "code", "message", "details", "outcome"),
    [
        (200, "", "", "", "accepted"),
        (403, "Unauthorized", DENIED, "", "denied_no_details"),
        (403, "Unauthorized", DENIED, "Something nobody has seen before.", "denied_no_details"),
        (403, "Unauthorized", "Access to the resource is forbidden", "", "denied_role"),
        (403, "Unauthorized", DENIED, SECRET, "denied_token"),
        (403, "Unauthorized", DENIED, EXPIRED, "denied_token"),
        (403, "Unauthorized", DENIED, INVALID, "denied_token"),
        (403, "Unauthorized", DENIED, MISSING, "denied_token"),
        (403, "MissingAuthenticationToken", DENIED, "", "denied_token"),
        (
            403,
            "Unauthorized",
            "The security token included in the request is expired",
            "",
            "denied_token",
        ),
        (
            403,
            "Unauthorized",
            DENIED,
            "The marketplaces you provided are not valid for region.",
            "wrong_region",
        ),
        (403, "InvalidInput", "{getOrderMetrics.arg3[0].id=must match x}", "", "bad_request"),
        (
            400,
            "InvalidInput",
            "Application does not have access to one or more requested data elements: [buyerInfo]",
            "",
            "denied_restricted",
        ),
        (
            400,
            "InvalidInput",
            "Report type 301 does not support account ID of type class X.",
            "",
            "wrong_account_type",
        ),
        (400, "InvalidInput", "Invalid request parameters", "", "inactive_account"),
        (400, "InvalidInput", "One or more required parameters missing", "x;", "bad_request"),
        (400, "InvalidInput", "The application isn't configured with roles.", "", "denied_role"),
        (404, "NotFound", "The requested order was not found.", "", "not_found"),
        (404, "NotFound", "This operation is no longer supported.", "", "retired"),
        (410, "Gone", "", "", "retired"),
        (413, "TooLarge", "Request too large", "", "bad_request"),
        (
            429,
            "QuotaExceeded",
            "You exceeded your quota for the requested resource.",
            "",
            "throttled",
        ),
        (
            403,
            "QuotaExceeded",
            "You exceeded your quota for the requested resource.",
            "",
            "throttled",
        ),
        (500, "InternalFailure", "We encountered an internal error.", "", "server_error"),
        (503, "", "", "", "server_error"),
        (503, "Unauthorized", DENIED, SECRET, "server_error"),
    ],
)
def test_sp_api_is_read_by_status_and_words(status, code, message, details, outcome):
    """
    Each documented refusal has one word.
    """
    assert spapi_outcome(status, code, message, details) == outcome


@pytest.mark.parametrize("status", [None, 0, 100, 301, 302, 304, 401, 403, 404, 418, 451, 600, 999])
def test_sp_api_without_a_word_settles_nothing(status):
    """
    A refusal as a web page comes from some box on the way, not from Amazon's gateway.
    """
    assert spapi_outcome(status) is None


def test_a_bare_403_with_amazons_header_is_amazons():
    """
    The error type alone shows who refused.
    """
    headers = {"X-Amzn-ErrorType": "AccessDeniedException"}

    assert spapi_outcome(403, headers=headers) == "denied_no_details"


@pytest.mark.parametrize(
    ("details", "complaint"),
    [
        (SECRET, "secret_expired"),
        (EXPIRED, "token_expired"),
        (INVALID, "token_invalid"),
        (MISSING, "token_missing"),
        ("", None),
        ("The marketplaces you provided are not valid for region.", None),
    ],
)
def test_a_complaint_about_the_token_is_told_apart(details, complaint):
    """
    Our secret, our cache, our request or the merchant's token: four different faults.
    """
    assert token_complaint("Unauthorized", DENIED, details) == complaint


@pytest.mark.parametrize(
    ("status", "error", "description", "outcome"),
    [
        (200, "", "", "accepted"),
        (400, "invalid_grant", "The request has an invalid grant parameter", "invalid_grant"),
        (401, "invalid_client", "Client authentication failed", "invalid_client"),
        (401, "INVALID_CLIENT", "", "invalid_client"),
        (400, "unauthorized_client", "Not authorized", "unauthorized_client"),
        (400, "invalid_request", "", "invalid_request"),
        (400, "unsupported_grant_type", "", "unsupported_grant_type"),
        (400, "invalid_scope", "", "invalid_scope"),
        (400, "", "400 Bad Request Unknown client_id", "invalid_client"),
        (400, "temporarily_unavailable", "", "server_error"),
        (None, "invalid_grant", "", "invalid_grant"),
        (429, "temporarily_unavailable", "", "throttled"),
        (500, "server_error", "", "server_error"),
    ],
)
def test_the_token_endpoint_is_read_by_oauths_errors(status, error, description, outcome):
    """
    Key order and language of the description do not matter.
    """
    assert lwa_outcome(status, error, description) == outcome


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client", "anything", ""])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_never_a_bad_token(status, error):
    """
    Whatever a broken service writes, no merchant reconnects for it.
    """
    assert lwa_outcome(status, error) == "server_error"


@pytest.mark.parametrize(
    ("status", "error"), [(200, "invalid_grant"), (302, "invalid_grant"), (400, ""), (403, "nope")]
)
def test_an_odd_answer_of_the_token_endpoint_settles_nothing(status, error):
    """
    A success with an error in it, a redirect, a refusal without a word.
    """
    assert lwa_outcome(status, error) is None


@pytest.mark.parametrize(
    ("status", "code", "message", "details", "outcome"),
    [
        (200, "", "", "", "accepted"),
        (401, "", "Unauthorized", "", "unauthorized"),
        (401, "401", "", "Authentication failed", "not_onboarded"),
        (401, "401", "", "Not authorized to access scope 123", "no_scope_access"),
        (401, "401", "", "No matching advertiser found for scope: 123", "no_advertiser"),
        (400, "400", "", "Scope header is missing", "bad_request"),
        (401, "401", "", "Scope header is missing", "bad_request"),
        (
            400,
            "400",
            "",
            "Cannot process request: Advertiser ID cannot be decrypted",
            "bad_request",
        ),
        (403, "", "'Atza' not a valid key=value pair (missing equal-sign)", "", "bad_request"),
        (403, "403", "", "Forbidden", "denied"),
        (404, "NOT_FOUND", "", "Method Not Found", "retired"),
        (404, "NOT_FOUND", "", "Could not find resource for full path: /x", "retired"),
        (404, "NOT_FOUND", "", "No such campaign", "not_found"),
        (422, "422", "", "Unprocessable", "bad_request"),
        (429, "", "Too Many Requests", "", "throttled"),
        (503, "", "", "", "server_error"),
        (401, "", "", "", None),
        (302, "", "x", "", None),
    ],
)
def test_ads_is_read_by_status_and_words(status, code, message, details, outcome):
    """
    Its refusals are 401 where SP-API's are 403.
    """
    assert ads_outcome(status, code, message, details) == outcome


def test_a_throttled_ads_answer_is_known_by_its_header():
    """
    It claims to be an AccessDeniedException, which it is not.
    """
    headers = {
        "amazon-advertising-api-throttled": "true",
        "x-amzn-ErrorType": "AccessDeniedException",
    }

    assert ads_outcome(403, "", "Too Many Requests", "", headers) == "throttled"
