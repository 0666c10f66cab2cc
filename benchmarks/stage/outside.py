"""
The simulated Amazon in a process of its own, so that its work is not counted as ours.

`python -m benchmarks.stage.outside FOLDER [--generated N] [--latency S]` prints the settings that
point the product at it, as one line of JSON, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.foundation.settings import Settings
from sandbox.amazon import Amazon, Scenarios
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Outside:
    """
    The other process, by its settings and its control address.
    """

    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """
        The product's own settings, read as it reads them.
        """
        values = {name.lower(): value for name, value in self.environment.items()}
        return Settings(_env_file=None, **values)  # type: ignore[arg-type]

    def calls(self, after: int = 0) -> list[dict[str, Any]]:
        """
        The calls it was asked since the one with this number.
        """
        return list(httpx.get(self._control(f"calls?after={after}"), timeout=30).json())

    def change(self, place: str, **asked: Any) -> None:
        """
        Post to its control address: `world`, `latency`, `state` …
        """
        httpx.post(self._control(place), json=asked, timeout=30).raise_for_status()

    def _control(self, place: str) -> str:
        parts = urlsplit(self.environment["TRIAGE_LWA_URL"])
        return f"{parts.scheme}://{parts.netloc}/_sandbox/{place}"


@contextmanager
def outside(folder: Path, *, generated: int = 0, latency: float = 0.0) -> Iterator[Outside]:
    """
    Start it, for as long as the `with` lasts. The records of connections are in `folder`.
    """
    arguments = [str(folder), "--generated", str(generated), "--latency", str(latency)]
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stage.outside", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Outside(json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()


async def _serve(folder: Path, generated: int, latency: float) -> None:
    world = World(folder, Scenarios.generated(generated) if generated else None)
    # Amazon's rates are off: a measurement repeats its questions more often than they allow.
    world.amazon = Amazon(world.scenarios, latency=latency, enforce_rates=False)
    async with world:
        print(json.dumps(world.settings), flush=True)
        await asyncio.to_thread(sys.stdin.read)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    asked = parser.parse_args()
    asyncio.run(_serve(asked.folder, asked.generated, asked.latency))


if __name__ == "__main__":
    _main()
