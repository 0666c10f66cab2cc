"""
Orders are proved by what answers behind the gateway, and by nothing else.
"""

from __future__ import annotations

import httpx
import pytest

from diagnostics.amazon.http import HttpResponse
from diagnostics.amazon.reply import read
from diagnostics.amazon.shapes import Order
from diagnostics.errors import CouldNotTell
from diagnostics.probes._refusals import looked_for
from tests.diagnostics.conftest import NOW


RATE = {"x-amzn-ratelimit-limit": "0.5"}
NOBODY = b'{"errors":[{"code":"NotFound","message":"The requested resource doesn\'t exist.","details":""}]}'
INVALID = b'{"errors":[{"code":"InvalidInput","message":"Invalid order id","details":""}]}'
DENIED = b'{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied."}]}'


def outcome(status: int, body: bytes, headers: dict[str, str] | None = None) -> str | None:
    """
    What an answer to the look for an order says; None where it settles nothing.
    """
    answer = HttpResponse(status, httpx.Headers(headers or {}), body)
    reply = read("getOrder", answer, Order, (), NOW)
    try:
        return looked_for(reply, "orders").outcome
    except CouldNotTell:
        return None


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b'{"order": {}}', {}),
        (200, b'{"payload": {}}', {}),
        (200, b"{}", {}),
        (200, b'\xef\xbb\xbf{"payload": {}}', {}),
        (404, NOBODY, RATE),
        (400, INVALID, RATE),
    ],
)
def test_any_answer_past_the_gateway_proves_the_right(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    """
    An order, none, or the service's own word that it knows none.
    """
    assert outcome(status, body, headers) == "readable"


def test_a_path_that_is_gone_is_no_order_that_is_missing() -> None:
    """
    The same words without the rate header came from the gateway.
    """
    assert outcome(404, NOBODY) == "retired"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>maintenance</html>"),
        (200, DENIED),
        (200, b'{"message": "hello"}'),
        (404, b"<html>not here</html>"),
        (404, b""),
    ],
)
def test_what_is_no_answer_of_the_service_settles_nothing(status: int, body: bytes) -> None:
    """
    A page, errors under a 200, an empty body: neither readable nor refused.
    """
    assert outcome(status, body) is None


def test_a_400_of_which_nobody_knows_who_wrote_it_is_ours_to_look_at() -> None:
    """
    Without the rate header it proves no right.
    """
    assert outcome(400, INVALID) == "bad_request"
