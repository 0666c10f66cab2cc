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
from knowledge.base.snippets import SnippetMissing, used_in
from knowledge.base.vocabulary import Vocabulary
from knowledge.base.wording import OURS
from knowledge.lint.page import Page
from knowledge.lint.texts import internal_word, tells_to_delete
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
    yield from _remedies(pages)
    yield from _dead_snippets(pages, library)
    yield from _translations(library, vocabulary)
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


def _translations(library: Library, vocabulary: Vocabulary) -> Iterator[Fault]:
    for (language, name), translation in sorted(library.translations.items()):
        file = f"translations/{language}/{name}.yml"
        article = library.get(name)
        if article is None:
            yield Fault(file, 1, f"There is no article `{name}`.", "Rename or remove the file.")
            continue
        if not translation.keeps_step_with(article):
            problem = f"It has {len(translation.steps)} steps, the article {len(article.steps)}."
            yield Fault(file, 1, problem, "Translate the steps in the article's own order.")
            continue
        theirs = [translation.merchant] + [
            text
            for step, text in zip(article.steps, translation.steps, strict=True)
            if step.actor not in OURS
        ]
        for text in (translation.title, translation.merchant, *translation.steps):
            try:
                library.snippets.render(text, language)
            except SnippetMissing as error:
                yield Fault(file, 1, str(error), "Use a name from the folder `snippets`.")
            if tells_to_delete(text):
                fix = "Say that the connection is renewed, never deleted."
                yield Fault(file, 1, "It says to delete something and add it again.", fix)
        for text in theirs:
            word = internal_word(library.snippets.render_leniently(text, language), vocabulary)
            if word is not None:
                problem = f"A merchant reads this, and it names something internal: `{word}`."
                yield Fault(file, 1, problem, "Say it in the merchant's words.")
