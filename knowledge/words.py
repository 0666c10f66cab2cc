"""
What a message speaks for: the words of an issue as evidence, within limits.

Words propose and findings decide. A message that is not about a connection gets silence; one that
is moves the ranking by at most three nats, so that it never outweighs two good probes.
"""

from __future__ import annotations

import math

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.library import Library
from knowledge.symptoms import Sentences, read_sentences
from knowledge.words_training import Doubles, Trained, trained


CAP = 3.0
TRUSTED = 0.3  # under this confidence a message does not count as evidence
RELEVANT = 0.6
SYMPTOM_WEIGHT, PHRASE_WEIGHT = 0.7, 1.0
SLACK = 0.1  # of a phrase model that is sure of the wrong article
UNNAMED = 0.02  # an asker may always say something that the article does not foresee


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one message was understood to say.

    `relevance` is the probability that it is about a connection at all, `confidence` that its main
    symptom was understood. `ratios` are capped log-likelihood ratios by article id, empty when the
    message does not help; `ranked` are the articles it would lead to, best first.
    """

    relevance: float
    confidence: float
    symptoms: tuple[tuple[str, float], ...]
    ratios: Mapping[str, float]
    ranked: tuple[tuple[str, float], ...]

    @property
    def relevant(self) -> bool:
        """
        True where the message deserves an answer.
        """
        return self.relevance >= RELEVANT

    @property
    def helped(self) -> bool:
        """
        True where the message counts as evidence.
        """
        return bool(self.ratios)


class Words:
    """
    The text model over one library. Trained when first needed and kept on disk by content.
    """

    def __init__(self, library: Library, sentences: Sentences | None = None) -> None:
        self._library = library
        self._sentences = sentences
        self._made: tuple[int, Trained, Doubles] | None = None

    def read(self, text: str) -> Reading:
        """
        Understand one message. The same text gives the same reading.
        """
        generation = self._library.generation
        if self._made is None or self._made[0] != generation:
            sentences = self._sentences or read_sentences(self._library.folder)
            model = trained(self._library, sentences)
            self._made = (generation, model, likelihoods(model, self._library))
        return read(self._made[1], text, self._made[2])

    def ratios(self, text: str) -> Mapping[str, float]:
        """
        How much a message speaks for each article, in nats within ±3; empty when it does not help.
        """
        return self.read(text).ratios if text.strip() else {}

    def relevant(self, text: str) -> bool:
        """
        Whether a message is about a connection at all; small talk gets silence.
        """
        return bool(text.strip()) and self.read(text).relevant

    def rank(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """
        The ids of the articles that a message leads to, best first; none for small talk.
        """
        reading = self.read(text)
        return tuple(name for name, _ in reading.ranked[:limit]) if reading.relevant else ()


def likelihoods(model: Trained, library: Library) -> Doubles:
    """
    P(symptom | cause): one row an article, one column a symptom.
    """
    columns = {name: i for i, name in enumerate(model.symptoms)}
    table = np.full((len(model.articles), max(1, len(columns))), UNNAMED)
    for row, name in enumerate(model.articles):
        for symptom, share in library[name].symptoms.items():
            if symptom in columns:
                table[row, columns[symptom]] = share
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def read(model: Trained, text: str, expected: Doubles) -> Reading:
    """
    One message by a trained model; `expected` holds P(symptom | cause).
    """
    seen = model.look(text)
    by_symptom = np.log(len(model.symptoms) * (expected @ seen.symptoms))
    by_phrase = np.log(len(model.articles) * seen.articles * (1 - SLACK) + SLACK)
    total = SYMPTOM_WEIGHT * by_symptom + PHRASE_WEIGHT * by_phrase
    order = np.argsort(-total, kind="stable")
    best = np.argsort(-seen.symptoms, kind="stable")[:3]
    helped = seen.confidence >= TRUSTED and seen.relevance >= RELEVANT
    clipped = np.clip(total, -CAP, CAP)
    return Reading(
        relevance=seen.relevance,
        confidence=seen.confidence,
        symptoms=tuple((model.symptoms[i], float(seen.symptoms[i])) for i in best),
        ratios={name: round(float(clipped[i]), 4) for i, name in enumerate(model.articles)}
        if helped
        else {},
        ranked=tuple(
            (model.articles[i], float(total[i])) for i in order if math.isfinite(total[i])
        ),
    )
