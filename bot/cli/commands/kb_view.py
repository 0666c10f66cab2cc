"""
The knowledge base as a terminal shows it.
"""

from __future__ import annotations

import json
import sys
import textwrap

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import typer


if TYPE_CHECKING:
    from knowledge.base.article import Article
    from knowledge.base.library import Library
    from knowledge.search.search import Hit

WIDTH = 96


def today() -> date:
    """
    The day on which reviews are overdue or not.
    """
    return datetime.now(UTC).date()


def as_json(values: Any) -> None:
    """
    Print plain data.
    """
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """
    A paragraph for a terminal.
    """
    lead = indent if first is None else first
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=indent)


def bold(text: str) -> str:
    """
    Emphasis, on a terminal only.
    """
    return typer.style(text, bold=True) if sys.stdout.isatty() else text


def listed(library: Library, articles: Sequence[Article], *, as_json: bool) -> None:
    """
    One line an article.
    """
    if as_json:
        _print_json(
            [
                {
                    "id": a.id,
                    "title": a.title,
                    "family": a.family,
                    "confidence": a.confidence,
                    "severity": a.severity,
                    "review_by": a.review_by,
                    "version": library.version(a.id),
                }
                for a in articles
            ]
        )
        return
    wide = max((len(a.id) for a in articles), default=0)
    for a in articles:
        mark = "" if a.confidence == "validated" else f"  ({a.confidence})"
        typer.echo(f"{a.id:<{wide}}  {library.snippets.render_leniently(a.title)}{mark}")
    typer.echo(f"\n{len(articles)} articles. One of them: triage kb show ID", err=True)
    for fault in library.faults:
        typer.echo(str(fault), err=True)


def shown(library: Library, name: str, language: str, *, for_merchant: bool, as_json: bool) -> None:
    """
    One article, whole or as a merchant reads it.
    """
    article = library[name]
    words = library.words(name, language)
    words = words.for_merchant() if for_merchant else words
    if as_json:
        plain: dict[str, Any] = {
            "id": name,
            "language": words.language,
            "title": words.title,
            "merchant": words.merchant,
            "steps": [{"actor": step.actor, "text": step.text} for step in words.steps],
        }
        if not for_merchant:
            plain |= {"version": library.version(name), "body": library.body(name)}
            plain["article"] = article.model_dump(
                mode="json", exclude={"body", "steps", "merchant"}
            )
        _print_json(plain)
        return
    if words.language != language:
        typer.echo(f"There is no translation into {language!r}; this is English.", err=True)
    typer.echo(bold(words.title))
    if not for_merchant:
        kinds = ", ".join(sorted(article.applies_to)) or "every kind of connection"
        typer.echo(
            f"{name} · {article.family} · {article.severity} · {article.confidence} · {kinds}"
        )
    typer.echo("\n" + wrapped(words.merchant) + "\n")
    for number, step in enumerate(words.steps, start=1):
        first = f"{number}. {bold(step.actor)}: "
        typer.echo(wrapped(step.text, "   ", first))
    if for_merchant:
        return
    typer.echo("\n" + library.body(name))
    _signals(article)
    for source in article.sources:
        typer.echo(f"Source: {source.name}, read {source.read} {source.url}".rstrip())
    typer.echo(
        f"\nOwner {article.owner}, review by {article.review_by}, version {library.version(name)}"
    )


def _signals(article: Article) -> None:
    from knowledge.site.pages import signs

    typer.echo(f"\n{bold('Signals')}")
    for signal, word, note in signs(article):
        typer.echo(f"  {word:<10} {signal}  {note}".rstrip())
    typer.echo("")


def found(hits: Sequence[Hit], *, as_json: bool) -> None:
    """
    What a search found, with the words asked for in bold.
    """
    if as_json:
        _print_json(
            [
                {
                    "id": hit.id,
                    "title": hit.title,
                    "score": round(hit.score, 3),
                    "excerpt": hit.marked("**", "**"),
                }
                for hit in hits
            ]
        )
        return
    if not hits:
        typer.echo("Nothing found. Try other words, or `triage kb list`.")
    before, after = ("\x1b[1m", "\x1b[22m") if sys.stdout.isatty() else ("", "")
    for hit in hits:
        typer.echo(f"{bold(hit.title)}  ({hit.id})")
        typer.echo(f"  {hit.marked(before, after)}")


_print_json = as_json
