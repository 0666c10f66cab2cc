"""
`triage serve` in a process of its own, to be killed, stopped and started again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from collections.abc import Mapping
from pathlib import Path


ROOT = Path(__file__).parents[2]
OURS = ("TRIAGE_", "SLACK_")
STOP_WITHIN = 60.0


class Bot:
    """
    One process at a time; its log grows over all of them.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path, name: str = "bot") -> None:
        self.settings = dict(settings)
        self.log = folder / f"{name}.log"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *command: str) -> None:
        """
        Begin a process; it is not connected yet.
        """
        environment = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(command or ("-m", "bot.cli", "serve")),
                env={**environment, "PYTHONPATH": str(ROOT), **self.settings},
                cwd=self._folder,
                stdout=output,
                stderr=output,
            )

    @property
    def pid(self) -> int:
        """
        The process's number.
        """
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """
        `kill -9`, and gone when this returns.
        """
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """
        SIGTERM, as a deploy would; its exit status.
        """
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int:
        """
        Its exit status, once it ends by itself.
        """
        assert self._process is not None
        return await self._process.wait()

    async def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(number)
        try:
            return await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise

    @property
    def said(self) -> str:
        """
        All it wrote.
        """
        return self.log.read_text(errors="replace") if self.log.exists() else ""
