"""
All articles as they stand on disk, and their words for a reader.

One broken file never takes the base down: it becomes a fault, and the last version of that article
that was whole stays in force, over a restart too as long as the cache remembers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.base import cache as article_cache
from knowledge.base.article import Article, Confidence
from knowledge.base.fault import Fault, KnowledgeError, Unreadable
from knowledge.base.snippets import Snippets
from knowledge.base.wording import Translation, Wording, read_translations, tongue, word
from knowledge.base.yaml_reader import decode, read_article


HOME = Path(__file__).parents[1]
QUIET = 0.2  # P(every probe normal | cause) from which a cause may be there unseen
_USERS_CACHE = Path()  # stands for "the user's cache folder"


class UnknownArticle(KnowledgeError):
    """
    No article has this id; the message names the nearest.
    """


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    One reading of the folder. `stale` are the articles that are an older version than the file.
    """

    articles: dict[str, Article]
    versions: dict[str, str]
    faults: tuple[Fault, ...]
    stale: frozenset[str] = frozenset()


class Library:
    """
    The knowledge base: a mapping of ids to articles, with wording, versions and faults.
    """

    def __init__(self, folder: Path = HOME, cache: Path | None = _USERS_CACHE) -> None:
        self.folder = folder
        self.generation = 0  # counts the reloads, for whoever keeps something made from a library
        self._cache = article_cache.cache_path(folder) if cache is _USERS_CACHE else cache
        self._shelf = _read(folder / "articles", self._cache, None)
        self._snippets: Snippets | None = None
        self._translations: dict[tuple[str, str], Translation] | None = None
        self._translation_faults: tuple[Fault, ...] = ()

    @classmethod
    def open(cls, folder: Path = HOME, *, cache: Path | None = _USERS_CACHE) -> Library:
        """
        Read a knowledge folder (`articles/`, `snippets/`, `translations/`). Broken files are faults.
        """
        if not (folder / "articles").is_dir():
            raise KnowledgeError(
                f"{folder} holds no folder `articles`; name the folder of a knowledge base."
            )
        return cls(folder, cache)

    def reload(self) -> tuple[Fault, ...]:
        """
        Read the folder again and return the faults; a broken article keeps its last good version.
        """
        self._shelf = _read(self.folder / "articles", self._cache, self._shelf)
        self._snippets = Snippets.read(self.folder / "snippets", self._snippets)
        self._translations = None
        self.generation += 1
        return self.faults

    def __iter__(self) -> Iterator[Article]:
        return iter(self._shelf.articles.values())

    def __len__(self) -> int:
        return len(self._shelf.articles)

    def __contains__(self, name: object) -> bool:
        return name in self._shelf.articles

    def __getitem__(self, name: str) -> Article:
        article = self.get(name)
        if article is None:
            near = get_close_matches(name, self._shelf.articles, n=2, cutoff=0.75)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise UnknownArticle(f"No article is called {name!r}.{hint}")
        return article

    def get(self, name: str) -> Article | None:
        """
        The article of that id, or None.
        """
        return self._shelf.articles.get(name)

    def causes(self) -> tuple[Article, ...]:
        """
        The articles that a diagnosis may rest on: in force, and with a signature.
        """
        return tuple(article for article in self if article.signature and in_force(article))

    def explanations(self) -> tuple[Article, ...]:
        """
        The articles that can be so while every probe is normal: words alone lead to these.
        """
        return tuple(article for article in self if in_force(article) and may_be_invisible(article))

    def version(self, id: str) -> str:  # noqa: A002  (what everybody calls it)
        """
        The version of an article in force: a hash of its file. Empty for an unknown id.
        """
        return self._shelf.versions.get(id, "")

    @property
    def versions(self) -> dict[str, str]:
        """
        Every article's version by id.
        """
        return dict(self._shelf.versions)

    @property
    def stale(self) -> frozenset[str]:
        """
        The articles whose file is broken now and whose last good version is in force.
        """
        return self._shelf.stale

    @property
    def faults(self) -> tuple[Fault, ...]:
        """
        Everything that could not be read, in articles, snippets and translations.
        """
        translations = self.translations  # read first: reading is what finds the faults
        del translations
        return (*self._shelf.faults, *self.snippets.faults, *self._translation_faults)

    @property
    def snippets(self) -> Snippets:
        """
        The shared texts, read when first needed.
        """
        if self._snippets is None:
            self._snippets = Snippets.read(self.folder / "snippets")
        return self._snippets

    @property
    def translations(self) -> dict[tuple[str, str], Translation]:
        """
        Every translation by language and article id, read when first needed.
        """
        if self._translations is None:
            read = read_translations(self.folder / "translations")
            self._translations, self._translation_faults = read
        return self._translations

    def words(
        self,
        id: str,  # noqa: A002
        language: str = "en",
        *,
        markup: bool = False,
    ) -> Wording:
        """
        What to say about a cause, in a language or else in English. Raises `UnknownArticle`.

        Plain text, unless `markup` asks to keep Markdown's bold around menu paths.
        """
        short = tongue(language)
        translation = None if short == "en" else self.translations.get((short, id))
        return word(self[id], translation, self.snippets, short, markup=markup)

    def body(self, name: str) -> str:
        """
        An article's Markdown with its snippets in place. Raises `UnknownArticle`.
        """
        return self.snippets.render_leniently(self[name].body)


