"""
A pasted text taken apart: which side of Amazon, which status, which code, message and details.

Everything may be pasted: a body, a dump, a log line, a traceback. So nothing here parses a format;
names and values are looked for wherever they stand and however they are quoted.
"""

from __future__ import annotations

import re

from collections.abc import Mapping
from dataclasses import dataclass, field


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


_LEAST_ERROR = 400
_STATUS = re.compile(
    r"HTTP/[\d.]+\"?\s+([2-5]\d\d)\b"
    r"|\bstatus(?:[ _-]?code)?[\"']?\s*(?:=>|[=:]|is|of)?\s*[\"']?([2-5]\d\d)\b"
    r"|\b([45]\d\d)\s+(?:Client|Server) Error\b"
    r"|[\[(]([45]\d\d)[\])]"
    r"|\bHTTP(?: status| error| code)*:?\s+([45]\d\d)\b"
    r"|\b(?:error|code|fehler|erreur|errore)[: ]+([45]\d\d)\b"
    r"|[`\"'\s]([45]\d\d)\s+(?:Bad Request|Unauthorized|Forbidden|Not Found|Gone|Too Many Requests"
    r"|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)"
    r"|\breturn(?:s|ed|ing)?\s+(?:an? )?(?:error )?([45]\d\d)\b"
    r"|\b(?:an? |gets? |the )([45]\d\d)\s+(?:error|response|status|on)\b"
    r"|(?:错误|报错|返回|状态码|エラー|ステータス|Exception|Error)\W{0,3}([45]\d\d)\b"
    r"|(?<![\d,.$€-])([45]\d\d)\s?(?:错误|报错|エラー|오류|-?Fehler|s\b)"
    r"|[:\u2013-]\s*([45]\d\d)\s+(?:for|on|from|at)\b"
    r"|\b(40[013469]|41[35]|42[29]|50[0234])(?:\s?(?:and|or|/|,)\s?[45]\d\d)?\s+(?:errors?|responses?)\b"
    r"|\b(?:is|are|with|got|getting|gives?|giving|throws?|receiv\w+|always|only|just)\s+(?:an? )?"
    r"(40[013469]|41[35]|42[29]|50[0234])\b(?![.,]?\d|\s?[-%€$])"
    r"(?!\s+(?:more |of )?(?:orders|rows|records|items|skus?|asins?|results|requests|calls|products"
    r"|days|hours|minutes|seconds|ms|lines|sellers|accounts|listings|reports)\b)",
    re.IGNORECASE,
)
_BARE_STATUS = re.compile(r"^\s*(4[0-3]\d|5[01]\d)\b")
# What names a status without its number: clients' exceptions and phrases.
_PHRASES = (
    (
        429,
        r"TooManyRequests|Too Many Requests|RequestThrottled|QuotaExceeded|exceeded your quota|\bthrottl\w+|rate.?limit(?:ed| exceeded)|kontingent überschritten|gedrosselt",
    ),
    (
        503,
        r"Service ?Unavailable|is temporarily unavailable|TemporarilyUnavailable|Website Temporarily Unavailable",
    ),
    (502, r"Bad Gateway"),
    (504, r"Gateway ?Time-?out"),
    (
        500,
        r"Internal ?Failure|Internal Server Error|internal error\. Please try again|Internal(?:Server)?Error|ServerException\b",
    ),
    (
        404,
        r"\bNOT_FOUND\b|NotFoundException|\bNot ?Found\b|could not be found|\bnot found in marketplace",
    ),
    (
        403,
        r"Forbidden(?:Exception)?\b|Access to (?:the )?requested resource is denied|Access to the resource is forbidden|AccessDenied",
    ),
    (413, r"TooLargeException\b|Payload Too Large|Request Entity Too Large"),
    (415, r"UnsupportedFormatException\b|Unsupported Media Type"),
    (409, r"StateConflict(?:Exception)?\b"),
    (422, r"Unprocessable (?:Entity|Content)"),
    (400, r"BadRequest(?:Exception)?\b|InvalidInput(?:Exception)?\b|Invalid Input\b"),
)
# What is not found here is missing on our side of the wire.
_OURS_MISSING = re.compile(
    r"\b(?:class|variables?|module|function|method|file|command|package|parameter|property|column|table|field)"
    r"\W{1,3}\S{0,80}\W{0,3}(?:was |is |could )?not (?:be )?found",
    re.IGNORECASE,
)
_PHRASE = tuple((status, re.compile(words, re.IGNORECASE)) for status, words in _PHRASES)


def numbered(text: str) -> int | None:
    """
    The first error status that stands in a text as a number.
    """
    for match in _STATUS.finditer(text):
        number = next(int(each) for each in match.groups() if each)
        if number >= _LEAST_ERROR:
            return number
    if bare := _BARE_STATUS.match(text):
        return int(bare[1])
    return None


def phrased(text: str) -> int | None:
    """
    The status that clients' exceptions and phrases in a text stand for.
    """
    theirs = _OURS_MISSING.sub("", text)
    return next((status for status, words in _PHRASE if words.search(theirs)), None)
