"""
`triage explain`: what a pasted error or log excerpt means.
"""

from __future__ import annotations

import sys

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer


if TYPE_CHECKING:
    from bot.explain.explainer import Explainer

LARGEST = 4_000_000  # bytes of one paste, or of one line


def explain(
    file: Annotated[
        Path | None, typer.Argument(help="The text; standard input when left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Many reports: a JSON object a line in, and out.")
    ] = False,
) -> None:
    """
    Say what a pasted error, traceback, HTTP dump, log line or sentence may mean.

    Exit status: 1 a cause was named, 2 none could be named, 65 unreadable input; with --jsonl 0.
    """
    import json

    from bot.cli.exit_status import Exit
    from bot.explain.explainer import Explainer
    from knowledge.base.library import Library
    from knowledge.messages.reader import MessageReader
    from knowledge.messages.report_families import ReportFamilies

    library = Library.open()
    explainer = Explainer(library, MessageReader(library), ReportFamilies())
    if jsonl:
        with _opened(file) as lines:
            _many(lines, explainer)
        return
    with _opened(file) as given:
        text = given.read(LARGEST).decode("utf-8", "replace")
    if not text.strip():
        from bot.cli.exit_status import Stop

        raise Stop("There is nothing to explain: the text is empty.")
    explained = explainer.explain_text(text)
    from bot.cli.explain_view import as_plain, show

    if as_json:
        typer.echo(json.dumps(as_plain(explained), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        show(explained, Console(highlight=False))
    found = explained.verdict.value == "cause_found"
    raise typer.Exit(int(Exit.CAUSE_FOUND if found else Exit.NO_CAUSE))


def _many(lines: BinaryIO, explainer: Explainer) -> None:
    import json

    from bot.explain.explainer import plain
    from bot.explain.given import NotExplainable, given_from

    while line := lines.readline(LARGEST):
        if not line.strip():
            continue
        name = None
        try:
            value = json.loads(line.decode("utf-8", "replace"))
            name = value.get("id") if isinstance(value, dict) else None
            answer = plain(name, explainer.explain(given_from(value)))
        except (ValueError, RecursionError):
            answer = {"id": None, "error": "This line is not JSON."}
        except NotExplainable as error:
            answer = {"id": name, "error": str(error)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _opened(file: Path | None) -> BinaryIO:
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            typer.echo("Paste the text, then press Ctrl-D.", err=True)
        return sys.stdin.buffer
    from bot.cli.exit_status import Stop

    try:
        return file.open("rb")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Stop(f"{file} cannot be read: {reason}.") from error
