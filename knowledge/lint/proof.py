"""
Lint by judging: every fixture must rank its article as it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.base.article import Confidence
from knowledge.base.fault import Fault
from knowledge.base.fixtures import Fixture, FixtureFile, Judge
from knowledge.base.library import Library
from knowledge.base.vocabulary import Vocabulary
from knowledge.lint.meaning import nearest
from knowledge.lint.page import Page


def lint_proof(page: Page, proof: FixtureFile | None) -> Iterator[Fault]:
    """
    A validated article without a fixture for it and one against it.
    """
    if page.article.confidence is not Confidence.VALIDATED:
        return
    if proof is None or not proof.proves:
        lacks = "no fixtures" if proof is None else "no fixture of one of the two kinds"
        yield page.fault(
            f"It is `validated`, but has {lacks}.",
            f"Write in cases/{page.article.id}.yml what must select it, and what must not.",
            "confidence",
        )


def lint_fixtures(
    proof: FixtureFile, library: Library, vocabulary: Vocabulary, judge: Judge | None
) -> Iterator[Fault]:
    """
    Fixtures of no article, with unknown signals, or judged otherwise than they say.
    """
    if proof.id not in library:
        problem = f"There is no article `{proof.id}`."
        yield Fault(proof.file, 1, problem, "Rename or remove the file.")
        return
    for fixture, line in proof.fixtures:
        unknown = list(_unknown(fixture, vocabulary))
        for signal in unknown:
            known = [f"{p.name}.{o}" for p in vocabulary.probes.values() for o in p.outcomes]
            yield Fault(proof.file, line, f"No probe sees `{signal}`.", nearest(signal, known))
        if unknown or judge is None:
            continue
        judgement = judge(fixture)
        if not judgement.meets(fixture.expect, proof.id):
            stands = ", ".join(judgement.ranked[:3]) or "nothing"
            yield Fault(
                proof.file,
                line,
                f"Expected `{fixture.expect}`, but the diagnosis has "
                f"{judgement.told or stands} in front.",
                "Mend the signature, or the expectation.",
            )


def _unknown(fixture: Fixture, vocabulary: Vocabulary) -> Iterator[str]:
    for probe, outcome in (*fixture.findings.items(), *fixture.reported.items()):
        if f"{probe}.{outcome}" not in vocabulary:
            yield f"{probe}.{outcome}"
