"""
`triage kb …`: the knowledge base on the command line.

Everything heavy is imported where it is used, so that `triage --help` stays quick.
"""

from __future__ import annotations

from typing import Annotated

import typer


app = typer.Typer(name="kb", help="The knowledge base: read it, prove it, extend it.")


@app.callback()
def kb() -> None:
    """
    The knowledge base: read it, prove it, extend it.
    """


@app.command()
def lint(
    only: Annotated[list[str] | None, typer.Argument(help="Ids of articles; all of them.")] = None,
) -> None:
    """
    Name every fault of the base by file and line, with what to do about it.
    """
    from datetime import UTC, datetime

    from bot.commands.kb_judge import judge, vocabulary
    from knowledge import lint as lints
    from knowledge.library import Library
    from knowledge.symptoms import read_sentences

    library = Library.open()
    symptoms = read_sentences(library.folder).symptoms
    faults = lints.lint(
        library,
        vocabulary(),
        symptoms,
        datetime.now(UTC).date(),
        judge=judge(library),
        only=only or (),
    )
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{len(library)} articles, {len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


if __name__ == "__main__":
    app()
