"""
An article's words for one reader: snippets resolved, in the reader's language where we have it.
"""

from __future__ import annotations

import re

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.base.article import Actor, Article, Line
from knowledge.base.fault import Fault, Unreadable
from knowledge.base.snippets import LANGUAGES, Snippets
from knowledge.base.yaml_reader import read_text, read_yaml, validated


TONGUES = ("en", *LANGUAGES)
BOLD = re.compile(r"\*\*(.+?)\*\*")
OURS = frozenset({Actor.SUPPORT, Actor.ENGINEERING})


class Translation(BaseModel):
    """
    The merchant's words of one article in another language; steps in the article's own order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    merchant: Line
    steps: tuple[Line, ...]

    def keeps_step_with(self, article: Article) -> bool:
        """
        True where every step of the article has its translation.
        """
        return len(self.steps) == len(article.steps)


@dataclass(frozen=True, slots=True)
class Said:
    """
    One step in final words, and the actor who takes it.
    """

    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """
    What to say about one cause. `language` is the one that it is in, which may be English instead.
    """

    id: str
    language: str
    title: str
    merchant: str
    steps: tuple[Said, ...]

    def for_merchant(self) -> Wording:
        """
        The same without the steps that are ours: what a merchant may read.
        """
        theirs = tuple(step for step in self.steps if Actor(step.actor) not in OURS)
        return Wording(self.id, self.language, self.title, self.merchant, theirs)


def tongue(language: str) -> str:
    """
    The language we can answer in for a tag such as `de-AT`; English where we know none.
    """
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in TONGUES else "en"


def plain(text: str) -> str:
    """
    A text without Markdown's bold, for surfaces with a markup of their own.
    """
    return BOLD.sub(r"\1", text)


def word(
    article: Article,
    translation: Translation | None,
    snippets: Snippets,
    language: str,
    *,
    markup: bool = False,
) -> Wording:
    """
    An article's words in a language; English where it has no translation that keeps step.

    With `markup` the texts keep Markdown's bold around menu paths, else they are plain.
    """

    def final(text: str) -> str:
        rendered = " ".join(snippets.render_leniently(text, language).split())
        return rendered if markup else plain(rendered)

    if translation is None or not translation.keeps_step_with(article):
        language, title, merchant = "en", article.title, article.merchant
        texts: Iterable[str] = [step.text for step in article.steps]
    else:
        title, merchant, texts = translation.title, translation.merchant, translation.steps
    steps = zip(article.steps, texts, strict=True)
    return Wording(
        id=article.id,
        language=language,
        title=final(title),
        merchant=final(merchant),
        steps=tuple(Said(step.actor.value, final(text)) for step, text in steps),
    )


def read_translations(
    folder: Path,
) -> tuple[dict[tuple[str, str], Translation], tuple[Fault, ...]]:
    """
    Every translation by language and article id; a broken one is a fault and is left out.
    """
    found: dict[tuple[str, str], Translation] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*/*.yml")):
        file = f"{folder.name}/{path.parent.name}/{path.name}"
        if path.parent.name not in LANGUAGES:
            fix = f"Use one of the folders {', '.join(LANGUAGES)}."
            faults.append(Fault(file, 1, "No channel asks for this language.", fix))
            continue
        try:
            document = read_yaml(read_text(path, file), file)
            values = document.value if isinstance(document.value, dict) else {}
            found[path.parent.name, path.stem] = validated(Translation, values, document, file)
        except Unreadable as error:
            faults += error.faults
    return found, tuple(faults)
