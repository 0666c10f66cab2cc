"""
A text as it reads once its encodings are undone, with the place of each character in the original.

Secrets travel encoded: a logged token request holds `Atzr%7C…`, JSON holds `Atzr\\u007c…`, a web page
`Atzr&#124;…`, and a terminal breaks them into lines. What is searched is the decoded text; what is
removed is the stretch of the original that it came from.
"""

from __future__ import annotations

import html
import re

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote


_PASSES = 3  # `%257C` is `%7C` is `|`
_ENCODED = re.compile(
    r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|(?P<escape>\\u\{?[0-9A-Fa-f]{4}\}?|\\x[0-9A-Fa-f]{2})"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
    r"|(?P<quoted>\\[\"'/])"
    r"|(?P<newline>\\r\\n|\\n)"
    r"|(?P<unseen>[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+)"
    r"|(?P<full>[\uff01-\uff5e])"
)
# A line that a terminal or a mail program broke inside a long value: the run before is long, and
# what follows is no ordinary word and no key of its own.
_BROKEN = re.compile(
    r"(?<=[A-Za-z0-9+/_=.|~-]{24})(?:\\?\r?\n[ \t>|]*)"
    r"(?=(?:[A-Za-z0-9+/_=.|~-]{24,}|(?=[a-z+/_=.|~-]*[A-Z0-9])[A-Za-z0-9+/_=.|~-]{6,})(?![A-Za-z0-9]*[:=]))"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """
    A decoded text; `starts[i]` and `ends[i]` bound what its i-th character was in the original.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """
        The stretch of the original behind a non-empty stretch of the decoded text.
        """
        return self.starts[start], self.ends[end - 1]


def decoded(text: str) -> Decoded:
    """
    Undo percent, JSON and HTML encodings, invisible characters, full-width letters and broken lines.
    """
    view = Decoded(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    for _ in range(_PASSES):
        further = _replaced(view, _ENCODED, _meaning)
        if further is view:
            break
        view = further
    return _replaced(view, _BROKEN, lambda _: "")


def _replaced(
    view: Decoded, pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], str]
) -> Decoded:
    """
    The view with each match replaced by its meaning; the same object where nothing changes.
    """
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for match in pattern.finditer(view.text):
        if (meant := meaning(match)) == match[0]:
            continue
        text.append(view.text[last : match.start()] + meant)
        starts.extend(view.starts[last : match.start()])
        ends.extend(view.ends[last : match.start()])
        start, end = view.original(match.start(), match.end())
        starts.extend([start] * len(meant))
        ends.extend([end] * len(meant))
        last = match.end()
    if not last:
        return view
    return Decoded(
        "".join(text) + view.text[last:],
        (*starts, *view.starts[last:]),
        (*ends, *view.ends[last:]),
    )


def _percent(whole: str) -> str:
    """
    Percent-encoded bytes as text; as they stand where they are no UTF-8.
    """
    try:
        return unquote(whole, errors="strict")
    except UnicodeDecodeError:
        return whole


_MEANINGS: dict[str, Callable[[str], str]] = {
    "percent": _percent,
    "escape": lambda whole: chr(int(whole[2:].strip("{}"), 16)),
    "entity": html.unescape,
    "quoted": lambda whole: whole[1],
    "newline": lambda _: "\n",
    "unseen": lambda _: "",
    "full": lambda whole: chr(ord(whole) - 0xFEE0),
}


def _meaning(match: re.Match[str]) -> str:
    """
    What one encoded stretch stands for; itself where it stands for nothing.
    """
    return _MEANINGS[str(match.lastgroup)](match[0])
