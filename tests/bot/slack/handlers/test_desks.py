"""
The scripted desk of these tests is asked exactly what the real one is asked.
"""

from __future__ import annotations

import inspect

import pytest

from bot.cases.desk import Desk
from bot.slack.handlers.ports import CaseDesk
from tests.bot.slack.desk import ScriptedDesk


ASKED = sorted(name for name in vars(CaseDesk) if not name.startswith("_"))


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("desk", [Desk, ScriptedDesk])
def test_each_desk_takes_what_slack_asks(desk: type, name: str) -> None:
    """
    Name by name, default by default: what drifts from the protocol fails here.
    """
    asked = inspect.signature(getattr(CaseDesk, name))
    assert inspect.signature(getattr(desk, name)) == asked


def test_everything_slack_asks_is_compared() -> None:
    """
    Five questions; a protocol read as empty would prove nothing.
    """
    assert ASKED == ["answer", "open_case", "preview", "signal", "view"]
