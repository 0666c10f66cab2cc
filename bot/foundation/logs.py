"""
Logs as text or JSON, with the case on every line, and no library's chatter that could hold a token.
"""

from __future__ import annotations

import json
import logging
import sys

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from bot.foundation.settings import Settings

# These write addresses, headers or bodies at their lower levels; ours say what is worth knowing.
QUIET = (
    "httpx",
    "httpcore",
    "hpack",
    "sp_api",
    "slack_sdk",
    "slack_bolt",
    "aiohttp.access",
    "aiosmtplib",
    "urllib3",
    "sqlalchemy",
    "asyncio",
)

_case: ContextVar[str] = ContextVar("case", default="")


@contextmanager
def about_case(case_id: str) -> Iterator[None]:
    """
    Put a case's id on every line logged within, in this task.
    """
    token = _case.set(case_id)
    try:
        yield
    finally:
        _case.reset(token)


def set_up(settings: Settings) -> None:
    """
    Send all logs to standard error in the form and from the level that the settings name.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if settings.triage_log_format == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.triage_log_level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    engine = logging.getLogger("dbos")
    engine.setLevel(logging.WARNING)
    engine.handlers[:] = []
    engine.propagate = True


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(case)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        case = _case.get()
        record.case = f" [case {case}]" if case else ""
        return super().format(record)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "case": _case.get() or None,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
