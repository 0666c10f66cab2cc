"""
Keeps a trained model on disk by the content of all its sentences, so that it is trained once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.base import cache as article_cache
from knowledge.messages.model import Trained
from knowledge.messages.tfidf import Concepts, TextModel


KEPT = 3  # models: of two folders, or before and after an edit
RELEASE = "8"  # of the method: another one trains again


def place(
    folder: Path, texts: Sequence[str], columns: Sequence[int], names: Sequence[str]
) -> Path | None:
    """
    Where the model of these sentences lives; None where there is no home for it.
    """
    base = article_cache.cache_path(folder)
    if base is None:
        return None
    said = "\n".join((RELEASE, *names, *(f"{c} {t}" for c, t in zip(columns, texts, strict=True))))
    return base.with_name(f"words-{hashlib.sha256(said.encode()).hexdigest()[:16]}.npz")


def load(
    path: Path | None,
    symptoms: tuple[str, ...],
    articles: tuple[str, ...],
    concepts: Concepts,
) -> Trained | None:
    """
    The model that was kept, or None where there is none that is whole.
    """
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


def save(path: Path | None, made: Trained) -> None:
    """
    Keep a model, whole or not at all, and throw away the oldest.
    """
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = sorted(path.parent.glob("words-*.npz"), key=lambda old: -old.stat().st_mtime)
        for old in held[KEPT - 1 :]:
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
