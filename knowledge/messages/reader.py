"""
What a message speaks for: the words of an issue as evidence, within limits.

Words propose and findings decide. A message that is not about a connection gets silence; one that
is moves the ranking by at most three nats, so that it never outweighs two good probes.
"""

from __future__ import annotations

import math

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np

from knowledge.base.library import Library
from knowledge.messages.model import Doubles, Trained
from knowledge.messages.sentences import Sentences, read_sentences
from knowledge.messages.training import trained


CAP = 3.0
TRUSTED = 0.3  # under this confidence a message does not count as evidence
RELEVANT = 0.66
SYMPTOM_WEIGHT, PHRASE_WEIGHT = 0.7, 1.0
PRIOR_WEIGHT = 0.6  # in the ranking alone: the diagnosis knows the priors itself
SLACK = 0.1  # of a phrase model that is sure of the wrong article
UNNAMED = 0.02  # an asker may always say something that the article does not foresee


@dataclass(frozen=True, slots=True)
class MessageReading:
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


class MessageReader:
    """
    The text model over one library. Trained when first needed and kept on disk by content.
    """

    def __init__(self, library: Library, sentences: Sentences | None = None) -> None:
        self._library = library
        self._sentences = sentences
        self._made: tuple[int, Trained, Expected] | None = None
        self._training = Lock()

    def read(self, text: str) -> MessageReading:
        """
        Understand one message. The same text gives the same reading.

        While another thread trains on articles that were just edited, the last model answers.
        """
        made = self._made
        if made is None or made[0] != self._library.generation:
            made = self._train(wait=made is None)
        return read(made[1], text, made[2])

    def _train(self, *, wait: bool) -> tuple[int, Trained, Expected]:
        if not self._training.acquire(blocking=wait) and self._made is not None:
            return self._made
        try:
            generation = self._library.generation
            if self._made is None or self._made[0] != generation:
                sentences = self._sentences or read_sentences(self._library.folder)
                model = trained(self._library, sentences)
                self._made = (generation, model, expected_of(model, self._library))
            return self._made
        finally:
            self._training.release()

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


@dataclass(frozen=True, slots=True)
class Expected:
    """
    What the articles say of themselves: P(symptom | cause), one row an article, and log priors.
    """

    symptoms: Doubles
    priors: Doubles


def expected_of(model: Trained, library: Library) -> Expected:
    """
    What a library's articles lead one to expect, in a model's order.
    """
    columns = {name: i for i, name in enumerate(model.symptoms)}
    table = np.full((len(model.articles), max(1, len(columns))), UNNAMED)
    for row, name in enumerate(model.articles):
        for symptom, share in library[name].symptoms.items():
            if symptom in columns:
                table[row, columns[symptom]] = share
    priors = np.log([library[name].prior for name in model.articles])
    return Expected(np.asarray(table / table.sum(axis=1, keepdims=True)), np.asarray(priors))


def read(model: Trained, text: str, expected: Expected) -> MessageReading:
    """
    One message by a trained model.
    """
    seen = model.look(text)
    by_symptom = np.log(len(model.symptoms) * (expected.symptoms @ seen.symptoms))
    by_phrase = np.log(len(model.articles) * seen.articles * (1 - SLACK) + SLACK)
    total = SYMPTOM_WEIGHT * by_symptom + PHRASE_WEIGHT * by_phrase
    standing = total + PRIOR_WEIGHT * expected.priors
    order = np.argsort(-standing, kind="stable")
    best = np.argsort(-seen.symptoms, kind="stable")[:3]
    helped = seen.confidence >= TRUSTED and seen.relevance >= RELEVANT
    clipped = np.clip(total, -CAP, CAP)
    return MessageReading(
        relevance=seen.relevance,
        confidence=seen.confidence,
        symptoms=tuple((model.symptoms[i], float(seen.symptoms[i])) for i in best),
        ratios={name: round(float(clipped[i]), 4) for i, name in enumerate(model.articles)}
        if helped
        else {},
        ranked=tuple(
            (model.articles[i], float(standing[i])) for i in order if math.isfinite(standing[i])
        ),
    )
