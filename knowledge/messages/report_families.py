"""
Which family of causes a report speaks of, learned from some five thousand reports of our own.

Two linear models look at one text: at its words and pairs of words, and at its sense, as a small
general language model sees it. They read the whole where rules look for marks, so they tell what no
rule foresees, and miss what every rule knows: whoever asks weighs both. `training.py` made them.
"""

from __future__ import annotations

import zipfile

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from numpy.typing import NDArray

from knowledge.base.fault import KnowledgeError
from knowledge.messages.encoder import Encoder, Table
from knowledge.messages.model import Doubles, softmax
from knowledge.messages.plain_text import plain_text
from knowledge.messages.terms import terms
from knowledge.messages.tfidf import Floats
from knowledge.messages.wordpiece import WordPiece


HOME = Path(__file__).parent
MOST_PIECES = 192  # of a text; what comes after is not read for its sense
BYTES, FACTORS = ".bytes", ".factors"  # what ends the names of a table's two halves on disk

Arrays = Mapping[str, NDArray[np.generic]]


class ReportFamilies:
    """
    The models, read from disk when first asked.
    """

    def __init__(self, home: Path = HOME) -> None:
        self._home = home

    def families(
        self, said: str, body: str = "", provider: str = "", status: int | None = None
    ) -> Mapping[str, float]:
        """
        The share of each family in what a report may speak of; together 1. None for an empty report.

        `said` is what somebody wrote, `body` an answer as pasted; either may be empty. Raises
        `KnowledgeError` where the models cannot be read.
        """
        if not (said.strip() or body.strip()):
            return {}
        text = plain_text(said, body, provider, status)
        heads = self._heads
        by_words = heads.words.shares(heads.counted(text))
        by_sense = heads.sense.shares(self.vector(text))
        both = np.sqrt(by_words * by_sense)
        both /= both.sum()
        return dict(zip(heads.names, both.tolist(), strict=True))

    def vector(self, text: str) -> Floats:
        """
        The direction of a plain text's sense.
        """
        pieces, encoder = self._encoder
        return encoder.vector(pieces.numbers(text, MOST_PIECES))

    @property
    def learned_from(self) -> str:
        """
        The digest of the reports that the models have learned from.
        """
        return self._heads.learned_from

    @cached_property
    def _heads(self) -> Heads:
        return Heads.of(_read(self._home / "families.npz"))

    @cached_property
    def _encoder(self) -> tuple[WordPiece, Encoder]:
        kept = _read(self._home / "encoder.npz")
        layers, heads = (int(n) for n in kept["shape"])
        names = [name.removesuffix(BYTES) for name in kept if name.endswith(BYTES)]
        tables = {name: _table(kept, name) for name in names}
        vectors = {name: _floats(values) for name, values in kept.items() if _is_vector(name)}
        pieces = WordPiece(str(kept["vocabulary"]).split("\n"))
        return pieces, Encoder(tables, vectors, layers, heads)


@dataclass(frozen=True, slots=True)
class Linear:
    """
    Logistic regression over families.
    """

    weights: Floats
    bias: Floats

    def shares(self, values: Floats) -> Doubles:
        """
        What a text's values make of each family; together 1.
        """
        return softmax(values @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Heads:
    """
    Both linear models, and what the words are counted by.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    idf: Floats
    words: Linear
    sense: Linear
    learned_from: str

    @classmethod
    def of(cls, kept: Arrays) -> Heads:
        """
        As they are kept on disk.
        """
        known = str(kept["terms"]).split("\n")
        return cls(
            tuple(str(kept["families"]).split("\n")),
            {term: place for place, term in enumerate(known)},
            _floats(kept["idf"]),
            Linear(_floats(kept["words.weight"]), _floats(kept["words.bias"])),
            Linear(_floats(kept["sense.weight"]), _floats(kept["sense.bias"])),
            str(kept["learned_from"]),
        )

    def counted(self, text: str) -> Floats:
        """
        A text by its known terms: dampened counts, rare terms more, of length 1.
        """
        counts = Counter(term for term in terms(text) if term in self.index)
        values = np.zeros(len(self.index), np.float32)
        for term, count in counts.items():
            place = self.index[term]
            values[place] = (1 + np.log(count)) * self.idf[place]
        return values / max(float(np.linalg.norm(values)), 1e-9)


def _read(path: Path) -> dict[str, NDArray[np.generic]]:
    try:
        # Opened here, since numpy leaves a damaged file open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return dict(kept.items())
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise KnowledgeError(
            f"{path} cannot be read ({error}). It belongs to the program: install it again."
        ) from error


def _table(kept: Arrays, name: str) -> Table:
    return Table(np.asarray(kept[name + BYTES], dtype=np.int8), _floats(kept[name + FACTORS]))


def _is_vector(name: str) -> bool:
    return name.endswith((".bias", "LayerNorm.weight"))


def _floats(values: NDArray[np.generic]) -> Floats:
    return np.asarray(values, dtype=np.float32)
