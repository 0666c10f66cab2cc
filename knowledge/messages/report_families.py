"""
Which family of causes a report speaks of, learned from some five thousand reports of our own.

A linear model looks at the words of one text, and at pairs of them. It reads the whole where rules look
for marks, so it tells what no rule foresees, and misses what every rule knows: whoever asks weighs
both. `report_training.py` made it.
"""

from __future__ import annotations

import re
import zipfile

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from numpy.typing import NDArray

from knowledge.base.fault import KnowledgeError
from knowledge.messages.model import Doubles, softmax
from knowledge.messages.tfidf import Floats


HOME = Path(__file__).parent
LONGEST = 1_500  # characters of a report that are read
_NOISE = re.compile(r'[{}\[\]"\\`*#|<>=]+')
_IDS = re.compile(r"\b(?=\w*\d)[\w-]{14,}\b|\d{5,}")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\b\w\w+\b")  # `invalid_grant` and a run of kana are one word each

Arrays = Mapping[str, NDArray[np.generic]]


class ReportFamilies:
    """
    The model, read from disk when first asked.
    """

    def __init__(self, home: Path = HOME) -> None:
        self._home = home

    def families(
        self, said: str, body: str = "", provider: str = "", status: int | None = None
    ) -> Mapping[str, float]:
        """
        The share of each family in what a report may speak of; together 1. None for an empty report.

        `said` is what somebody wrote, `body` an answer as pasted; either may be empty. Raises
        `KnowledgeError` where the model cannot be read.
        """
        if not (said.strip() or body.strip()):
            return {}
        text = plain_text(said, body, provider, status)
        model = self._model
        shares = model.shares(text)
        return dict(zip(model.names, shares.tolist(), strict=True))

    @property
    def learned_from(self) -> str:
        """
        The digest of the reports that the model has learned from.
        """
        return self._model.learned_from

    @cached_property
    def _model(self) -> WordsModel:
        return WordsModel.of(_read(self._home / "families.npz"))


@dataclass(frozen=True, slots=True)
class WordsModel:
    """
    Logistic regression over families, and what the words are counted by.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    learned_from: str

    @classmethod
    def of(cls, kept: Arrays) -> WordsModel:
        """
        As it is kept on disk.
        """
        known = str(kept["terms"]).split("\n")
        return cls(
            tuple(str(kept["families"]).split("\n")),
            {term: place for place, term in enumerate(known)},
            _floats(kept["idf"]),
            _floats(kept["words.weight"]),
            _floats(kept["words.bias"]),
            str(kept["learned_from"]),
        )

    def shares(self, text: str) -> Doubles:
        """
        What a plain text makes of each family; together 1.
        """
        return softmax(self.counted(text) @ self.weights + self.bias)

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


def _floats(values: NDArray[np.generic]) -> Floats:
    return np.asarray(values, dtype=np.float32)


def plain_text(said: str, body: str = "", provider: str = "", status: int | None = None) -> str:
    """
    Who answered, with what status, the answer and what somebody wrote of it, without marks and ids.
    """
    whole = f"{provider} {'' if status is None else status} {body} . {said}"
    whole = _NOISE.sub(" ", whole[: 4 * LONGEST].replace("\\n", " "))
    return _SPACE.sub(" ", _IDS.sub(" id ", whole)).strip()[:LONGEST]


def terms(text: str) -> Iterator[str]:
    """
    Words of two letters and more, in lower case, then each with the next one.
    """
    words = _WORD.findall(text.lower())
    yield from words
    for one, other in pairwise(words):
        yield f"{one} {other}"
