"""
`triage eval`: how right the answers are on labelled cases.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer


if TYPE_CHECKING:
    from knowledge.base.library import Library
    from knowledge.quality.evaluation import Scored


def evaluate(
    path: Annotated[
        Path | None,
        typer.Argument(help="Labelled cases: a file or a folder; the project's own by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="A kept score; exit status 1 where anything got worse.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep this score in a file, for --baseline.")
    ] = None,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help="Each fixture without its own article.")
    ] = False,
) -> None:
    """
    Score the answers to labelled cases: accuracy, abstention, wrong reconnects, calibration.

    Exit status: 0 scored, 1 worse than the baseline, 65 unreadable cases.
    """
    import json

    from bot.cli import evaluation_view as shown
    from bot.cli.evaluation import Predictor
    from knowledge.base.library import Library
    from knowledge.messages.labelled import LABELLED, read_labelled
    from knowledge.messages.reader import MessageReader
    from knowledge.messages.report_families import ReportFamilies
    from knowledge.quality.evaluation import evaluate as score_all

    library = Library.open()
    if leave_one_out:
        _leave_one_out(library, as_json=as_json)
        return
    cases = read_labelled(path or LABELLED)
    scored, _ = score_all(cases, Predictor(library, MessageReader(library), ReportFamilies()))
    changes = None if baseline is None else shown.worse(scored, _kept(baseline))
    if as_json:
        plain = shown.as_plain(scored)
        if changes is not None:
            plain["worse"] = changes
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        shown.show(scored, Console(highlight=False), changes)
    if keep is not None:
        _keep(keep, scored)
    raise typer.Exit(1 if changes else 0)


def _leave_one_out(library: Library, *, as_json: bool) -> None:
    import json

    from bot.cli.commands import leave_one_out as loo

    reports = loo.report(tuple(loo.trials(library, library.folder / "cases")))
    typer.echo(
        json.dumps(loo.as_plain(reports), indent=2) if as_json else "\n".join(loo.lines(reports))
    )


def _kept(path: Path) -> dict[str, Any]:
    import json

    from bot.cli.exit_status import Stop

    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Stop(f"{path} is no kept score; `triage eval --keep {path}` writes one.") from error
    if not isinstance(plain, dict):
        raise Stop(f"{path} is no kept score; `triage eval --keep {path}` writes one.")
    return plain


def _keep(path: Path, scored: Scored) -> None:
    import json

    from bot.cli.evaluation_view import measures
    from bot.cli.exit_status import Stop

    try:
        path.write_text(json.dumps(measures(scored), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise Stop(f"{path} cannot be written: {error.strerror}.") from error
