"""
The bot in a process of its own, connected to a workspace of this process.
"""

from __future__ import annotations

import asyncio
import os
import sys

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.slack import Workspace


SERVE = ("-m", "bot.cli", "serve")
ONLY_ACKS = ("-m", "benchmarks.stage.only_acks")
START_WITHIN_S = 60.0
STOP_WITHIN_S = 30.0


@asynccontextmanager
async def bot(
    slack: Workspace,
    environment: Mapping[str, str],
    log: Path,
    what: tuple[str, ...] = SERVE,
    sockets: int = 2,
) -> AsyncIterator[int]:
    """
    Started, connected, and stopped as a deploy would stop it. Yields its process id.
    """
    settings = {
        **environment,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
        "TRIAGE_LOG_LEVEL": "warning",
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *what, env={**os.environ, **settings}, stdout=output, stderr=output
        )
    try:
        try:
            await slack.connected(START_WITHIN_S, sockets)
        except TimeoutError:
            raise RuntimeError(f"The bot did not start:\n{_end_of(log)}") from None
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
