"""
A trained reading of words: what one message says of symptoms, of articles, and of being ours at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numpy.typing import NDArray

from knowledge.messages.tfidf import Floats, TextModel


Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """
    One message through both models: shares that sum to one, and two probabilities.
    """

    symptoms: Doubles
    articles: Doubles
    relevance: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Trained:
    """
    Everything that reading a message needs.
    """

    model: TextModel
    symptoms: tuple[str, ...]
    articles: tuple[str, ...]
    unrelated: NDArray[np.bool_]  # which known sentences are none of our business
    sharpness: tuple[float, float]
    relevance: Doubles
    confidence: Doubles

    def look(self, text: str) -> Look:
        """
        What the models make of one message.
        """
        similarities = self.model.similarities(text)
        scores = self.model.scores(similarities)
        cut = len(self.symptoms)
        symptoms = softmax(scores[:cut] * self.sharpness[0])
        articles = softmax(scores[cut:-1] * self.sharpness[1])
        signs = signs_of(scores[None], similarities[None], self.unrelated, cut)
        return Look(
            symptoms,
            articles,
            float(logistic(signs @ self.relevance)[0]),
            float(logistic(signs @ self.confidence)[0]),
        )


def signs_of(
    scores: Floats, similarities: Floats, unrelated: NDArray[np.bool_], cut: int
) -> Doubles:
    """
    What relevance and confidence are judged by: how near, how sure, how different from the rest.
    """
    ours = similarities[:, ~unrelated].max(axis=1, initial=0)
    theirs = similarities[:, unrelated].max(axis=1, initial=0)
    return np.stack(
        [
            np.ones(len(scores)),
            scores[:, -1],
            ours,
            theirs,
            scores[:, :cut].max(axis=1, initial=0),
            scores[:, cut:-1].max(axis=1, initial=0),
        ],
        axis=1,
    ).astype(np.float64)


def softmax(scores: Floats) -> Doubles:
    """
    Scores as shares that sum to one.
    """
    wide = scores.astype(np.float64)
    shares = np.exp(wide - wide.max(initial=0))
    return np.asarray(shares / max(float(shares.sum()), 1e-12))


def logistic(values: Doubles) -> Doubles:
    """
    Log odds as probabilities.
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))
