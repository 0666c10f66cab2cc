"""
Waiting until a person or the system says stop.
"""

from __future__ import annotations

import asyncio
import signal


async def interrupted() -> None:
    """
    Return at SIGINT or SIGTERM.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
