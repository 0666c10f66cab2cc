"""
The base as a static site: one page a cause, readable without any script.

Two trees that never mix: `merchants/` holds only what a merchant may read and can be hosted by a
help centre as it stands; `support/` holds everything. The switch between them is a plain link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.base.article import Article, Audience, Confidence
from knowledge.base.fault import KnowledgeError
from knowledge.base.library import Library
from knowledge.base.wording import TONGUES
from knowledge.site.pages import TEMPLATES, TREES, Pages, for_merchants


@dataclass(frozen=True, slots=True)
class Built:
    """
    What was written: how many pages, and where to begin reading.
    """

    pages: int
    first: Path


def build(library: Library, out: Path, audience: Audience | None = None) -> Built:
    """
    Write the site below `out`. With `audience` merchant only their tree is written.

    Raises `KnowledgeError` where `out` cannot be written.
    """
    trees = ("merchants",) if audience is Audience.MERCHANT else TREES
    try:
        pages = sum(_write(tree, library, out, trees) for tree in trees)
        for name in ("style.css", "search.js"):
            (out / name).write_text((TEMPLATES / name).read_text("utf-8"), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "not writable"
        raise KnowledgeError(f"The site cannot be written to {out}: {reason}.") from error
    return Built(pages, out / trees[-1] / "index.html")


def _write(tree: str, library: Library, out: Path, trees: Sequence[str]) -> int:
    pages = Pages(library, trees)
    merchants = tree == "merchants"
    articles = [a for a in library if (for_merchants(a) if merchants else not _archived(a))]
    written = 0
    for language in TONGUES if merchants else ("en",):
        folder = out / tree if language == "en" else out / tree / language
        folder.mkdir(parents=True, exist_ok=True)
        shown = [a for a in articles if language == "en" or (language, a.id) in pages.translated]
        for article in shown:
            page = pages.merchant(article, language) if merchants else pages.support(article)
            (folder / f"{article.id}.html").write_text(page, encoding="utf-8")
        index, data = pages.index(tree, shown, language)
        (folder / "index.html").write_text(index, encoding="utf-8")
        (folder / "search-data.js").write_text(data, encoding="utf-8")
        written += len(shown) + 1
    return written


def _archived(article: Article) -> bool:
    return article.confidence is Confidence.ARCHIVED
