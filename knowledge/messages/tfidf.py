"""
Tells which known sentences a text is like, and from that which labels it deserves.

TF-IDF over words, pieces of words and concepts, and ridge regression on the similarities to the known
sentences. Plain numpy: docs/decisions/ says why no larger library. Deterministic: the same
sentences make the same model.
"""

from __future__ import annotations

import re
import unicodedata

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numpy.typing import NDArray


Floats = NDArray[np.float32]
LONGEST = 2_000  # characters of a message that are read
PIECES, CONCEPTS = 0.5, 0.25
UNKNOWN = 4.0  # the weight of a feature that no known sentence has
FREQUENT = 100  # sentences, from which on a feature is quicker in a full matrix than in postings
SMALL = 128  # rows, under which a matrix is not halved again
_WORD = re.compile(r"[^\W_]+")


class Concepts:
    """
    Words that mean one thing in several languages, by their beginnings.
    """

    def __init__(self, beginnings: Mapping[str, Iterable[str]]) -> None:
        """
        `beginnings` by concept; one that ends in `$` is a whole word.
        """
        self._by_word: dict[str, str] = {}
        self._by_start: dict[str, str] = {}
        for concept, starts in beginnings.items():
            for start in starts:
                if start.endswith("$"):
                    self._by_word[start[:-1]] = concept
                else:
                    self._by_start[start] = concept
        self._longest = max(map(len, self._by_start), default=0)

    def of(self, word: str) -> str | None:
        """
        The concept of a word without case and accents: the whole word's, else the longest start's.
        """
        if word in self._by_word:
            return self._by_word[word]
        for length in range(min(len(word), self._longest), 1, -1):
            if (found := self._by_start.get(word[:length])) is not None:
                return found
        return None


def features(text: str, concepts: Concepts) -> Iterator[str]:
    """
    A text's words, pairs of words, pieces of two to four letters, and concepts; no case, no accents.
    """
    folded = unicodedata.normalize("NFKD", text[:LONGEST].lower())
    words = _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))
    yield from words
    for one, other in pairwise(words):
        yield f"{one} {other}"
    meant = [concept for word in words if (concept := concepts.of(word)) is not None]
    for concept in meant:
        yield f"={concept}"
    for first, second in pairwise(sorted(set(meant))):
        yield f"={first}+{second}"
    for word in words:
        padded = f" {word} "
        for size in (2, 3, 4):
            for start in range(len(padded) - size + 1):
                yield f"~{padded[start : start + size]}"


