"""
A pasted text taken apart: which side of Amazon, which status, which code, message and details.

Everything may be pasted: a body, a dump, a log line, a traceback. So nothing here parses a format;
names and values are looked for wherever they stand and however they are quoted.
"""

from __future__ import annotations

import re

from collections.abc import Mapping
from dataclasses import dataclass, field

from diagnostics.reports.status import numbered, phrased


LONGEST = 40_000  # characters that are looked at; errors stand at the ends of what people paste
_STATUSES = range(200, 600)
_NAMES = {
    "code": "code",
    "error": "code",
    "errorcode": "code",
    "error_code": "code",
    "message": "message",
    "error_description": "message",
    "errormessage": "message",
    "details": "details",
    "detail": "details",
    "errordetails": "details",
}
_PAIR = re.compile(
    r"[\"']?\b(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")\s?[\"']?\s?(?:=>|:|=)\s?"
    r"(?:\"((?:[^\"\\]|\\.){0,600})\"|'((?:[^'\\]|\\.){0,600}?)'(?=\s*[,}\])]|\s*$)|(\d{3})\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[45]\d\d")
_LWA = re.compile(
    r"auth/o2/token|api\.amazon\.(?:com|co\.uk|co\.jp)/auth|\binvalid_grant\b|\binvalid_client\b"
    r"|AuthorizationError\b|LWA_ERROR|LWAException|\bunauthorized_client\b|unsupported_grant_type",
    re.IGNORECASE,
)
_ADS = re.compile(
    r"advertising-api|amazon-advertising|\bad_api\b|/v2/profiles|\bads? api\b|sponsored ?(?:products|brands|display)"
    r"|campaign|advertis(?:er|ing)|\bads? accounts?\b|\bscope header\b|access scope",
    re.IGNORECASE,
)
_SPAPI = re.compile(
    r"sellingpartnerapi|\bsp[-_]?api\b|selling[- ]partner|marketplaceids?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """
    One pasted error, taken apart. `side` is lwa, sp-api, ads, or empty where nothing tells.
    """

    text: str
    side: str
    status: int | None
    code: str = ""
    message: str = ""
    details: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    guessed: bool = False  # the status was read from words, no number was there


def take_apart(
    text: str, provider: str | None, status: int | None, headers: Mapping[str, str] | None
) -> Pieces:
    """
    The pieces of a text; what the caller knows already counts more than what the text shows.
    """
    plain = unescape(text)
    found = _fields(plain)
    status = status if status in _STATUSES else numbered(plain)
    guessed = False
    if status is None:
        status = phrased(plain)
        guessed = status is not None
    if status is None and _NUMBER.fullmatch(found.get("code", "")):
        status = int(found["code"])
    return Pieces(
        text=plain,
        side=_side(plain, provider),
        status=status,
        code=found.get("code", ""),
        message=found.get("message", ""),
        details=found.get("details", ""),
        headers=dict(headers or {}),
        guessed=guessed,
    )


def unescape(text: str) -> str:
    """
    The text with one or two layers of JSON's escapes undone, and no longer than is looked at.
    """
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    for _ in range(2):
        text = text.replace("\\\\", "\\").replace('\\"', '"').replace("\\/", "/")
        text = text.replace("\\n", "\n").replace("\\r", "").replace("\\t", " ")
    return (
        text.replace("&quot;", '"').replace("’", "'").replace("&#39;", "'").replace("\\u0027", "'")
    )


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        name = _NAMES[match[1].lower()]
        value = next((each for each in match.groups()[1:] if each is not None), "")
        if value and not found.get(name):
            found[name] = value
    return found


def _side(text: str, provider: str | None) -> str:
    if provider in {"lwa", "ads"}:
        return provider
    if _LWA.search(text) and provider != "sp-api":
        return "lwa"
    ads, spapi = bool(_ADS.search(text)), bool(_SPAPI.search(text))
    if ads and not spapi and provider != "sp-api":
        return "ads"
    return "sp-api" if spapi or provider == "sp-api" else ""
