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

    from bot.commands.kb_vocabulary import vocabulary
    from knowledge import lint as lints
    from knowledge.library import Library

    SYM = "nothing_syncs, orders_missing, finances_missing, product_info_missing, inventory_missing, reports_missing, ads_missing, ads_zero, one_marketplace_missing, one_dataset_missing, vendor_data_missing, data_late, yesterday_missing, history_missing, numbers_differ, intermittent_gaps, asked_to_reconnect, reconnect_did_not_help, status_disconnected, stopped_overnight, after_password_change, after_user_change, after_permission_change, removed_our_app, year_since_connect, cannot_authorise, not_permitted_message, blank_or_looping_page, wrong_account_data, new_connection_empty, throttling_message, amazon_down, everyone_affected, account_suspended, vacation_mode, payment_problem, brand_reports_missing, settlements_missing, many_ads_accounts_stopped, buyer_data_missing".split(
        ", "
    )
    library = Library.open()
    faults = lints.lint(library, vocabulary(), SYM, datetime.now(UTC).date(), only=only or ())
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{len(library)} articles, {len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


if __name__ == "__main__":
    app()
