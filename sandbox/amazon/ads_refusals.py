"""
The Ads API's own words: 401 where SP-API says 403, and bodies in three different shapes.
"""

from __future__ import annotations

import json

from sandbox.amazon.answers import Answer
from sandbox.amazon.wire import Reply, compact, new_request_id, spoilt


_INVALID = (
    "Unauthorized exception while handling 3P Request: "
    "Unauthorized exception while authenticating LwA token: Invalid token"
)
_CODED = {
    Answer.NOT_ONBOARDED: (401, "Authentication failed"),
    Answer.NO_SCOPE_ACCESS: (401, "Not authorized to access scope {scope}"),
    Answer.NO_ADVERTISER: (401, "No matching advertiser found for scope: {scope}"),
    Answer.AGENCY_PROFILE: (400, "Cannot process request: Advertiser ID cannot be decrypted"),
    Answer.BAD_REQUEST: (400, "Bad request"),
    Answer.DENIED: (403, "Forbidden"),
    Answer.INTERNAL_FAILURE: (500, "Internal Error"),
    Answer.UNAVAILABLE: (503, "Service Unavailable"),
}


def refusal(answer: Answer, scope: str = "") -> Reply:
    """
    The Ads API's words for an answer.
    """
    if (reply := spoilt(answer)) is not None:
        return reply
    if answer in _CODED:
        status, details = _CODED[answer]
        return coded(status, details.format(scope=scope[:30]))
    if answer is Answer.RETIRED:
        return said(404, {"code": "NOT_FOUND", "details": "Method Not Found"})
    if answer is Answer.THROTTLED:
        return _throttled()
    return said(401, {"message": _INVALID if answer is Answer.INVALID_TOKEN else "Unauthorized"})


def _throttled() -> Reply:
    # The error type is as misleading as Amazon's own.
    extra = {
        "Retry-After": "1",
        "amazon-advertising-api-throttled": "true",
        "x-amzn-ErrorType": "AccessDeniedException",
    }
    reply = said(429, {"message": "Too Many Requests"})
    return Reply(429, reply.body, {**reply.headers, **extra}, request_id=reply.request_id)


def not_found(path: str) -> Reply:
    """
    For an address that the API does not have.
    """
    words = f"Could not find resource for full path: {path[:120]}"
    return said(404, {"code": "NOT_FOUND", "details": words})


def coded(status: int, details: str) -> Reply:
    """
    A refusal in the older shape, whose code is the status as text.
    """
    request_id = new_request_id()
    body = {"code": str(status), "details": details, "requestId": request_id}
    return Reply(
        status,
        json.dumps(body).encode(),
        {"x-amzn-RequestId": request_id},
        request_id=request_id,
    )


def said(status: int, body: object, content_type: str = "application/json") -> Reply:
    """
    Any other answer.
    """
    request_id = new_request_id()
    headers = {"x-amzn-RequestId": request_id}
    return Reply(status, compact(body), headers, content_type, request_id=request_id)
