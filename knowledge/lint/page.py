"""
An article next to the lines it was written on, so that a fault can point at one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.base.article import Article
from knowledge.base.fault import Fault, Unreadable
from knowledge.base.library import Library
from knowledge.base.yaml_reader import Yaml, read_text, read_yaml, split_article


@dataclass(frozen=True, slots=True)
class Page:
    """
    One article's file. `body_line` is the line of the file on which the body begins.
    """

    article: Article
    file: str
    document: Yaml
    body_line: int

    def fault(self, problem: str, fix: str, *path: int | str) -> Fault:
        """
        A fault of the field at `path`.
        """
        return Fault(self.file, self.document.line(*path), problem, fix)

    def body_fault(self, problem: str, fix: str, at: int = 0) -> Fault:
        """
        A fault of the body, at a position in its text.
        """
        line = self.body_line + self.article.body.count("\n", 0, at)
        return Fault(self.file, line, problem, fix)

    def texts(self) -> Iterator[tuple[str, tuple[int | str, ...]]]:
        """
        Every text of the front matter that people read, and where it is.
        """
        yield self.article.title, ("title",)
        yield self.article.merchant, ("merchant",)
        if self.article.question:
            yield self.article.question, ("question",)
        for number, step in enumerate(self.article.steps):
            yield step.text, ("steps", number)


def pages(library: Library) -> Iterator[Page]:
    """
    Every whole article of a library with its lines; broken ones are already among its faults.
    """
    for article in library:
        file = f"articles/{article.id}.md"
        try:
            text = read_text(library.folder / file, file)
            front, _, end = split_article(text, file)
            document = read_yaml(front, file, offset=1)
        except Unreadable:  # broken since it was loaded: the next reading reports it
            continue
        rest = text.split("\n")[end:]
        blank = next((n for n, line in enumerate(rest) if line.strip()), 0)
        yield Page(article, file, document, end + blank + 1)
