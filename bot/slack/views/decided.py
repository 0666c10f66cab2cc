"""
What stands in place of buttons once something was decided: who did what, when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


# A decision, the rows of buttons it concerns, and the buttons it takes away (none named: all).
_TAKES: dict[str, tuple[str, frozenset[str]]] = {
    "run_again": ("case_actions", frozenset()),
    "close": ("case_actions", frozenset()),
    "escalate": ("case_actions", frozenset({"escalate"})),
    "feedback": ("case_feedback", frozenset()),
    "approve": ("approve", frozenset()),
    "merchant": ("merchant_actions", frozenset()),
    "acknowledge": ("escalated", frozenset()),
    "interrupted": ("interrupted", frozenset()),
}


def decided(
    blocks: Sequence[dict[str, Any]], what: str, line: str, now: int
) -> list[dict[str, Any]]:
    """
    The blocks of a message with a decision's buttons replaced by a line of markup.

    `now` is in seconds. `line` is ours. Slack writes the time in each reader's own language.
    """
    prefix, taken = _TAKES[what]
    spelt = f"{datetime.fromtimestamp(now, UTC):%H:%M} UTC"  # where dates are not understood
    when = f" · <!date^{now}^{{time}}|{spelt}>"
    told = {"type": "context", "elements": [{"type": "mrkdwn", "text": line + when}]}
    after: list[dict[str, Any]] = []
    done = False
    for block in blocks:
        if not str(block.get("block_id", "")).startswith(prefix):
            after.append(block)
            continue
        left = [e for e in block.get("elements", ()) if taken and e.get("action_id") not in taken]
        if not done:
            after.append(told)
            done = True
        if left:
            # A new block_id, as Slack wants for each update.
            row = {**block, "elements": left, "block_id": f"{prefix}_{len(left)}_{now}"}
            after.append(row)
    return after
