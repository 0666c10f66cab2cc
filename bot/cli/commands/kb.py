"""
`triage kb …`: the knowledge base on the command line.

Everything heavy is imported where it is used, so that `triage --help` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_status import Exit, Stop


app = typer.Typer(
    name="kb",
    help="The knowledge base: read it, prove it, extend it.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)
Json = Annotated[bool, typer.Option("--json", help="Plain data instead of text.")]
INDEX = Path("var") / "knowledge.db"


@app.callback()
def kb() -> None:
    """
    The knowledge base: read it, prove it, extend it.
    """


@app.command("list")
def list_(
    family: Annotated[str, typer.Option(help="Only one family.")] = "",
    as_json: Json = False,
) -> None:
    """
    List every article: its id, how far it may be trusted, and what it is about.
    """
    from bot.cli.commands import kb_view
    from knowledge.base.library import Library

    library = Library.open()
    articles = [a for a in library if family in {"", a.family}]
    if family and not articles:
        families = ", ".join(sorted({a.family for a in library}))
        raise Stop(f"No article has the family {family!r}; there are {families}.")
    kb_view.listed(library, articles, as_json=as_json)


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="The article's id.")],
    language: Annotated[str, typer.Option(help="en, de, fr, it or es.")] = "en",
    audience: Annotated[
        str, typer.Option(help="support, or merchant: what they read.")
    ] = "support",
    as_json: Json = False,
) -> None:
    """
    Show one article with its menu paths filled in.
    """
    from bot.cli.commands import kb_view
    from knowledge.base.library import Library

    if audience not in {"support", "merchant"}:
        raise Stop(f"There is no audience {audience!r}; say support or merchant.", Exit.USAGE)
    library = Library.open()
    for_merchant = audience == "merchant"
    kb_view.shown(library, article, language, for_merchant=for_merchant, as_json=as_json)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Anything: words, a sentence, an error.")],
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    audience: Annotated[str, typer.Option(help="Only what they may read.")] = "engineering",
    as_json: Json = False,
) -> None:
    """
    Find articles by words; any text will do.
    """
    from bot.cli.commands import kb_view
    from knowledge.base.article import Audience
    from knowledge.base.library import Library
    from knowledge.search.search import Search

    if audience not in set(Audience):
        raise Stop(f"There is no audience {audience!r}: {', '.join(Audience)}.", Exit.USAGE)
    finder = Search(Library.open(), INDEX)
    if finder.notice:
        typer.echo(finder.notice, err=True)
    hits = finder.search(" ".join(words), limit, Audience(audience))
    kb_view.found(hits, as_json=as_json)


@app.command()
def lint(
    only: Annotated[list[str] | None, typer.Argument(help="Ids of articles; else all.")] = None,
    as_json: Json = False,
) -> None:
    """
    Name every fault by file and line, with what to do about it; ends with 1 when there is one.
    """
    from dataclasses import asdict

    from bot.cli.commands import kb_judge, kb_view
    from knowledge import lint as linting
    from knowledge.base.library import Library
    from knowledge.messages.sentences import read_sentences

    library = Library.open()
    sentences = read_sentences(library.folder)
    faults = linting.lint(
        library,
        kb_judge.vocabulary(),
        sentences.symptoms,
        kb_view.today(),
        judge=kb_judge.judge(library),
        only=only or (),
    )
    if as_json:
        kb_view.as_json([asdict(fault) for fault in (*sentences.faults, *faults)])
    else:
        for fault in (*sentences.faults, *faults):
            typer.echo(f"knowledge/{fault}" if "/probes/" not in fault.file else str(fault))
        many = len(faults) + len(sentences.faults)
        said = "no faults" if not many else "1 fault" if many == 1 else f"{many} faults"
        typer.echo(f"{len(library)} articles, {said}.")
    if faults or sentences.faults:
        raise typer.Exit(1)


@app.command("try")
def try_(
    what: Annotated[str, typer.Argument(help="A message in quotes, or the file of a bundle.")],
    issue: Annotated[str, typer.Option(help="What the asker wrote, beside a bundle.")] = "",
    as_json: Json = False,
) -> None:
    """
    Show which articles would answer a message or a case, why, and what comes second.
    """
    from bot.cli.commands import kb_try
    from knowledge.base.library import Library

    library = Library.open()
    if _is_file(what):
        kb_try.bundle(library, Path(what), issue, as_json=as_json)
    else:
        kb_try.message(library, what, as_json=as_json)


@app.command()
def new(
    article: Annotated[str, typer.Argument(help="Its id: words-joined-by-hyphens.")],
) -> None:
    """
    Begin an article from the template.
    """
    from bot.cli.commands import kb_view
    from knowledge.base.library import Library
    from knowledge.quality import authoring

    library = Library.open()
    text = authoring.blank(authoring.named(article), kb_view.today())
    path = authoring.place(library, article, text)
    typer.echo(f"{path} is ready to write. Then: triage kb lint {article}")


@app.command()
def draft(
    case: Annotated[str, typer.Option("--from", help="The id of a case, or a bundle's file.")],
    article: Annotated[str, typer.Option("--as", help="The new article's id.")] = "",
) -> None:
    """
    Begin an article from a case that no article explained; nothing of the merchant is in it.

    Without --as the draft is only printed.
    """
    from bot.cli.commands import kb_cases, kb_judge, kb_view
    from knowledge.base.library import Library
    from knowledge.quality import authoring

    library = Library.open()
    vocabulary = kb_judge.vocabulary()
    seen = authoring.seen_in(Path(case)) if _is_file(case) else kb_cases.seen_in_case(case)
    name = authoring.named(article or "name-the-cause")
    text = authoring.draft(name, seen, vocabulary, library, kb_view.today())
    if not article:
        typer.echo(text, nl=False)
        return
    path = authoring.place(library, name, text)
    typer.echo(f"{path} is ready to write. Then: triage kb lint {name}")


@app.command()
def health(
    as_json: Json = False,
) -> None:
    """
    Show how the articles are doing: used, verified fixes, complaints, overdue, gaps, ties.
    """
    from bot.cli.commands import kb_cases, kb_health, kb_judge, kb_view
    from knowledge.base.library import Library
    from knowledge.quality import health as taking

    library = Library.open()
    vocabulary = kb_judge.vocabulary()
    notes, gaps = kb_cases.told_by_cases(vocabulary)
    stock = taking.health(library, notes, gaps, vocabulary, kb_view.today())
    kb_health.shown(library, stock, as_json=as_json)


@app.command()
def site(
    out: Annotated[Path, typer.Argument(help="The folder to write; made when it is not there.")],
    merchants_only: Annotated[
        bool, typer.Option("--merchants-only", help="Only what a help centre may host.")
    ] = False,
) -> None:
    """
    Render the base as a static site, for support and for merchants.
    """
    from knowledge.base.article import Audience
    from knowledge.base.library import Library
    from knowledge.site.build import build

    built = build(Library.open(), out, Audience.MERCHANT if merchants_only else None)
    typer.echo(f"{built.pages} pages; begin at {built.first}")


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # longer than a file's name can be, or with a NUL in it
        return False


if __name__ == "__main__":
    app()
