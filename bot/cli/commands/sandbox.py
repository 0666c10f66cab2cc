"""
`triage sandbox`: only the outside world, on loopback.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


FOLDER = Path("var/sandbox")


def sandbox(
    list_: Annotated[
        bool, typer.Option("--list", help="Show the merchants and what is wrong with each; exit.")
    ] = False,
    folder: Annotated[
        Path, typer.Option(help="Where the records and the settings file go.")
    ] = FOLDER,
    latency: Annotated[
        float, typer.Option(min=0, max=10, help="Seconds that Amazon waits before each answer.")
    ] = 0.0,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 is any.")] = 8300,
) -> None:
    """
    Amazon, a Slack workspace and a mail server on loopback, until interrupted.

    Prints the settings that point the bot at them, one NAME=value a line, and then waits.
    """
    if list_:
        show_merchants()
        return
    import asyncio

    asyncio.run(_serve(folder, latency, port))


def show_merchants() -> None:
    """
    Every merchant of the sandbox, with what is wrong and what should come out.
    """
    from rich.console import Console
    from rich.table import Table

    from sandbox.amazon import Scenarios

    table = Table(box=None, pad_edge=False)
    for heading, ratio in (("Merchant", 0), ("What is wrong", 3), ("What should come out", 2)):
        table.add_column(heading, no_wrap=not ratio, ratio=ratio or None)
    for scenario in Scenarios.load():
        expect = scenario.expect
        causes = expect.cause or " or ".join(expect.one_of) or expect.verdict.replace("_", " ")
        table.add_row(scenario.id, scenario.title, causes)
    Console().print(table)


async def _serve(folder: Path, latency: float, port: int) -> None:
    from bot.cli.commands.signals import interrupted
    from sandbox.world import World, free_port

    async with World(folder, latency=latency, page_port=free_port(port)) as world:
        path = world.write_settings()
        try:
            for name, value in world.settings.items():
                typer.echo(f"{name}={value}")
            typer.echo(
                f"# The workspace: {world.slack.url}\n"
                f"# These settings are in {path}; load them with: set -a; . {path}; set +a\n"
                "# Press Ctrl-C to stop.",
                err=True,
            )
            await interrupted()
        finally:
            path.unlink(missing_ok=True)
