"""
SP-API's own words, and which headers come with them.

Sources: recorded answers and reports quoted in public; lengths of the 403 and 429 bodies included.
`x-amzn-RateLimit-Limit` comes only with what passed authentication: 2xx, 400 and 404.
"""

from __future__ import annotations

import json

from sandbox.amazon.answers import Answer
from sandbox.amazon.wire import JSON, Reply, gateway_id, new_request_id, spoilt


_DENIED = "Access to requested resource is denied."
_DETAILS = {
    Answer.DENIED: "",
    Answer.TOKEN_REVOKED: "The access token you provided is revoked, malformed or invalid.",
    Answer.TOKEN_EXPIRED: "The access token you provided has expired.",
    Answer.TOKEN_MISSING: "Access token is missing in the request header.",
    Answer.SECRET_EXPIRED: "The LWA secret token you provided has expired.",
    Answer.WRONG_REGION: "The marketplaces you provided are not valid for region.",
}
_SAID = {
    Answer.DENIED_ROLE: (403, "Unauthorized", "Access to the resource is forbidden"),
    Answer.STS_EXPIRED: (
        403,
        "Unauthorized",
        "The security token included in the request is expired",
    ),
    Answer.DENIED_RESTRICTED: (
        400,
        "InvalidInput",
        (
            "Application does not have access to one or more requested data elements: "
            "[buyerInfo, shippingAddress]"
        ),
    ),
    Answer.WRONG_ACCOUNT_TYPE: (
        400,
        "InvalidInput",
        (
            "Report type 301 does not support account ID of type class "
            "com.amazon.partner.account.id.MerchantAccountId."
        ),
    ),
    Answer.INACTIVE_ACCOUNT: (400, "InvalidInput", "Invalid request parameters"),
    Answer.BAD_REQUEST: (400, "InvalidInput", "Invalid Input"),
    Answer.RETIRED: (410, "Gone", "The requested version of this operation was removed."),
    Answer.INTERNAL_FAILURE: (
        500,
        "InternalFailure",
        "We encountered an internal error. Please try again.",
    ),
    Answer.UNAVAILABLE: (
        503,
        "ServiceUnavailable",
        "Service is temporarily unavailable. Please try again later.",
    ),
}
_ERROR_TYPE = {
    400: "InvalidInputException",
    403: "AccessDeniedException",
    404: "NotFoundException",
    429: "TooManyRequestsException",
    500: "InternalFailureException",
    503: "ServiceUnavailableException",
}


def reply(answer: Answer, rate: float = 1.0) -> Reply:
    """
    SP-API's reply for an answer.
    """
    if (broken := spoilt(answer)) is not None:
        return broken
    if answer in _DETAILS:
        return errors(403, "Unauthorized", _DENIED, _DETAILS[answer])
    if answer is Answer.THROTTLED:
        said = "You exceeded your quota for the requested resource."
        return errors(429, "QuotaExceeded", said)
    if answer is Answer.ODD_ERRORS:
        body = {"errors": {"code": "InvalidInput", "message": "Invalid Input"}}
        return _reply(400, json.dumps(body).encode(), rate)
    status, code, message = _SAID[answer]
    return errors(status, code, message, rate=rate)


def errors(
    status: int, code: str, message: str, details: str = "", rate: float | None = None
) -> Reply:
    """
    The common error body, in Amazon's own layout.
    """
    error = {"code": code, "message": message, "details": details}
    return _reply(status, json.dumps({"errors": [error]}, indent=2).encode(), rate)


def passed(status: int, body: bytes, rate: float) -> Reply:
    """
    Data.
    """
    return _reply(status, body, rate)


def no_route() -> Reply:
    """
    The host's root: refused before anything knew the request.
    """
    body = errors(403, "Unauthorized", _DENIED).body
    return Reply(403, body, {"X-Amz-Rid": gateway_id()})


def _reply(status: int, body: bytes, rate: float | None) -> Reply:
    request_id = new_request_id()
    headers = {"x-amzn-RequestId": request_id, "x-amz-apigw-id": gateway_id()}
    if status in _ERROR_TYPE:
        headers["x-amzn-ErrorType"] = _ERROR_TYPE[status]
    if rate is not None and (status < 300 or status in {400, 404}):
        headers["x-amzn-RateLimit-Limit"] = f"{rate:g}"
    return Reply(status, body, headers, JSON, request_id=request_id)
