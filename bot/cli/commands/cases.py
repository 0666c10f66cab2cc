"""
`triage cases …`: the case file.
"""

from __future__ import annotations

import asyncio
import json

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer


if TYPE_CHECKING:
    from bot.model.case import Case
    from bot.storage.stores import Stores


AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")]
CaseId = Annotated[str, typer.Argument(help="The case's short name, such as 7K3Q.")]

app = typer.Typer(name="cases", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def cases() -> None:
    """
    The case file: who asked what, what was seen and said, and who did what when.
    """


@app.command("list")
def list_(
    merchant: Annotated[str | None, typer.Option(help="Only this merchant's cases.")] = None,
    state: Annotated[list[str] | None, typer.Option(help="Only cases in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """
    Cases, newest first.
    """
    from bot.cli.exit_status import Exit, Stop
    from bot.model.case import State

    try:
        states = [State(word) for word in state or []]
    except ValueError:
        known = ", ".join(State)
        raise Stop(f"{' '.join(state or [])!r} is no state; use {known}.", Exit.USAGE) from None

    async def found() -> tuple[Case, ...]:
        async with _files() as files:
            return await files.cases.list(merchant_id=merchant, states=states, limit=limit)

    rows = asyncio.run(found())
    if as_json:
        typer.echo(json.dumps([_summary(case) for case in rows], ensure_ascii=False, indent=2))
    elif not rows:
        typer.echo("There is no such case.")
    else:
        _table(rows)


@app.command()
def show(case: CaseId, as_json: AsJson = False) -> None:
    """
    One case from opening to close.
    """
    found = asyncio.run(_whole(case.strip().upper()))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from bot.cli.case_view import text_of

    typer.echo(text_of(found))


@app.command()
def bundle(
    case: CaseId,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File; standard output.")] = None,
    run: Annotated[int | None, typer.Option(help="Which run; the latest.")] = None,
) -> None:
    """
    The redacted, replayable evidence of a case's examination, as JSON.
    """
    from bot.bundles.bundle import bundle_json, bundle_of, write_bundle
    from bot.cli.exit_status import Stop

    async def found() -> Any:
        async with _files() as files:
            on_file = await files.cases.get(case.strip().upper())
            return on_file, await files.cases.answer(on_file.id, run)

    on_file, answer = asyncio.run(found())
    if answer is None:
        raise Stop(f"Case {on_file.id} has no answer of that run yet.")
    if out is None:
        typer.echo(bundle_json(bundle_of(answer, on_file.reported)), nl=False)
    else:
        write_bundle(out, answer, on_file.reported)


@app.command()
def purge(
    older_than: Annotated[
        int | None, typer.Option(min=1, metavar="DAYS", help="Cases unchanged for so many days.")
    ] = None,
    merchant: Annotated[str | None, typer.Option(help="All cases of this merchant.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """
    Delete cases for good; the audit keeps one line that says so, without the content.
    """
    from datetime import UTC, datetime, timedelta

    from bot.cli.exit_status import Exit, Stop
    from bot.storage.retention import purge as take_out

    if (older_than is None) == (merchant is None):
        raise Stop("Name either --older-than DAYS or --merchant ID.", Exit.USAGE)
    which = f"of {merchant}" if merchant else f"unchanged for {older_than} days"
    if not yes:
        typer.confirm(f"Delete every case {which} for good?", abort=True)
    before = datetime.now(UTC) - timedelta(days=older_than) if older_than else None

    async def gone() -> int:
        async with _files() as files:
            return await take_out(
                files.database, who="command line", older_than=before, merchant_id=merchant
            )

    number = asyncio.run(gone())
    typer.echo(f"Deleted {number} {'case' if number == 1 else 'cases'} {which}.")


@asynccontextmanager
async def _files() -> AsyncIterator[Stores]:
    from bot.foundation.logs import set_up
    from bot.foundation.settings import Settings
    from bot.storage.stores import Stores

    settings = Settings.load()
    set_up(settings)
    files = Stores.open(settings.triage_database_url)
    try:
        yield files
    finally:
        files.close()


async def _whole(case_id: str) -> dict[str, Any]:
    from bot.cli.public_json import public_json

    async with _files() as files:
        case = await files.cases.get(case_id)
        answers = await files.cases.answers(case_id)
        said = await files.journal.said(case_id)
        audited = await files.journal.audited(case_id)
        mails = await files.deliveries.of_case(case_id)
    return {
        **_summary(case),
        "issue": case.view.issue,
        "runs": [{"run": run, "headline": a.headline, **public_json(a)} for run, a in answers],
        "messages": [
            {"at": _at(s.at), "direction": s.direction, "who": s.who, "body": s.body} for s in said
        ],
        "mails": [
            {
                "message_id": mail.id,
                "kind": mail.kind,
                "to": mail.sent_to,
                "state": mail.state.value,
                "attempts": [
                    {"at": _at(t.at), "number": t.number, "outcome": t.outcome}
                    for t in mail.attempts
                ],
            }
            for mail in mails
        ],
        "audit": [
            {"at": _at(e.at), "who": e.who, "what": e.what, "detail": e.detail} for e in audited
        ],
    }


def _summary(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "merchant_id": case.view.merchant_id,
        "merchant_name": case.view.merchant_name,
        "state": case.state.value,
        "run": case.view.run,
        "surface": case.view.place.surface,
        "asked_by": case.view.place.user,
        "merchant_facing": case.view.merchant_facing,
        "acknowledged_by": case.acknowledged_by or None,
        "opened_at": _at(case.opened_at),
        "changed_at": _at(case.changed_at),
        "closed_at": _at(case.closed_at) if case.closed_at else None,
    }


def _at(moment: Any) -> str:
    return str(moment.isoformat(timespec="seconds"))


def _table(rows: tuple[Case, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("Case", "Opened (UTC)", "Merchant", "State", "Run", "Taken by", "Issue"):
        table.add_column(title, no_wrap=title != "Issue")
    for case in rows:
        issue = " ".join(case.view.issue.split())
        table.add_row(
            case.id,
            f"{case.opened_at:%Y-%m-%d %H:%M}",
            f"{case.view.merchant_id} {case.view.merchant_name}",
            case.state.value,
            str(case.view.run),
            case.acknowledged_by,
            issue[:80],
        )
    Console(highlight=False).print(table)
