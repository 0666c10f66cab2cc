"""
Trains the text model on the base's own sentences.

Two sources over one way of looking at words: the symptoms, and the articles' own phrases; both next
to what is none of our business. Confidence and relevance are fitted on each sentence's scores when
that sentence is left out, so that the model knows what it looks like to be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numpy.typing import NDArray

from knowledge.base.article import Confidence
from knowledge.base.library import Library
from knowledge.messages import cache as model_cache
from knowledge.messages.model import Doubles, Trained, logistic, signs_of
from knowledge.messages.sentences import Sentences
from knowledge.messages.tfidf import Concepts, Floats, train


RIDGE = 1.0
SHARPNESS = (2.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 27.0, 36.0)


def trained(library: Library, sentences: Sentences) -> Trained:
    """
    The model for a library, from disk where it was trained on the same sentences before.
    """
    symptoms = tuple(sentences.symptoms)
    articles = tuple(a.id for a in library if a.confidence is not Confidence.ARCHIVED)
    texts: list[str] = []
    columns: list[int] = []
    for number, symptom in enumerate(sentences.symptoms.values()):
        texts += symptom.phrases
        columns += [number] * len(symptom.phrases)
    for number, name in enumerate(articles, start=len(symptoms)):
        own = sentences_of(library, name)
        texts += own
        columns += [number] * len(own)
    texts += sentences.unrelated
    columns += [-1] * len(sentences.unrelated)
    names = (sentences.version, *symptoms, *articles)
    path = model_cache.place(library.folder, texts, columns, names)
    kept = model_cache.load(path, symptoms, articles, sentences.concepts)
    if kept is None:
        kept = fit(texts, np.array(columns), symptoms, articles, sentences.concepts)
        model_cache.save(path, kept)
    return kept


def sentences_of(library: Library, name: str) -> list[str]:
    """
    The sentences that lead to one article: its phrases, its title, and both translated.
    """
    article = library[name]
    said = [article.title]
    for (_, other), translation in sorted(library.translations.items()):
        if other == name:
            said += (translation.title, library.snippets.render_leniently(translation.merchant))
    return [*article.phrases, *said]


def fit(
    texts: Sequence[str],
    columns: NDArray[np.int64],
    symptoms: tuple[str, ...],
    articles: tuple[str, ...],
    concepts: Concepts,
) -> Trained:
    """
    Train on sentences and the column each belongs to; -1 is none of our business.

    The last column of the labels is relevance: 1 for every sentence that is our business.
    """
    cut, width = len(symptoms), len(symptoms) + len(articles) + 1
    labels = np.zeros((len(texts), width), np.float32)
    known = np.flatnonzero(columns >= 0)
    labels[known, columns[known]] = 1
    labels[known, -1] = 1
    model, kernel, left_out = train(texts, labels, RIDGE, concepts)
    unrelated = columns < 0
    of_symptoms = np.flatnonzero((columns >= 0) & (columns < cut))
    of_articles = np.flatnonzero(columns >= cut)
    sharpness = (
        _sharpest(left_out[of_symptoms, :cut], columns[of_symptoms]),
        _sharpest(left_out[of_articles, cut:-1], columns[of_articles] - cut),
    )
    signs = signs_of(left_out, kernel, unrelated, cut)
    right = left_out[:, :-1].argmax(axis=1) == columns
    right |= left_out[:, :cut].argmax(axis=1) == columns
    return Trained(
        model,
        symptoms,
        articles,
        unrelated,
        sharpness,
        relevance=_logistic_fit(signs, ~unrelated),
        confidence=_logistic_fit(signs, right),
    )


def _sharpest(scores: Floats, columns: NDArray[np.int64]) -> float:
    """
    The factor that makes left-out scores the most honest probabilities.
    """
    if not len(scores) or not scores.shape[1]:
        return SHARPNESS[0]

    def loss(factor: float) -> float:
        wide = scores.astype(np.float64) * factor
        wide -= wide.max(axis=1, keepdims=True)
        shares = np.exp(wide) / np.exp(wide).sum(axis=1, keepdims=True)
        return float(-np.log(shares[np.arange(len(columns)), columns] + 1e-9).mean())

    return min(SHARPNESS, key=loss)


def _logistic_fit(signs: Doubles, truth: NDArray[np.bool_], rounds: int = 25) -> Doubles:
    """
    Logistic regression by Newton's method, both sides weighted alike, lightly held to zero.
    """
    weights = np.where(truth, 0.5 / max(1, truth.sum()), 0.5 / max(1, (~truth).sum()))
    weights *= len(truth)
    answer = np.zeros(signs.shape[1])
    for _ in range(rounds):
        guess = logistic(signs @ answer)
        slope = signs.T @ (weights * (guess - truth)) + answer
        bend = (signs * (weights * guess * (1 - guess) + 1e-9)[:, None]).T @ signs
        answer -= np.linalg.solve(bend + np.eye(len(answer)), slope)
    return answer