@dataclass(frozen=True, slots=True)
class TextModel:
    """
    A trained model. Postings are kept by feature: those of feature i are the slice from starts[i].
    """

    concepts: Concepts
    index: dict[str, int]
    idf: Floats
    starts: NDArray[np.int32]
    documents: NDArray[np.int32]
    weights: Floats
    answers: Floats  # ridge coefficients, one row a known sentence and one column a label
    size: int

    def similarities(self, text: str) -> Floats:
        """
        The cosine similarity of a text to every known sentence.
        """
        return self.compare(*self._vector(text))

    def compare(self, ids: NDArray[np.int64], values: Floats) -> Floats:
        """
        The cosine similarity of a weighted set of features to every known sentence.
        """
        if not len(ids) or not self.size:
            return np.zeros(self.size, np.float32)
        lengths = self.starts[ids + 1] - self.starts[ids]
        places = np.repeat(self.starts[ids] - np.cumsum(lengths) + lengths, lengths) + np.arange(
            lengths.sum()
        )
        parts = self.weights[places] * np.repeat(values, lengths)
        sums = np.bincount(self.documents[places], parts, minlength=self.size)
        return sums.astype(np.float32)

    def scores(self, similarities: Floats) -> Floats:
        """
        How well each label fits, given the similarities: near 1 where it does, near 0 where not.
        """
        # Not `@`: its threads cost more than they save on one message, and far more on a busy machine.
        return np.asarray(np.einsum("i,ij->j", similarities, self.answers), dtype=np.float32)

    def _vector(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        counts = Counter(features(text, self.concepts))
        names = list(counts)
        known = np.array([self.index.get(name, -1) for name in names], np.int64)
        # A word that no known sentence has makes a text less like all of them.
        idf = np.where(known >= 0, self.idf[known], UNKNOWN).astype(np.float32)
        weights = _norm(idf * _damped(counts), names)
        return known[known >= 0], weights[known >= 0]


def train(
    texts: Sequence[str], labels: Floats, ridge: float, concepts: Concepts
) -> tuple[TextModel, Floats, Floats]:
    """
    A model of the known sentences, and what it makes of each when that one is left out.

    `labels` has one row a sentence. The second value are the similarities of the sentences to each
    other (none to itself), the third the scores; confidence is fitted on them.
    """
    counted = [Counter(features(text, concepts)) for text in texts]
    index = {name: i for i, name in enumerate(sorted({name for each in counted for name in each}))}
    held = np.zeros(len(index), np.float32)
    for each in counted:
        held[[index[name] for name in each]] += 1
    idf = (np.log((1 + len(texts)) / (1 + held)) + 1).astype(np.float32)
    rows, ids, values = [], [], []
    for number, each in enumerate(counted):
        names = list(each)
        places = np.array([index[name] for name in names], np.int64)
        rows.append(np.full(len(names), number, np.int32))
        ids.append(places)
        values.append(_norm(idf[places] * _damped(each), names))
    all_ids = np.concatenate(ids)
    order = np.argsort(all_ids, kind="stable")
    starts = np.zeros(len(index) + 1, np.int32)
    starts[1:] = np.cumsum(np.bincount(all_ids, minlength=len(index)))
    model = TextModel(
        concepts=concepts,
        index=index,
        idf=idf,
        starts=starts,
        documents=np.concatenate(rows)[order],
        weights=np.concatenate(values)[order],
        answers=np.zeros((len(texts), labels.shape[1]), np.float32),
        size=len(texts),
    )
    kernel = _kernel(model, ids, values, held)
    # Single precision is plenty: the ridge keeps the matrix far from singular.
    factor = _whitened(kernel + ridge * np.eye(len(texts), dtype=np.float32))
    answers = factor.T @ (factor @ labels)
    left_out = labels - answers / np.einsum("ij,ij->j", factor, factor)[:, None]
    model.answers[:] = answers
    np.fill_diagonal(kernel, 0)
    return model, kernel, left_out.astype(np.float32)


def _kernel(
    model: TextModel, ids: Sequence[NDArray[np.int64]], values: Sequence[Floats], held: Floats
) -> Floats:
    """
    The similarities of all known sentences to each other.
    """
    frequent = held > FREQUENT
    columns = np.cumsum(frequent) - 1
    full = np.zeros((model.size, int(frequent.sum())), np.float32)
    kernel = np.empty((model.size, model.size), np.float32)
    for row, (mine, weights) in enumerate(zip(ids, values, strict=True)):
        often = frequent[mine]
        full[row, columns[mine[often]]] = weights[often]
        kernel[row] = model.compare(mine[~often], weights[~often])
    kernel += full @ full.T
    return kernel


def _whitened(matrix: Floats) -> Floats:
    """
    The inverse of a positive matrix's lower Cholesky factor, by halves.

    All that is needed of the inverse, at a fraction of its price: nearly all of it is products.
    """
    if len(matrix) <= SMALL:
        return np.tril(np.linalg.inv(np.linalg.cholesky(matrix))).astype(np.float32)
    half = len(matrix) // 2
    factor = np.zeros_like(matrix)
    factor[:half, :half] = first = _whitened(matrix[:half, :half])
    between = matrix[half:, :half] @ first.T
    factor[half:, half:] = second = _whitened(matrix[half:, half:] - between @ between.T)
    factor[half:, :half] = -second @ (between @ first)
    return factor


def _damped(counts: Counter[str]) -> Floats:
    return (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))).astype(np.float32)


def _norm(values: Floats, names: Sequence[str]) -> Floats:
    # Words, pieces of words and concepts have fixed shares, whatever their number.
    out = values.astype(np.float32)
    firsts = np.array([name[0] for name in names])
    for share, mine in (
        (PIECES, firsts == "~"),
        (CONCEPTS, firsts == "="),
        (1 - PIECES - CONCEPTS, (firsts != "~") & (firsts != "=")),
    ):
        length = float(np.sqrt((out[mine] ** 2).sum()))
        if length:
            out[mine] *= np.sqrt(share) / length
    return out
