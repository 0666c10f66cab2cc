"""
What may be meant where every probe is normal: the words of the issue, set against the articles that
can be so without any probe seeing it. Findings have decided by then; words only add to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model.answer import ConnectionAnswer, Verdict
from bot.triage.connection_answer import kinds_of
from bot.triage.merchant_wording import advice_of
from knowledge.base.article import Article, Audience, Confidence
from knowledge.base.library import Library, p_all_normal


CLEAR = 2.0  # nats, of the three that words may count at most
HARMLESS = frozenset({"not_a_connection_failure", "data_delay"})  # families merchants may read of
AT_HOME = 0.9  # P(all normal | cause) from which everything normal is just what one would see
MOST = 2


def explain_healthy(
    answers: Sequence[ConnectionAnswer], library: Library, words: Mapping[str, float]
) -> tuple[Article, ...]:
    """
    The articles that the words clearly lead to although nothing is wrong; mostly one or none.

    None where words speak as much for a cause that a probe would have seen.
    """
    if not words or any(answer.verdict is not Verdict.HEALTHY for answer in answers):
        return ()
    most = max(words.values())
    kinds = frozenset[str]().union(*(kinds_of(answer.connection) for answer in answers))
    best = {name for name, nats in words.items() if nats >= max(CLEAR, most)}
    found = tuple(
        article
        for article in library.explanations()
        if article.id in best and (not article.applies_to or article.applies_to & kinds)
    )
    return found[:MOST] if len(found) == len(best) else ()


def for_merchant(found: Sequence[Article], library: Library) -> Article | None:
    """
    The one of them that a merchant may be told of without anybody having looked, or None.

    Proved, harmless, with something to read or do, and never with a step to authorize again.
    """
    if len(found) != 1:
        return None
    [article] = found
    told = (
        Audience.MERCHANT in article.audience
        and article.confidence is Confidence.VALIDATED
        and article.family in HARMLESS
        and p_all_normal(article) >= AT_HOME
        and not article.reauthorizes
        and bool(advice_of(library.words(article.id)))
    )
    return article if told else None