def in_force(article: Article) -> bool:
    """
    True unless the article is still being written or has been archived.
    """
    return article.confidence not in {Confidence.WIP, Confidence.ARCHIVED}


def may_be_invisible(article: Article) -> bool:
    """
    True for a cause that may well show nothing to a live probe: it is seen in words, or not at all.
    """
    return p_all_normal(article) >= QUIET


def p_all_normal(article: Article) -> float:
    """
    P(every live probe normal | cause), as the article's signature says it.
    """
    if any(not signal.startswith("pasted.") for signal in article.requires):
        return 0.0
    normal = 1.0
    for probe, outcomes in article.signature.items():
        if probe != "pasted":
            normal *= max(0.0, 1 - sum(outcomes.values()))
    return normal


def _read(folder: Path, cache: Path | None, before: Snapshot | None) -> Snapshot:
    kept = article_cache.load(cache)
    values: dict[str, dict[str, Any]] = {}
    shelf = Snapshot({}, {}, ())
    faults: list[Fault] = []
    stale: set[str] = set()
    for path in sorted(folder.glob("*.md")):
        try:
            article, version, plain = _read_one(path, f"{folder.name}/{path.name}", kept)
        except Unreadable as error:
            faults += error.faults
            last = _last_good(path.stem, before, kept)
            if last is None:
                continue
            article, version = last
            plain = kept.get(version, {})
            stale.add(path.stem)
        shelf.articles[path.stem] = article
        shelf.versions[path.stem] = version
        if plain:
            values[version] = plain
    if values.keys() != kept.keys():
        article_cache.save(cache, values)
    return Snapshot(shelf.articles, shelf.versions, tuple(faults), frozenset(stale))


def _last_good(
    name: str, before: Snapshot | None, kept: dict[str, dict[str, Any]]
) -> tuple[Article, str] | None:
    if before is not None and name in before.articles:
        return before.articles[name], before.versions[name]
    for version, plain in kept.items():
        if plain.get("id") == name:
            try:
                return Article.model_validate(plain), version
            except ValidationError:
                continue
    return None


def _read_one(
    path: Path, file: str, kept: dict[str, dict[str, Any]]
) -> tuple[Article, str, dict[str, Any]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        fault = Fault(file, 1, f"The file cannot be opened: {reason}.", "Look at its permissions.")
        raise Unreadable((fault,)) from error
    version = article_cache.version_of(raw)
    plain = kept.get(version)
    if plain is not None and plain.get("id") == path.stem:
        try:
            return Article.model_validate(plain), version, plain
        except ValidationError:
            pass  # kept by another release of the model: read the file
    article, plain = read_article(decode(raw, file), file, path.stem)
    return article, version, plain
