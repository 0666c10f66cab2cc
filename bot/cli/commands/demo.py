"""
`triage demo`: the sandbox, the bot, a walk through its merchants, and then a page to try it in.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_status import Exit, Stop


if TYPE_CHECKING:
    from bot.cli.commands.tour import TourRow
    from sandbox.world import World


FOLDER = Path("var/demo")
FIRST_GROUP = "first"
START_WITHIN_S = 60.0
STOP_WITHIN_S = 30.0
WIDE = 150


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Exit after the walk; non-zero if one came out wrong.")
    ] = False,
    everybody: Annotated[
        bool, typer.Option("--all", help="Walk through every merchant, not the first dozen.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 is any.")] = 8300,
) -> None:
    """
    Start Amazon, Slack, a mail server and the bot on loopback, and walk through the main job.
    """
    wrong = asyncio.run(_demo(once=once, everybody=everybody, port=port))
    if wrong:
        raise typer.Exit(int(Exit.CAUSE_FOUND))


async def _demo(*, once: bool, everybody: bool, port: int) -> int:
    from bot.cli.commands.signals import interrupted
    from bot.foundation.settings import running_sandbox
    from sandbox.world import SETTINGS_FILE, World, free_port

    if (running := FOLDER / SETTINGS_FILE) == running_sandbox():
        raise Stop(
            f"A demo is already running in this folder ({running}); stop it first.", Exit.USAGE
        )
    # Each demo begins anew: the workspace it talks to is new as well.
    shutil.rmtree(FOLDER, ignore_errors=True)
    say = typer.echo
    say("Starting Amazon, a Slack workspace and a mail server on loopback ...")
    async with World(FOLDER, page_port=free_port(port)) as world:
        settings = world.write_settings()
        try:
            say("Starting the bot ...")
            async with _bot(world):
                await _bind(world)
                wrong = await _walk(world, everybody=everybody)
                if once:
                    return wrong
                say(_next(world))
                await interrupted()
                say("Stopping ...")
                return 0
        finally:
            settings.unlink(missing_ok=True)


@asynccontextmanager
async def _bot(world: World) -> AsyncIterator[None]:
    """
    `triage serve` in a process of its own, connected; stopped as a deploy would stop it.
    """
    log = FOLDER / "bot.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "serve",
            env={**os.environ, **world.settings}, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        connected = asyncio.ensure_future(world.slack.connected(START_WITHIN_S))
        ended = asyncio.ensure_future(process.wait())
        await asyncio.wait({connected, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done() or connected.exception():
            connected.cancel()
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
            raise Stop(f"The bot did not start; {log} ends with:\n{tail}", Exit.UNREACHABLE)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _bind(world: World) -> None:
    """
    Give the shared channels to the merchants who read them, as an agent would: by a command.
    """
    from bot.cli.commands.tour import AGENT
    from sandbox.world import SHARED_CHANNELS

    for channel, merchant in SHARED_CHANNELS.items():
        await world.slack.command(AGENT, channel, "/triage", f"bind {merchant}")


async def _walk(world: World, *, everybody: bool) -> int:
    from rich.console import Console

    from bot.cli.commands.tour import visit
    from bot.storage.cases import Cases
    from bot.storage.database import Database
    from sandbox.slack import audit

    scenarios = [s for s in world.scenarios if everybody or s.group == FIRST_GROUP]
    # A pipe has no width of its own; six columns need this much to be read.
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    console.print(f"Typing /triage in Slack for {len(scenarios)} merchants:")
    database = Database.open(world.settings["TRIAGE_DATABASE_URL"])
    rows: list[TourRow] = []
    started = time.monotonic()
    try:
        for number, scenario in enumerate(scenarios, start=1):
            row = await visit(world, Cases(database), scenario)
            rows.append(row)
            mark = "[red]wrong[/]" if row.fault else "[green]right[/]"
            console.print(
                f" {number:>3}/{len(scenarios)} {scenario.id} {mark}  {scenario.title}",
                highlight=False,
            )
    finally:
        database.close()
        world.amazon.world()
    _show(console, rows)
    wrong = sum(bool(row.fault) for row in rows)
    console.print(
        f"{len(rows) - wrong} of {len(rows)} came out right, in {time.monotonic() - started:.0f} s.",
        highlight=False,
    )
    faults = audit.faults(world.slack.calls, world.slack.acks, bound=world.slack.may_name)
    for fault in faults:
        console.print(f"[red]What went to Slack:[/] {fault}")
    return wrong + len(faults)


def _show(console: object, rows: list[TourRow]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    assert isinstance(console, Console)  # noqa: S101  (kept untyped above, to load rich late)
    table = Table(box=box.HORIZONTALS, show_lines=True, pad_edge=False)
    for heading in ("Merchant", "What we saw", "Cause", "Who acts", "Posted in Slack", "Mailed"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        cause = f"{row.cause}\n[red]{row.fault}[/]" if row.fault else row.cause
        table.add_row(row.merchant, row.saw, cause, row.who_acts, row.posted, row.mailed)
    console.print(table)


def _next(world: World) -> str:
    return f"""
The sandbox and the bot stay up until you press Ctrl-C. Try next:

  {world.slack.url}
      the Slack workspace, the support inbox, and Amazon's switches, in your browser
  .venv/bin/triage check M1005
      the same examination in another terminal, in this folder
  .venv/bin/triage sandbox --list
      all merchants, and what is wrong with each
"""
