"""
Starts an article: from a template, or from a case that no article explained.

What a draft takes from a case are signals and kinds of connection, both from closed lists. Nothing
that anybody typed and nothing that belongs to a merchant can get into it.
"""

from __future__ import annotations

import json
import re

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.base.fault import KnowledgeError
from knowledge.base.library import Library
from knowledge.base.vocabulary import Vocabulary


TEMPLATES = Path(__file__).parents[1] / "templates"
REVIEW_AFTER = timedelta(days=180)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KINDS = frozenset({"seller", "vendor", "ads"})
LARGEST = 20_000_000  # bytes of a bundle that are read


@dataclass(frozen=True, slots=True)
class CaseSignals:
    """
    What a case saw, and nothing else of it: outcomes by probe, and kinds of connection.
    """

    outcomes: Mapping[str, str]
    kinds: frozenset[str] = frozenset()
    issue: str = ""  # only ever used to look for words; never written anywhere

    def abnormal(self, vocabulary: Vocabulary) -> dict[str, str]:
        """
        The outcomes that the vocabulary knows and does not call normal.
        """
        return {
            probe: outcome
            for probe, outcome in self.outcomes.items()
            if f"{probe}.{outcome}" in vocabulary and vocabulary.probes[probe].normal != outcome
        }

    def signals(self, vocabulary: Vocabulary) -> tuple[str, ...]:
        """
        The abnormal signals, sorted: what makes two gaps the same gap.
        """
        seen = self.abnormal(vocabulary)
        return tuple(sorted(f"{probe}.{outcome}" for probe, outcome in seen.items()))


def seen_in(bundle: Path) -> CaseSignals:
    """
    What a bundle, or the JSON of `triage check --json`, saw. Raises `KnowledgeError`.
    """
    try:
        if bundle.stat().st_size > LARGEST:
            raise KnowledgeError(f"{bundle} is too large to be a bundle.")
        plain = json.loads(bundle.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise KnowledgeError(f"{bundle} cannot be read: {reason}.") from error
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(
            f"{bundle} is not JSON; give what `triage cases bundle` or `triage check --json` wrote."
        ) from error
    part = next(_parts(plain), None)
    if part is None:
        raise KnowledgeError(f"{bundle} holds no findings; was it written by `triage`?")
    found = [each for each in part["findings"] if isinstance(each, dict) and "probe" in each]
    # The worst connection leads an answer; its findings are the first that name a connection.
    first = next((str(each["connection"]) for each in found if each.get("connection")), "")
    own = [each for each in found if str(each.get("connection") or first) == first]
    outcomes = {
        str(each["probe"]): str(each["outcome"]) for each in own if each.get("outcome") is not None
    }
    issue = plain.get("issue", "") if isinstance(plain, dict) else ""
    said = part.get("kinds")
    kinds = frozenset(map(str, said)) & KINDS if isinstance(said, list) else frozenset()
    return CaseSignals(
        outcomes, kinds or _kinds(first, outcomes), issue if isinstance(issue, str) else ""
    )


def draft(
    name: str, seen: CaseSignals, vocabulary: Vocabulary, library: Library, today: date
) -> str:
    """
    The text of an article on what a case saw: signals filled in, words left to write.
    """
    abnormal = seen.abnormal(vocabulary)
    return _render(name, abnormal, seen.kinds, _nearest(abnormal, library), today)


def named(name: str) -> str:
    """
    A name that can be an article's id, as it is. Raises `KnowledgeError`.
    """
    if not _NAME.fullmatch(name):
        raise KnowledgeError(
            f"{name!r} cannot be an article's id; use small letters and hyphens: consent-expired."
        )
    return name


def blank(name: str, today: date) -> str:
    """
    The text of an article with everything still to write.
    """
    return _render(name, {}, frozenset(), (), today)


def place(library: Library, name: str, text: str) -> Path:
    """
    Write a new article. Raises `KnowledgeError` where one of that name exists or cannot be written.
    """
    path = library.folder / "articles" / f"{name}.md"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise KnowledgeError(f"There is already an article {name!r}; choose another id.") from None
    except OSError as error:
        reason = error.strerror or "not writable"
        raise KnowledgeError(f"{path} cannot be written: {reason}.") from error
    return path


def _render(
    name: str,
    abnormal: Mapping[str, str],
    kinds: frozenset[str],
    near: Iterable[str],
    today: date,
) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (Markdown for a file, of closed lists only)
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("article.md.jinja").render(
        name=name,
        title=name.replace("-", " ").capitalize(),
        abnormal=dict(sorted(abnormal.items())),
        kinds=sorted(kinds),
        near=list(near),
        review_by=today + REVIEW_AFTER,
        today=today,
    )


def _nearest(abnormal: Mapping[str, str], library: Library) -> tuple[str, ...]:
    """
    The articles that share most signals: what the new one will be confused with.
    """
    shared = {
        article.id: sum(
            outcome in article.signature.get(probe, {}) for probe, outcome in abnormal.items()
        )
        for article in library.causes()
    }
    near = sorted((name for name, n in shared.items() if n), key=lambda each: (-shared[each], each))
    return tuple(near[:3])


def _parts(plain: Any) -> Iterator[dict[str, Any]]:
    # Bundles carry findings in more than one place and release; the first that has some leads.
    if isinstance(plain, dict):
        if isinstance(plain.get("findings"), list) and plain["findings"]:
            yield plain
        for value in plain.values():
            yield from _parts(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _parts(value)


def _kinds(connection: str, outcomes: Mapping[str, str]) -> frozenset[str]:
    kinds = {kind for kind in ("seller", "vendor") if f"/{kind}/" in f"{connection}/"}
    if any(probe.startswith("ads_") for probe in outcomes):
        kinds.add("ads")
    return frozenset(kinds)
