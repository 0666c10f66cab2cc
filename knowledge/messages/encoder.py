"""
A BERT encoder's forward pass on numpy: a text's pieces in, one vector out.

Some fifty lines instead of a runtime of several hundred megabytes; docs/decisions/ says what else was
looked at. The weights stay in bytes, each row with a factor of its own: a quarter of the memory for a
few milliseconds a text.
"""

from __future__ import annotations

import math

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from numpy.typing import NDArray

from knowledge.messages.tfidf import Floats


EPSILON = np.float32(1e-12)  # BERT's, in its layer normalisation
# GELU by Hendrycks and Gimpel's own approximation (2016); it is off by less than a thousandth.
GELU = (np.float32(math.sqrt(2 / math.pi)), np.float32(0.044715))


@dataclass(frozen=True, slots=True)
class Table:
    """
    A matrix of weights in bytes; what a row's bytes are to be multiplied by.
    """

    rows: NDArray[np.int8]
    factors: Floats

    @classmethod
    def of(cls, values: Floats) -> Table:
        """
        The nearest that bytes can hold.
        """
        factors = np.maximum(np.abs(values).max(axis=1), 1e-9) / 127
        rows = np.rint(values / factors[:, None]).astype(np.int8)
        return cls(rows, factors.astype(np.float32))

    def __getitem__(self, numbers: Sequence[int] | slice) -> Floats:
        """
        Some rows, as they were.
        """
        return self.rows[numbers] * self.factors[numbers, None]

    def times(self, x: Floats) -> Floats:
        """
        Each row of x times each row of the matrix.
        """
        return (x @ self.rows.astype(np.float32).T) * self.factors


@dataclass(frozen=True, slots=True)
class Encoder:
    """
    The weights by their names at the source, and how many layers and heads there are.
    """

    tables: Mapping[str, Table]
    vectors: Mapping[str, Floats]
    layers: int
    heads: int

    def vector(self, numbers: Sequence[int]) -> Floats:
        """
        The direction of a text's pieces: as long as the model is wide, of length 1.
        """
        x = (
            self.tables["embeddings.word_embeddings.weight"][numbers]
            + self.tables["embeddings.position_embeddings.weight"][: len(numbers)]
            + self.tables["embeddings.token_type_embeddings.weight"][:1]
        )
        x = self._normed(x, "embeddings.LayerNorm")
        for layer in range(self.layers):
            x = self._layer(x, f"encoder.layer.{layer}")
        mean = x.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _layer(self, x: Floats, name: str) -> Floats:
        size, width = x.shape
        query, key, value = (
            self._linear(x, f"{name}.attention.self.{part}")
            .reshape(size, self.heads, width // self.heads)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) * np.float32(1 / math.sqrt(width // self.heads))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        seen = (shares @ value).transpose(1, 0, 2).reshape(size, width)
        seen = self._linear(seen, f"{name}.attention.output.dense")
        x = self._normed(x + seen, f"{name}.attention.output.LayerNorm")
        wide = self._linear(x, f"{name}.intermediate.dense")
        wide *= 0.5 * (1 + np.tanh(GELU[0] * (wide + GELU[1] * wide * wide * wide)))
        x = x + self._linear(wide, f"{name}.output.dense")
        return self._normed(x, f"{name}.output.LayerNorm")

    def _linear(self, x: Floats, name: str) -> Floats:
        return self.tables[f"{name}.weight"].times(x) + self.vectors[f"{name}.bias"]

    def _normed(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPSILON)
        even = centred / spread
        return np.asarray(even * self.vectors[f"{name}.weight"] + self.vectors[f"{name}.bias"])
