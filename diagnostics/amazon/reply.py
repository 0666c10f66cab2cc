"""
One answer of Amazon, read: its status, its own words, and the pieces that a probe may look at.
"""

from __future__ import annotations

import json
import re

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from diagnostics.amazon.http import HttpResponse
from diagnostics.model import Evidence
from diagnostics.redaction.words import redact


P = TypeVar("P")
_OK = range(200, 300)
_LONGEST = 4000  # of any one string that is searched for Amazon's sentences
_SHORTEST_SECRET = 6
_CODE = re.compile(r"^[A-Za-z0-9_. -]{1,64}$")
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
_RATE_HEADER = "x-amzn-ratelimit-limit"


@dataclass(frozen=True, slots=True)
class AmazonError:
    """
    What Amazon said of a refusal, in any of its dialects.
    """

    code: str = ""
    message: str = ""
    details: str = ""
    request_id: str = ""


def read_words(body: bytes | str) -> AmazonError:
    """
    Read an error body of SP-API, Login with Amazon or the Ads API; anything else says nothing.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return AmazonError()
    if isinstance(document, dict) and isinstance(document.get("error"), dict):
        document = document["error"]
    request_id = ""
    if isinstance(document, dict):
        request_id = _text(document.get("request_id") or document.get("requestId"))
        document = document.get("errors") or document
    error = document[0] if isinstance(document, list) and document else document
    if not isinstance(error, dict):
        return AmazonError(request_id=request_id)
    return AmazonError(
        code=_text(error.get("code") or error.get("error")),
        message=_text(error.get("message") or error.get("error_description")),
        details=_text(error.get("details")),
        request_id=request_id,
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value[:_LONGEST]
    return str(value) if type(value) is int else ""


@dataclass(frozen=True, slots=True)
class Reply(Generic[P]):
    """
    One answer. `pieces` is None unless it succeeded in the shape that was expected.

    `words` are Amazon's and unfiltered, for classifying; they leave only by way of `evidence`.
    """

    operation: str
    status: int
    words: AmazonError
    headers: Mapping[str, str]
    pieces: P | None
    evidence: Evidence

    @property
    def ok(self) -> bool:
        """
        True for any 2xx, whatever came with it.
        """
        return self.status in _OK

    @property
    def authorized(self) -> bool:
        """
        True where a header proves that the request passed authorization; False proves nothing.

        Source: the models name x-amzn-RateLimit-Limit on 2xx, 400 and 404 only.
        """
        return _RATE_HEADER in self.headers


Shape = TypeVar("Shape", bound=BaseModel)


def read(
    operation: str, answer: HttpResponse, shape: type[Shape], secrets: Iterable[str], at: datetime
) -> Reply[Shape]:
    """
    Read an answer into the shape expected, keeping nothing else of its body.
    """
    pieces: Shape | None = None
    words = AmazonError()
    if answer.status in _OK:
        try:
            pieces = shape.model_validate_json(answer.body.removeprefix(BOM_UTF8))
        except ValidationError:
            pieces = None
    else:
        words = read_words(answer.body.removeprefix(BOM_UTF8))
    held = tuple(secrets)
    request_id = _known(
        _REQUEST_ID,
        answer.headers.get("x-amzn-requestid", "") or words.request_id,
        held,
    )
    evidence = Evidence(
        status=answer.status,
        code=_known(_CODE, words.code, held),
        message=redact(words.message, held),
        details=redact(words.details, held),
        request_id=request_id,
        at=at,
        operation=operation,
    )
    return Reply(operation, answer.status, words, answer.headers, pieces, evidence)


def _known(pattern: re.Pattern[str], text: str, secrets: Iterable[str]) -> str:
    """
    The text if it is of the form expected and holds none of our secrets, else nothing.
    """
    if not pattern.match(text) or any(
        len(secret) >= _SHORTEST_SECRET and secret in text for secret in secrets
    ):
        return ""
    return text
