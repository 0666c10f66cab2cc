"""
All of lint in one call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from knowledge.base.fault import Fault
from knowledge.base.fixtures import Judge, read_fixtures
from knowledge.base.library import Library
from knowledge.base.vocabulary import Vocabulary
from knowledge.lint.coverage import lint_coverage
from knowledge.lint.meaning import lint_meaning
from knowledge.lint.page import pages
from knowledge.lint.proof import lint_fixtures, lint_proof
from knowledge.lint.texts import lint_texts


def lint(  # noqa: PLR0913  (each is a thing that the base is held to)
    library: Library,
    vocabulary: Vocabulary,
    symptoms: Collection[str],
    today: date,
    *,
    judge: Judge | None = None,
    only: Iterable[str] = (),
) -> tuple[Fault, ...]:
    """
    Every fault of the base, by file and line. `only` keeps to the named articles and their files.

    Without a judge the fixtures are read but not judged. `today` decides which reviews are overdue.
    """
    all_pages = list(pages(library))
    proofs, faults_of_fixtures = read_fixtures(library.folder / "cases")
    faults = [*library.faults, *faults_of_fixtures]
    wanted = frozenset(only)
    for page in all_pages:
        if wanted and page.article.id not in wanted:
            continue
        faults += lint_texts(page, library.snippets, vocabulary)
        faults += lint_meaning(page, library, vocabulary, symptoms, today)
        faults += lint_proof(page, proofs.get(page.article.id))
    for name, proof in proofs.items():
        if not wanted or name in wanted:
            faults += lint_fixtures(proof, library, vocabulary, judge)
    faults += lint_coverage(all_pages, library, vocabulary)
    if wanted:
        faults = [fault for fault in faults if _about(fault) in wanted]
    return tuple(sorted(set(faults)))


def _about(fault: Fault) -> str:
    return fault.file.rpartition("/")[2].rpartition(".")[0]
