"""
`triage …`: every command, none of them loaded before it is asked for.

A command is a function (or a group of its own) in `bot/commands/`; the list below is all that
`triage --help` needs to know of it.
"""

from __future__ import annotations

import logging
import os
import sys

from importlib import import_module
from typing import Annotated, Any

import typer

from typer.core import TyperGroup

from bot.cli.exit_status import Exit, Stop
from bot.foundation.release import product_version


# name → module, attribute, what it does
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "demo", "The sandbox, the bot and a page to try it in, on loopback."),
    "sandbox": (
        "sandbox",
        "sandbox",
        "Only the outside world: Amazon, Slack and mail on loopback.",
    ),
    "serve": ("serve", "serve", "The bot, against real Slack, Amazon and mail."),
    "check": ("check", "check", "Examine one merchant's connections live; verdict, cause, steps."),
    "explain": ("explain", "explain", "What a pasted error or log excerpt means."),
    "connections": ("connections", "app", "Our own record of connections."),
    "cases": ("cases", "app", "The case file: list, show, bundle, purge."),
    "replay": ("replay", "replay", "Diagnose again from a bundle, offline."),
    "kb": ("kb", "app", "The knowledge base: read it, prove it, extend it."),
    "eval": ("evaluate", "evaluate", "Accuracy on labelled cases: table, confusion, calibration."),
    "doctor": ("doctor", "doctor", "Are we well ourselves: one line and one fix for each part."),
}

NO_SANDBOX = (
    "The sandbox is not part of this installation: run this in a checkout of the repository, "
    "set up by `make demo` or `pip install -e '.[demo]'`."
)


class _Commands(TyperGroup):
    """
    A group that knows its commands by name and imports one when it is called.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (typer's signature)
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        found = getattr(import_module(f"bot.cli.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            command: Any = typer.main.get_group(found)
        else:
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(cmd_name)(found)
            command = typer.main.get_command(app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, _, about) in COMMANDS.items()])


PRIVATE = 0o077  # what we write is for its owner alone: files 0600, folders 0700

app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def _version(asked: bool) -> None:  # noqa: FBT001  (typer's signature)
    if asked:
        print(f"triage {product_version() or '(not installed)'}")  # noqa: T201
        raise typer.Exit


@app.callback()
def _triage(
    version: Annotated[  # noqa: FBT002  (typer calls what stands behind it)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which release.")
    ] = False,
) -> None:
    """
    Find out why a merchant's Amazon connection fails, and who must do what.
    """


def main(arguments: list[str] | None = None) -> None:
    """
    Run a command and exit with its status; every way to fail is one sentence on standard error.
    """
    os.umask(PRIVATE)
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """
    Run a command and return its exit status.
    """
    try:
        status = typer.main.get_command(app).main(
            args=arguments, prog_name="triage", standalone_mode=False
        )
    except typer.Abort:
        print("Interrupted.", file=sys.stderr)  # noqa: T201
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)  # noqa: T201
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough (`triage cases list | head`).
        sys.stderr.close()
        return Exit.FINE
    except Stop as stop:
        print(stop, file=sys.stderr)  # noqa: T201
        return stop.status
    except Exception as error:
        sentence = _usage(error) or _known(error)
        if sentence is None:
            logging.getLogger(__name__).exception("A command broke")
            name = type(error).__name__
            sentence = (
                Exit.BROKEN,
                f"A fault of triage itself ({name}); the lines above say where.",
            )
        print(sentence[1], file=sys.stderr)  # noqa: T201
        return sentence[0]
    return status if isinstance(status, int) else Exit.FINE


def _usage(error: Exception) -> tuple[Exit, str] | None:
    # typer carries its own copy of click, so its errors are known by their shape.
    if not hasattr(error, "format_message"):
        return None
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "triage"
    sentence = error.format_message() or "Name a command."
    if "File" in type(error).__name__:
        return Exit.BAD_INPUT, sentence
    return Exit.USAGE, f"{sentence} See: {where} --help"


def _known(error: Exception) -> tuple[Exit, str] | None:
    if isinstance(error, ModuleNotFoundError) and _of_the_sandbox(error.name or ""):
        return Exit.USAGE, NO_SANDBOX
    # Our packages' own exceptions are sentences; named, so that help needs none of them imported.
    statuses = {
        "SettingsError": Exit.USAGE,
        "UnknownMerchant": Exit.BAD_INPUT,
        "UnknownCase": Exit.BAD_INPUT,
        "KnowledgeError": Exit.BAD_INPUT,
        "ConnectionsError": Exit.UNREACHABLE,
        "CannotListen": Exit.UNREACHABLE,
        "DatabaseError": Exit.UNREACHABLE,
        "EngineError": Exit.UNREACHABLE,
        "SlackRefused": Exit.UNREACHABLE,
        "BundleUnreadable": Exit.BAD_INPUT,
        "BundleUnwritable": Exit.BAD_INPUT,
    }
    for kind in type(error).__mro__:
        if kind.__name__ in statuses:
            return statuses[kind.__name__], str(error)
    return None


def _of_the_sandbox(module: str) -> bool:
    return module.partition(".")[0] in {"sandbox", "aiosmtpd"}
