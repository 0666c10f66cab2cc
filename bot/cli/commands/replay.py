"""
`triage replay`: what today's articles make of an examination that was kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer


if TYPE_CHECKING:
    from bot.bundles.schema import Bundle


def replay(
    bundle: Annotated[Path, typer.Argument(help="A bundle's file.")],
    second: Annotated[
        Path | None, typer.Argument(help="A second bundle: say what changed between the two.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """
    Diagnose a bundle again with today's articles, offline; with a second one, what changed.

    Exit status: 0 the answer is the same (or nothing differs), 1 it changed, 65 no bundle.
    """
    import json

    from rich.console import Console

    from bot.cli import replay_view as shown

    first, other = _read(bundle), _read(second) if second else None
    console = Console(highlight=False)
    if other is not None:
        from bot.bundles.comparison import compare

        compared = compare(first, other)
        changed = not all(each.same for each in compared)
        plain = shown.comparison_plain(compared)
        if not as_json:
            shown.show_comparison(compared, console)
    else:
        from bot.bundles.replay import replay as replay_bundle
        from diagnostics.probes import PROBES
        from diagnostics.reports.reader import PASTED
        from knowledge.base.library import Library
        from knowledge.messages.reader import MessageReader

        library = Library.open()
        words = MessageReader(library) if first.issue.strip() else None
        replayed = replay_bundle(first, library, (*PROBES, PASTED), words)
        changed = not all(each.same for each in replayed)
        plain = shown.replay_plain(first, replayed)
        if not as_json:
            shown.show_replay(first, replayed, console)
    if as_json:
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    raise typer.Exit(int(changed))


def _read(path: Path) -> Bundle:
    from bot.bundles.bundle import BundleUnreadable, load_bundle
    from bot.cli.exit_status import Stop

    try:
        return load_bundle(path)
    except BundleUnreadable as error:
        raise Stop(str(error)) from error
