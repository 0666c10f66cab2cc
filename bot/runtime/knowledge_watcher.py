"""
Follows the knowledge base on disk while the bot runs: an edit is in force within seconds.

A file that was broken by an edit leaves the last good version in force; our own people are told
once in the internal channel, and once more when it is whole again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from bot.model.surface import SurfaceUnavailable
from knowledge.base.fault import Fault
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader


log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two looks at the files
MOST = 5  # faults told in one message
FOLDERS = ("articles", "snippets", "translations")

Alarm = Callable[[str, str], Awaitable[None]]  # a key, told once, and a sentence


class KnowledgeWatcher:
    """
    One library kept up with its files, and the readings of words trained anew beside it.
    """

    def __init__(
        self, library: Library, words: Iterable[MessageReader], alarm: Alarm, every: float = EVERY
    ) -> None:
        self._library = library
        self._words = tuple(words)
        self._alarm = alarm
        self._every = every
        self._seen = stamp(library.folder)
        self._told: tuple[Fault, ...] = ()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """
        Tell what is broken already, then look again and again in the background.
        """
        await self.tell()
        self._task = asyncio.create_task(self._rounds(), name="following the knowledge base")

    async def stop(self) -> None:
        """
        Stop watching the files.
        """
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def look(self) -> bool:
        """
        Look once; True where something had changed and was read.
        """
        seen = await asyncio.to_thread(stamp, self._library.folder)
        changed = seen != self._seen
        if changed:
            await asyncio.to_thread(self._reload)
            self._seen = seen
            log.info("The knowledge base was read anew: %s articles", len(self._library))
        await self.tell()
        return changed

    async def tell(self) -> None:
        """
        Say in the internal channel what is broken now, or that it was mended; each once.

        Where the channel cannot be reached the next look says it.
        """
        faults = self._library.faults
        if faults == self._told:
            return
        sentence = describe_faults(faults, self._library.stale)
        key = hashlib.sha256(f"{self._seen}{sentence}".encode()).hexdigest()[:16]
        try:
            await self._alarm(f"knowledge.{key}", sentence)
        except SurfaceUnavailable:
            log.warning("Not said in the internal channel yet: %s", sentence)
        else:
            self._told = faults

    def _reload(self) -> None:
        self._library.reload()
        for words in self._words:
            words.read("warm up")

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.look()
            except Exception:
                log.exception("The knowledge base was not read; the next look tries again")


def describe_faults(faults: tuple[Fault, ...], stale: frozenset[str]) -> str:
    """
    What is broken and what holds meanwhile, in sentences for our own people.
    """
    if not faults:
        return "The knowledge base is whole again; every article is in force as it stands on disk."
    lines = [f"• knowledge/{fault}" for fault in faults[:MOST]]
    if len(faults) > MOST:
        lines.append(f"• and {len(faults) - MOST} more: triage kb lint")
    held = f" The last good version stays in force of: {', '.join(sorted(stale))}." if stale else ""
    return "\n".join([f"The knowledge base has a broken file.{held}", *lines])


def stamp(folder: Path) -> str:
    """
    Something that differs as soon as a file of the base was written, added or removed.
    """
    digest = hashlib.sha256()
    for name in FOLDERS:
        for path in sorted((folder / name).rglob("*.*")):
            try:
                seen = path.stat()
            except OSError:
                continue  # gone between the listing and the look
            digest.update(f"{path}:{seen.st_mtime_ns}:{seen.st_size}\n".encode())
    for path in sorted(folder.glob("*.yml")):
        with contextlib.suppress(OSError):
            digest.update(f"{path}:{path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
