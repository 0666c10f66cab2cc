"""
What Amazon, or the way to it, may answer instead of the data: the vocabulary of the scenarios.

The words are ours, short enough for a data file; each API puts them into its own bodies.
"""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """
    One kind of answer that is not the data asked for.
    """

    OK = "ok"  # the data after all: an exception from a wider word

    # The way there is broken.
    HANG = "hang"  # never answers, keeps the connection open
    DROP = "drop"  # closes the connection without a word
    HALF_BODY = "half_body"  # promises more than it sends
    HUGE_BODY = "huge_body"  # a gigabyte, as long as somebody reads
    EMPTY_BODY = "empty_body"  # 200 and nothing
    HTML_PAGE = "html_page"  # 200 and a web page
    REDIRECT = "redirect"  # 302 to elsewhere
    NOT_JSON = "not_json"  # 200, called JSON, and none
    ODD_ERRORS = "odd_errors"  # 400 with `errors` as an object instead of a list

    # Amazon has trouble.
    INTERNAL_FAILURE = "internal_failure"
    UNAVAILABLE = "unavailable"
    HTML_502 = "html_502"
    HTML_503 = "html_503"
    HTML_504 = "html_504"
    THROTTLED = "throttled"

    # SP-API refuses.
    DENIED = "denied"  # 403 with empty details, which says nothing
    DENIED_ROLE = "denied_role"
    DENIED_RESTRICTED = "denied_restricted"
    TOKEN_REVOKED = "token_revoked"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_MISSING = "token_missing"
    SECRET_EXPIRED = "secret_expired"
    STS_EXPIRED = "sts_expired"  # the legacy wording that once hit every seller
    WRONG_REGION = "wrong_region"
    WRONG_ACCOUNT_TYPE = "wrong_account_type"
    INACTIVE_ACCOUNT = "inactive_account"
    BAD_REQUEST = "bad_request"
    RETIRED = "retired"

    # Login with Amazon refuses.
    INVALID_GRANT = "invalid_grant"
    INVALID_CLIENT = "invalid_client"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    INVALID_REQUEST = "invalid_request"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_SCOPE = "invalid_scope"

    # The Ads API refuses.
    UNAUTHORIZED = "unauthorized"
    INVALID_TOKEN = "invalid_token"
    NOT_ONBOARDED = "not_onboarded"
    NO_SCOPE_ACCESS = "no_scope_access"
    NO_ADVERTISER = "no_advertiser"
    AGENCY_PROFILE = "agency_profile"


TRANSPORT = frozenset(
    {
        Answer.HANG,
        Answer.DROP,
        Answer.HALF_BODY,
        Answer.HUGE_BODY,
        Answer.EMPTY_BODY,
        Answer.HTML_PAGE,
        Answer.REDIRECT,
        Answer.NOT_JSON,
    }
)
AMAZONS_TROUBLE = frozenset(
    {
        Answer.INTERNAL_FAILURE,
        Answer.UNAVAILABLE,
        Answer.HTML_502,
        Answer.HTML_503,
        Answer.HTML_504,
        Answer.THROTTLED,
    }
)
ANYWHERE = TRANSPORT | AMAZONS_TROUBLE
LWA = ANYWHERE | {
    Answer.OK,
    Answer.INVALID_GRANT,
    Answer.INVALID_CLIENT,
    Answer.UNAUTHORIZED_CLIENT,
    Answer.INVALID_REQUEST,
    Answer.UNSUPPORTED_GRANT_TYPE,
    Answer.INVALID_SCOPE,
}
ADS = ANYWHERE | {
    Answer.OK,
    Answer.UNAUTHORIZED,
    Answer.INVALID_TOKEN,
    Answer.NOT_ONBOARDED,
    Answer.NO_SCOPE_ACCESS,
    Answer.NO_ADVERTISER,
    Answer.AGENCY_PROFILE,
    Answer.DENIED,
    Answer.BAD_REQUEST,
    Answer.RETIRED,
}
SPAPI = frozenset(Answer) - (LWA - ANYWHERE) - (ADS - ANYWHERE) | {
    Answer.OK,
    Answer.DENIED,
    Answer.BAD_REQUEST,
    Answer.RETIRED,
}
