"""
`triage check MERCHANT`: one examination, live.
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer


if TYPE_CHECKING:
    from rich.console import Console

    from bot.foundation.settings import Settings
    from bot.model.answer import Answer
    from bot.model.surface import PlanLine
    from bot.storage.database import Database
    from diagnostics.model import Finding


def check(  # noqa: PLR0913, PLR0917  (a command line's options)
    merchant: Annotated[str, typer.Argument(help="The merchant's id, such as M1001.")],
    issue: Annotated[str, typer.Option(help="The problem in the asker's own words.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask everything anew, whatever is remembered.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List what is normal one by one, too.")
    ] = False,
    bundle: Annotated[
        Path | None, typer.Option(help="Write the redacted evidence here, for `triage replay`.")
    ] = None,
) -> None:
    """
    Examine one merchant's connections live, and say what is wrong and who must do what.

    Exit status: 0 nothing wrong, 1 a cause was found, 2 no cause could be named, 64 usage,
    65 bad input, 69 something we need is unreachable.
    """
    from bot.cli.public_json import public_json, status
    from bot.foundation.logs import set_up
    from bot.foundation.settings import Settings

    settings = Settings.load()
    set_up(settings)

    def answered(answer: Answer) -> None:
        if as_json:
            import json

            typer.echo(json.dumps(public_json(answer), ensure_ascii=False, indent=2))
        else:
            from rich.console import Console

            from bot.cli.answer_view import show

            show(answer, Console(highlight=False), everything=everything)

    examined = _examined(settings, merchant.strip(), issue, answered, fresh=fresh, quiet=as_json)
    answer = asyncio.run(examined)
    if bundle is not None:
        from bot.bundles.bundle import write_bundle

        write_bundle(bundle, answer)
    raise typer.Exit(int(status(answer)))


async def _examined(  # noqa: PLR0913  (what the person asked for)
    settings: Settings,
    merchant: str,
    issue: str,
    answered: Callable[[Answer], None],
    *,
    fresh: bool,
    quiet: bool,
) -> Answer:
    from rich.console import Console

    from bot.runtime.wiring import triage_of

    with _database(settings) as database:
        async with triage_of(settings, database=database, behind=True) as triage:
            with _progress(Console(stderr=True), quiet=quiet) as seen:
                answer = await triage.triage(
                    merchant, issue, fresh=fresh, on_plan=seen.plan, on_finding=seen.finding
                )
            answered(answer)  # before what was found is kept for others
            return answer


@contextmanager
def _database(settings: Settings) -> Iterator[Database | None]:
    # It only shares what was lately found: an examination does without it.
    from bot.storage.database import Database, DatabaseError

    try:
        database = Database.open(settings.triage_database_url)
    except DatabaseError as reason:
        logging.getLogger(__name__).warning("What was found is not kept for others: %s", reason)
        yield None
        return
    try:
        yield database
    finally:
        database.close()


class _Watching(Protocol):
    def plan(self, lines: tuple[PlanLine, ...]) -> None: ...

    def finding(self, finding: Finding) -> None: ...


class _Silent:
    def plan(self, lines: tuple[PlanLine, ...]) -> None: ...

    def finding(self, finding: Finding) -> None: ...


@contextmanager
def _progress(console: Console, *, quiet: bool) -> Iterator[_Watching]:
    # Only where a person is looking; a pipe gets the answer and nothing else.
    if quiet or not console.is_terminal:
        yield _Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("Asking Amazon"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.description}"),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None)
        done: set[tuple[str, str]] = set()
        wanted: set[tuple[str, str]] = set()

        class Watching:
            def plan(self, lines: tuple[PlanLine, ...]) -> None:
                wanted.update((line.connection, line.probe) for line in lines)
                progress.update(task, total=len(wanted))

            def finding(self, finding: Finding) -> None:
                done.add((finding.connection, finding.probe))
                total = len(wanted | done)
                progress.update(task, completed=len(done), total=total, description=finding.probe)

        yield Watching()
