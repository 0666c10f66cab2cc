"""
How well two articles can be told apart, by the best single probe or symptom.

Measured in nats: the expected log-likelihood ratio of one outcome when one of the two causes is
true. Under .3 a probe tells them apart no better than a guess would.
"""

from __future__ import annotations

import math

from collections.abc import Iterable, Mapping

from knowledge.base.article import Article
from knowledge.base.vocabulary import Vocabulary


ENOUGH = 0.3
UNNAMED_SYMPTOM = 0.05


def told_apart(
    one: Article, other: Article, vocabulary: Vocabulary, enough: float = math.inf
) -> float:
    """
    The nats by which the best probe or symptom separates two articles; infinite by definition.

    Stops looking at the first that separates them by `enough`.
    """
    if one.requires & other.excludes or other.requires & one.excludes:
        return math.inf
    wanted = {signal.partition(".")[0]: signal for signal in one.requires}
    for signal in other.requires:
        if wanted.get(signal.partition(".")[0], signal) != signal:
            return math.inf
    best = 0.0
    for name in {*one.signature, *other.signature} & vocabulary.probes.keys():
        shares = [_shares(article, name, vocabulary) for article in (one, other)]
        best = max(best, _divergence(*shares))
        if best >= enough:
            return best
    for symptom in {*one.symptoms, *other.symptoms}:
        best = max(best, _divergence(_bernoulli(one, symptom), _bernoulli(other, symptom)))
    return best


def told_apart_by_a_person(one: Article, other: Article) -> bool:
    """
    True where one names the other as easily confused and has the question that separates them.
    """
    return (bool(one.question) and other.id in one.confused_with) or (
        bool(other.question) and one.id in other.confused_with
    )


def may_meet(one: Article, other: Article) -> bool:
    """
    True where both can happen to the same connection.
    """
    return not one.applies_to or not other.applies_to or bool(one.applies_to & other.applies_to)


def ties(articles: Iterable[Article], vocabulary: Vocabulary) -> Iterable[tuple[Article, Article]]:
    """
    The pairs with different remedies that neither a probe, a symptom nor a question separates.
    """
    known = list(articles)
    for index, one in enumerate(known):
        for other in known[index + 1 :]:
            if one.remedy == other.remedy or not may_meet(one, other):
                continue
            if told_apart_by_a_person(one, other):
                continue
            if told_apart(one, other, vocabulary, ENOUGH) < ENOUGH:
                yield one, other


def _shares(article: Article, name: str, vocabulary: Vocabulary) -> dict[str, float]:
    probe = vocabulary.probes[name]
    return {outcome: vocabulary.likelihood(article, probe, outcome) for outcome in probe.outcomes}


def _bernoulli(article: Article, symptom: str) -> dict[str, float]:
    share = article.symptoms.get(symptom, UNNAMED_SYMPTOM)
    return {"said": share, "not said": 1 - share}


def _divergence(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    there = sum(p * math.log(p / other[outcome]) for outcome, p in one.items())
    back = sum(p * math.log(p / one[outcome]) for outcome, p in other.items())
    return max(there, back)
