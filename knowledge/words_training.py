"""
Trains the text model on the base's own sentences, and keeps it by their content.

Two models over one way of looking at words: one knows the symptoms, one the articles' own phrases.
Both know what is none of our business. Confidence and relevance are fitted on each sentence's
scores when that sentence is left out, so that the model knows what it looks like to be wrong.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from numpy.typing import NDArray

from knowledge import parsed
from knowledge.article import Confidence
from knowledge.library import Library
from knowledge.symptoms import Sentences
from knowledge.text_model import Concepts, Floats, TextModel, train


RELEASE = "7"  # of this file's method: another one trains again
RIDGE = 1.0
SHARPNESS = (2.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 27.0, 36.0)
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
        symptoms = _softmax(scores[:cut] * self.sharpness[0])
        articles = _softmax(scores[cut:-1] * self.sharpness[1])
        signs = _signs(scores[None], similarities[None], self.unrelated, cut)
        return Look(
            symptoms,
            articles,
            float(_logistic(signs @ self.relevance)[0]),
            float(_logistic(signs @ self.confidence)[0]),
        )


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
    path = _cache(library.folder, texts, columns, names)
    kept = _load(path, symptoms, articles, sentences.concepts)
    if kept is None:
        kept = fit(texts, np.array(columns), symptoms, articles, sentences.concepts)
        _save(path, kept)
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
    signs = _signs(left_out, kernel, unrelated, cut)
    right = left_out[:, :-1].argmax(axis=1) == columns
    right |= _same_kind(left_out[:, :cut].argmax(axis=1), columns)
    return Trained(
        model,
        symptoms,
        articles,
        unrelated,
        sharpness,
        relevance=_logistic_fit(signs, ~unrelated),
        confidence=_logistic_fit(signs, right),
    )


def _same_kind(guessed: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(guessed == columns)


def _signs(scores: Floats, similarities: Floats, unrelated: NDArray[np.bool_], cut: int) -> Doubles:
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


def _softmax(scores: Floats) -> Doubles:
    wide = scores.astype(np.float64)
    shares = np.exp(wide - wide.max(initial=0))
    return np.asarray(shares / max(float(shares.sum()), 1e-12))


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


def _logistic(values: Doubles) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))))


def _logistic_fit(signs: Doubles, truth: NDArray[np.bool_], rounds: int = 25) -> Doubles:
    """
    Logistic regression by Newton's method, both sides weighted alike, lightly held to zero.
    """
    weights = np.where(truth, 0.5 / max(1, truth.sum()), 0.5 / max(1, (~truth).sum()))
    weights *= len(truth)
    answer = np.zeros(signs.shape[1])
    for _ in range(rounds):
        guess = _logistic(signs @ answer)
        slope = signs.T @ (weights * (guess - truth)) + answer
        bend = (signs * (weights * guess * (1 - guess) + 1e-9)[:, None]).T @ signs
        answer -= np.linalg.solve(bend + np.eye(len(answer)), slope)
    return answer


def _cache(
    folder: Path, texts: Sequence[str], columns: Sequence[int], names: Sequence[str]
) -> Path | None:
    base = parsed.cache_path(folder)
    if base is None:
        return None
    said = "\n".join((RELEASE, *names, *(f"{c} {t}" for c, t in zip(columns, texts, strict=True))))
    return base.with_name(f"words-{hashlib.sha256(said.encode()).hexdigest()[:16]}.npz")


def _load(
    path: Path | None,
    symptoms: tuple[str, ...],
    articles: tuple[str, ...],
    concepts: Concepts,
) -> Trained | None:
    try:
        if path is None or not path.exists():
            return None
        with np.load(path, allow_pickle=False) as kept:
            names = str(kept["names"]).split("\n")
            model = TextModel(
                concepts=concepts,
                index={name: i for i, name in enumerate(names)},
                idf=kept["idf"],
                starts=kept["starts"],
                documents=kept["documents"],
                weights=kept["weights"],
                answers=kept["answers"],
                size=len(kept["answers"]),
            )
            first, second = kept["sharpness"]
            return Trained(
                model,
                symptoms,
                articles,
                kept["unrelated"],
                (float(first), float(second)),
                kept["relevance"],
                kept["confidence"],
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # damaged or of another release: train again


def _save(path: Path | None, made: Trained) -> None:
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("words-*.npz"):
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                names=np.array("\n".join(made.model.index)),
                idf=made.model.idf,
                starts=made.model.starts,
                documents=made.model.documents,
                weights=made.model.weights,
                answers=made.model.answers,
                sharpness=np.array(made.sharpness),
                unrelated=made.unrelated,
                relevance=made.relevance,
                confidence=made.confidence,
            )
        Path(name).replace(path)
    except OSError:
        return  # a folder that cannot be written costs time and nothing else
