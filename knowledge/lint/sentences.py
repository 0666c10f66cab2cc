"""
Lint of the sentences that merchants read: what a stranger must never be told, in any language.

Rules on structured parts miss a sentence: a rate limit whose text says "Please reconnect once" has no step that
says so. The patterns are data (`sentences.yml`), so that a language is added without a programmer.
"""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from knowledge.base.article import Article


MOST_WORDS = 60
TOO_LONG = "A merchant reads {} words too many here: on a phone nobody gets to the end."
TELL_LESS = f"Keep it to {MOST_WORDS} words."
NEAR = 60  # characters before a word in which a negation turns it round
# Whoever and whatever one article must not name, in any language.
NAMES = {
    "a merchant's id": re.compile(r"\bM\d{4,}\b"),
    "a seller's id": re.compile(r"\bA[A-Z0-9]{11,14}\b(?<!A1PA6795UKMFR9)"),
    "an email address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "an address of a private network": re.compile(
        r"(?i)\bhttps?://(?:localhost|127\.|10\.|192\.168\.|\[::1\]|[^/\s]*\.(?:local|internal)\b)|\blocalhost\b"
    ),
    "a word of Amazon's errors": re.compile(
        r"\b(?:QuotaExceeded|AccessDenied\w*|InvalidInput|InvalidParameter\w*|InternalFailure|InternalError"
        r"|NotFoundException|Unauthorized\w*|RequestThrottled|ServiceUnavailable\w*|TooManyRequests\w*"
        r"|UnauthorizedException|ThrottlingException|invalid[_ ]grant|unauthorized[_ ]client)\b"
    ),
}


@cache
def rules() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """
    The patterns of each language, by rule.
    """
    read = yaml.safe_load((Path(__file__).parent / "sentences.yml").read_text(encoding="utf-8"))
    return {
        language: {rule: re.compile(f"(?i){text}") for rule, text in by_rule.items()}
        for language, by_rule in read.items()
    }


def bad_sentences(article: Article, text: str, language: str) -> Iterator[tuple[str, str]]:
    """
    Problem and fix for each thing that a merchant must not read in this text, snippets filled in.
    """
    for what, pattern in NAMES.items():
        if found := pattern.search(text):
            yield f"A merchant reads this, and it names {what}: `{found[0]}`.", "Say it without."
    known = rules()
    # English words stand in every language's texts; what turns them round may be of either.
    nots = [known[tongue]["not"].pattern for tongue in {language, "en"} if tongue in known]
    negation = re.compile("|".join(nots).replace("(?i)", ""), re.IGNORECASE)
    for tongue in dict.fromkeys((language, "en")):
        if tongue in known:
            yield from _in_language(article, text, {**known[tongue], "not": negation})


def too_long(text: str) -> int:
    """
    By how many words a merchant's text is too long; nothing, or less, where it is not.
    """
    return len(text.split()) - MOST_WORDS


def _in_language(
    article: Article, text: str, rule: Mapping[str, re.Pattern[str]]
) -> Iterator[tuple[str, str]]:
    if not article.reauthorizes and (found := _asserted(rule["authorize"], text, rule["not"])):
        yield (
            f"It asks to authorize again (`{found}`), and the remedy `{article.remedy}` is none of that.",
            "Take it out, or say that there is no need to.",
        )
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        secret = rule["secret"].search(sentence)
        if (
            secret
            and rule["hand_over"].search(sentence.replace(secret[0], ""))
            and not rule["not"].search(sentence[: secret.end()])
        ):
            yield (
                f"It asks for something secret (`{secret[0]}`).",
                "Nobody of us ever asks for that: take it out.",
            )
    if found := _asserted(rule["rights"], text, rule["not"]):
        yield (
            f"It asks for wider rights than the platform needs (`{found}`).",
            "Name the one right.",
        )
    if claimed := rule["claim"].search(text):
        yield (
            f"It claims what no finding of this cause shows (`{claimed[0]}`).",
            "Say only what is wrong: the answer itself tells what was read and what was not.",
        )
    if article.wait is None and (found := _asserted(rule["promise"], text, rule["not"])):
        yield (
            f"It promises when something is over (`{found}`).",
            "Say what happens next, or give the article a `wait`.",
        )


def _asserted(pattern: re.Pattern[str], text: str, negation: re.Pattern[str]) -> str | None:
    """
    The first match that no negation before it, in its own sentence, turns round.
    """
    for found in pattern.finditer(text):
        start = max(text.rfind(mark, 0, found.start()) for mark in ".!?;")
        before = text[max(start + 1, found.start() - NEAR) : found.start()]
        if not negation.search(before) and not negation.search(found[0]):
            return found[0]
    return None
