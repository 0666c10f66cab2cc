"""
`triage serve` without Slack's budget of edits, for a workspace whose limits are off.

At fifty edits a minute five thousand messages would take more than an hour and a half to end.
"""

from __future__ import annotations

import bot.slack.app

from bot.cli.commands.serve import serve
from bot.slack.outbound.edit_budget import EditBudget


EDITS = 1_000_000


def _unlimited(**_: object) -> EditBudget:
    return EditBudget(edits=EDITS)


if __name__ == "__main__":
    bot.slack.app.EditBudget = _unlimited  # type: ignore[assignment, attr-defined]
    serve()
