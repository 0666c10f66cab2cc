"""
Makes what `families.py` reads. For whoever writes reports, not for the running product.

    python -m knowledge.messages.report_training

Needs scikit-learn (`pip install scikit-learn`), which is no dependency of the product.
"""

from __future__ import annotations

import hashlib
import sys

from collections.abc import Sequence

import numpy as np

from knowledge.messages.labelled import LABELLED, LEGACY, UNKNOWN, Labelled, read_labelled
from knowledge.messages.report_families import HOME, plain_text, terms


TRAINING = LABELLED.with_name("training")
FREEDOM = 8.0  # how freely the model may follow the reports
ROUNDS = 2_000  # at the most; it ends far earlier


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

    counted = TfidfVectorizer(analyzer=lambda text: list(terms(text)), sublinear_tf=True, min_df=2)
    words = LogisticRegression(C=FREEDOM, max_iter=ROUNDS, class_weight="balanced")
    words.fit(counted.fit_transform(texts), families)
    named = digest(cases)
    np.savez_compressed(
        HOME / "families.npz",
        **{
            "families": np.array("\n".join(words.classes_)),
            "terms": np.array("\n".join(counted.get_feature_names_out())),
            "idf": counted.idf_.astype(np.float32),
            "words.weight": words.coef_.T.astype(np.float16),
            "words.bias": words.intercept_.astype(np.float32),
            "learned_from": np.array(named),
        },
    )
    return named


def main() -> None:
    """
    The command.
    """
    sys.stdout.write(f"Learned from the reports {learn()}.\n")


if __name__ == "__main__":
    main()
