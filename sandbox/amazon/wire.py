"""
One reply on the wire, and the ways in which a reply can go wrong on its way.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.amazon.answers import Answer


JSON = "application/json"
HTML = "text/html; charset=UTF-8"
GIGABYTE = 1 << 30
CHUNK = b'{"padding": "' + b"x" * 65_523


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What the simulated Amazon answers; `fault` says how the way spoils it.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    fault: Answer | None = None
    request_id: str = ""


def new_request_id() -> str:
    """
    A request id in the shape of Amazon's.
    """
    return str(uuid.uuid4())


def gateway_id() -> str:
    """
    An API gateway id in the shape of Amazon's `x-amz-apigw-id`.
    """
    return secrets.token_urlsafe(11) + "="


def compact(document: Any) -> bytes:
    """
    JSON as Amazon's services send data.
    """
    return json.dumps(document, separators=(",", ":")).encode()


def html(status: int, title: str, headers: Mapping[str, str] | None = None) -> Reply:
    """
    A web page where JSON was expected, as Amazon's edge sends when the service behind is away.
    """
    page = (
        f"<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n</body>\n</html>\n"
    )
    return Reply(status, page.encode(), headers or {}, HTML)


SPOILT = {
    Answer.HTML_502: html(502, "502 Bad Gateway"),
    Answer.HTML_503: html(503, "Website Temporarily Unavailable"),
    Answer.HTML_504: html(504, "504 Gateway Time-out"),
    Answer.HTML_PAGE: html(200, "Amazon Sign-In"),
    Answer.EMPTY_BODY: Reply(200),
    Answer.REDIRECT: Reply(302, headers={"Location": "/elsewhere"}),
    Answer.NOT_JSON: Reply(200, b"{'payload': nearly json,"),
    Answer.HALF_BODY: Reply(200, b'{"payload":[{"marketplace":{"id":', fault=Answer.HALF_BODY),
    Answer.HUGE_BODY: Reply(200, fault=Answer.HUGE_BODY),
    Answer.HANG: Reply(0, fault=Answer.HANG),
    Answer.DROP: Reply(0, fault=Answer.DROP),
}


def spoilt(answer: Answer) -> Reply | None:
    """
    The reply for an answer that no service gives, only the way to it; None for any other.
    """
    return SPOILT.get(answer)


async def send(
    request: web.BaseRequest, reply: Reply, closing: asyncio.Event
) -> web.StreamResponse:
    """
    Put a reply on the wire, spoilt as it says. `closing` ends what would hang for ever.
    """
    match reply.fault:
        case Answer.HANG:
            await closing.wait()
            return _abort(request)
        case Answer.DROP:
            return _abort(request)
        case Answer.HALF_BODY:
            return await _half(request, reply)
        case Answer.HUGE_BODY:
            return await _huge(request)
        case _:
            return web.Response(
                status=reply.status,
                body=reply.body,
                headers={"Content-Type": reply.content_type, **reply.headers},
            )


def _abort(request: web.BaseRequest) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _half(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status)
    response.content_type = JSON
    response.content_length = len(reply.body) * 3
    await response.prepare(request)
    await response.write(reply.body)
    if request.transport is not None:
        request.transport.close()
    return response


async def _huge(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(status=200)
    response.content_type = JSON
    response.content_length = GIGABYTE
    await response.prepare(request)
    try:
        for _ in range(GIGABYTE // len(CHUNK)):
            await response.write(CHUNK)
    except ConnectionError:
        return response  # the other side has had enough, as it should
    return response
