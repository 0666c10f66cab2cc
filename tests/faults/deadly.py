"""
`triage serve` in which examining one merchant ends the whole process, as a fault in a library would.
"""

from __future__ import annotations

import os
import signal

from typing import Any

from bot.cli.commands.serve import serve
from bot.triage.use_case import Triage


DEADLY = "M1005"
examine = Triage.triage


async def triage(self: Triage, merchant_id: str, *words: Any, **named: Any) -> Any:
    """
    An examination that one merchant's case does not let us survive.
    """
    if merchant_id == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return await examine(self, merchant_id, *words, **named)


if __name__ == "__main__":
    Triage.triage = triage  # type: ignore[method-assign]
    serve()
