"""
Lint of what merchants read in other languages than English: the same rules as for English.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.base.article import Article
from knowledge.base.fault import Fault
from knowledge.base.library import Library
from knowledge.base.snippets import SnippetMissing
from knowledge.base.vocabulary import Vocabulary
from knowledge.base.wording import OURS, Translation
from knowledge.lint.sentences import TELL_LESS, TOO_LONG, bad_sentences, too_long
from knowledge.lint.texts import internal_word, tells_to_delete


def lint_translations(library: Library, vocabulary: Vocabulary) -> Iterator[Fault]:
    """
    Every fault of the translations, by file; they have no lines of their own.
    """
    for (language, name), translation in sorted(library.translations.items()):
        file = f"translations/{language}/{name}.yml"
        article = library.get(name)
        if article is None:
            yield Fault(file, 1, f"There is no article `{name}`.", "Rename or remove the file.")
        elif not translation.keeps_step_with(article):
            problem = f"It has {len(translation.steps)} steps, the article {len(article.steps)}."
            yield Fault(file, 1, problem, "Translate the steps in the article's own order.")
        else:
            said = _of_merchants(library, article, translation, language)
            found = [*_rendered(library, translation, language), *_said(article, said, language)]
            found += [
                (
                    f"A merchant reads this, and it names something internal: `{word}`.",
                    "Say it in the merchant's words.",
                )
                for text in said
                if (word := internal_word(text, vocabulary))
            ]
            yield from (Fault(file, 1, problem, fix) for problem, fix in found)


def _of_merchants(
    library: Library, article: Article, translation: Translation, language: str
) -> list[str]:
    steps = zip(article.steps, translation.steps, strict=True)
    theirs = [translation.merchant, *(text for step, text in steps if step.actor not in OURS)]
    return [library.snippets.render_leniently(text, language) for text in theirs]


def _rendered(
    library: Library, translation: Translation, language: str
) -> Iterator[tuple[str, str]]:
    for text in (translation.title, translation.merchant, *translation.steps):
        try:
            library.snippets.render(text, language)
        except SnippetMissing as error:
            yield str(error), "Use a name from the folder `snippets`."
        if tells_to_delete(text):
            yield (
                "It says to delete something and add it again.",
                "Say that the connection is renewed, never deleted.",
            )


def _said(article: Article, said: list[str], language: str) -> Iterator[tuple[str, str]]:
    for text in said:
        yield from bad_sentences(article, text, language)
    if (over := too_long(said[0])) > 0:
        yield TOO_LONG.format(over), TELL_LESS
