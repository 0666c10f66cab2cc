"""
Lint of the base as a whole: what no article covers, what nothing uses, what cannot be told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.base.article import FAMILIES
from knowledge.base.fault import Fault
from knowledge.base.library import Library, in_force
from knowledge.base.snippets import used_in
from knowledge.base.vocabulary import Vocabulary
from knowledge.base.wording import OURS
from knowledge.lint.page import Page
from knowledge.lint.translations import lint_translations
from knowledge.quality.separation import ENOUGH, told_apart
from knowledge.quality.separation import ties as ties_of


def lint_coverage(
    pages: Sequence[Page], library: Library, vocabulary: Vocabulary
) -> Iterator[Fault]:
    """
    Every fault that shows only when all articles are seen together.
    """
    yield from _families(pages)
    yield from _outcomes(pages, vocabulary)
    yield from _twice(pages)
    yield from _remedies(pages)
    yield from _dead_snippets(pages, library)
    yield from lint_translations(library, vocabulary)
    by_id = {page.article.id: page for page in pages}
    live = [page.article for page in pages if in_force(page.article) and page.article.signature]
    for one, other in ties_of(live, vocabulary):
        nats = told_apart(one, other, vocabulary)
        yield by_id[one.id].fault(
            f"Nothing separates it from `{other.id}`, whose remedy is another "
            f"({nats:.2f} of {ENOUGH} nats).",
            "Add a signal or a symptom, or the question that separates them with `confused_with`, "
            "or merge the two.",
            "signature",
        )


def _families(pages: Sequence[Page]) -> Iterator[Fault]:
    lines = (
        (Path(__file__).parents[1] / "base" / "article.py").read_text(encoding="utf-8").split("\n")
    )
    covered = {page.article.family for page in pages if in_force(page.article)}
    for family in FAMILIES:
        if family not in covered:
            line = next((n for n, text in enumerate(lines, 1) if f'"{family}"' in text), 1)
            yield Fault(
                "base/article.py",
                line,
                f"No article in force has the family `{family}`.",
                "Write one: `triage kb new`.",
            )


def _outcomes(pages: Sequence[Page], vocabulary: Vocabulary) -> Iterator[Fault]:
    mentioned = {
        f"{probe}.{outcome}"
        for page in pages
        if in_force(page.article)
        for probe, outcomes in page.article.signature.items()
        for outcome in outcomes
    }
    mentioned.update(*(page.article.requires for page in pages))
    for signal in vocabulary.abnormal():
        if signal not in mentioned:
            probe = vocabulary.probes[signal.partition(".")[0]]
            yield Fault(
                probe.file,
                probe.line,
                f"No article mentions `{signal}`, so nobody has a word about it.",
                "Name it in the signature of the article that explains it.",
            )


def _remedies(pages: Sequence[Page]) -> Iterator[Fault]:
    """
    Causes with one remedy are answered together, so they must not differ in who acts first.
    """
    by_remedy: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        by_remedy[page.article.remedy].append(page)
    for remedy, group in by_remedy.items():
        ours = {all(step.actor in OURS for step in page.article.steps) for page in group}
        if len(ours) > 1:
            ids = ", ".join(page.article.id for page in group[1:])
            yield group[0].fault(
                f"The remedy `{remedy}` is ours alone here or in {ids}, but not in all of them.",
                "Give the two their own remedies: they cannot be answered together.",
                "remedy",
            )


def _twice(pages: Sequence[Page]) -> Iterator[Fault]:
    """
    A title or phrase that two articles have: nobody could tell them apart by it.
    """
    seen: dict[str, str] = {}
    for page in pages:
        article = page.article
        own: list[tuple[str, tuple[int | str, ...]]] = [(article.title, ("title",))]
        own += [(phrase, ("phrases", n)) for n, phrase in enumerate(article.phrases)]
        for text, path in own:
            plain = " ".join(text.casefold().split()).strip(" .!?")
            if (other := seen.setdefault(plain, article.id)) != article.id:
                problem = f"`{other}` says the very same: “{text}”."
                yield page.fault(problem, "Say what is different here, or take it out.", *path)


def _dead_snippets(pages: Sequence[Page], library: Library) -> Iterator[Fault]:
    used: set[str] = set()
    for page in pages:
        used |= used_in(page.article.body, *(text for text, _ in page.texts()))
    for translation in library.translations.values():
        used |= used_in(translation.title, translation.merchant, *translation.steps)
    for name, (file, line) in sorted(library.snippets.lines.items()):
        if name not in used:
            fix = "Use it or take it out."
            yield Fault(file, line, f"No article uses the snippet `{name}`.", fix)
