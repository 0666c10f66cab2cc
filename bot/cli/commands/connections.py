"""
`triage connections …`: our own record of merchants' connections.
"""

from __future__ import annotations

import asyncio
import json

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer


if TYPE_CHECKING:
    from diagnostics.connections.record import ConnectionRecord
    from diagnostics.connections.sqlite import SqliteConnections
    from diagnostics.model import Connection


AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")]

app = typer.Typer(name="connections", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def connections() -> None:
    """
    Our own record of merchants' connections. Nothing here shows a token.
    """


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with a header, or JSON (a list or lines).")],
    as_json: AsJson = False,
) -> None:
    """
    Add or update connections; bad rows are named by line and left out, good ones kept.

    Exit status 65 when any row was bad.
    """
    from bot.cli.exit_status import Exit, Stop
    from diagnostics.connections.import_file import UnreadableFile, read_file
    from diagnostics.connections.thin_record import missing

    store = _own_table()
    try:
        reading = read_file(file)
    except UnreadableFile as unreadable:
        raise Stop(str(unreadable)) from None
    saved = store.save(_shown(reading.records))
    thin = missing(reading.records)
    counts = {"added": saved.added, "updated": saved.updated, "unchanged": saved.unchanged}
    if as_json:
        faults = [{"line": f.line, "column": f.column, "fault": f.sentence} for f in reading.faults]
        document = {**counts, "faults": faults, "not_on_record": [asdict(each) for each in thin]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for fault in reading.faults:
            typer.echo(f"{file}, {fault}", err=True)
        typer.echo(", ".join(f"{number} {what}" for what, number in counts.items()) + ".")
        for column in thin:
            typer.echo(str(column))
    if reading.faults:
        bad = len({fault.line for fault in reading.faults})
        rows = "1 row was" if bad == 1 else f"{bad} rows were"
        raise Stop(f"{rows} left out; mend and import the file again.", Exit.BAD_INPUT)


@app.command("list")
def list_(
    words: Annotated[str, typer.Argument(help="Part of an id or a name; empty for all.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many merchants at most.")] = 1000,
    after: Annotated[str, typer.Option(help="Begin behind this merchant id.")] = "",
    as_json: AsJson = False,
) -> None:
    """
    Merchants and their connections, a page at a time; where there are more, it says so.
    """
    found, more = asyncio.run(_found(words, limit, after))
    if as_json:
        typer.echo(json.dumps([_plain(c) for c in found], ensure_ascii=False, indent=2))
    elif found:
        _table(found)
    elif after:
        typer.echo(f"No connection is on record behind {after}.")
    else:
        typer.echo("No connection is on record. Add some: triage connections import FILE")
    if more:
        typer.echo(f"There are more: --after {found[-1].merchant_id}", err=True)


@app.command()
def show(merchant: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """
    Everything on record for one merchant, and whether each token can be used. Never a token.
    """
    found = asyncio.run(_with_tokens(merchant.strip()))
    plain = [{**_plain(connection), "tokens": tokens} for connection, tokens in found]
    if as_json:
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    for record in plain:
        typer.echo(record["id"])
        for key, value in record.items():
            if key != "id":
                typer.echo(f"  {key:<20} {_said(value)}")


@app.command()
def forget(
    merchant: Annotated[str, typer.Argument()],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """
    Remove a merchant's connections and tokens from our own table.
    """
    from bot.cli.exit_status import Exit, Stop

    store = _own_table()
    if not yes:
        typer.confirm(f"Forget every connection of {merchant}, tokens included?", abort=True)
    gone = store.forget(merchant.strip())
    if not gone:
        raise Stop(f"There is no merchant {merchant!r} on record.", Exit.BAD_INPUT)
    many = "connection" if gone == 1 else "connections"
    typer.echo(f"Forgot {gone} {many} of {merchant}.")


def _shown(records: Sequence[ConnectionRecord]) -> Iterable[ConnectionRecord]:
    """
    The records one by one, with a bar on a terminal.
    """
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(records, "Keeping", console=console, disable=not console.is_terminal)


def _own_table() -> SqliteConnections:
    from bot.cli.exit_status import Exit, Stop
    from bot.foundation.settings import Settings
    from bot.runtime.wiring import connections_of
    from diagnostics.connections.sqlite import SqliteConnections

    settings = Settings.load()
    found = connections_of(settings)
    if not isinstance(found, SqliteConnections):
        raise Stop(
            f"TRIAGE_CONNECTIONS names the platform's own API ({settings.triage_connections}); "
            "connections are changed there, not here.",
            Exit.USAGE,
        )
    return found


async def _found(words: str, limit: int, after: str) -> tuple[list[Connection], bool]:
    from bot.foundation.settings import Settings
    from bot.runtime.wiring import connections_of
    from diagnostics.connections.sqlite import SqliteConnections

    connections = connections_of(Settings.load())
    try:
        if isinstance(connections, SqliteConnections) and not words.strip():
            page = list(connections.page(limit, after))
            return page, bool(page) and bool(connections.page(1, page[-1].merchant_id))
        merchants = await connections.search(words, limit)
        found = [await connections.find(merchant.merchant_id) for merchant in merchants]
        return [connection for of_one in found for connection in of_one], False
    finally:
        await connections.aclose()


async def _with_tokens(merchant: str) -> list[tuple[Connection, dict[str, str]]]:
    from bot.foundation.settings import Settings
    from bot.runtime.wiring import connections_of

    connections = connections_of(Settings.load())
    try:
        found = []
        for connection in await connections.find(merchant):
            grants = await connections.grants(connection)
            tokens = {"sales": grants.spapi.problem or "usable"}
            if connection.has_ads:
                tokens["ads"] = grants.ads.problem or "usable"
            found.append((connection, tokens))
        return found
    finally:
        await connections.aclose()


def _plain(connection: Connection) -> dict[str, Any]:
    from pydantic import TypeAdapter

    from diagnostics.model import Connection as Record

    plain: dict[str, Any] = TypeAdapter(Record).dump_python(connection, mode="json")
    return {"id": connection.id, **plain}


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said}" for key, said in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None or value == "" else str(value)


def _table(found: list[Connection]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("Merchant", "Name", "Account", "Region", "Status", "Authorised", "Ads"):
        table.add_column(title)
    for connection in found:
        at = connection.authorised_at
        table.add_row(
            connection.merchant_id,
            connection.name,
            connection.account_type.capitalize(),
            connection.region.upper(),
            connection.status or "-",
            f"{at:%Y-%m-%d}" if at else "-",
            "yes" if connection.has_ads else "",
        )
    Console(highlight=False).print(table)
