"""
The HTTP status in a pasted text: a number in any of the ways people write it, or what stands for one.
"""

from __future__ import annotations

import re


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
