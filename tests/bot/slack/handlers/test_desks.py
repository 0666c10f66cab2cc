"""
The scripted desk of these tests is asked exactly what the real one is asked.
"""

from __future__ import annotations

import inspect

import pytest

from bot.cases.desk import Desk
from tests.bot.slack.desk import ScriptedDesk


ASKED = ["answer", "open_case", "preview", "signal", "view"]


@pytest.mark.parametrize("name", ASKED)
def test_the_scripted_desk_takes_what_the_real_one_takes(name: str) -> None:
    """
    Name by name, default by default: what drifts from the desk fails here.
    """
    scripted, real = getattr(ScriptedDesk, name), getattr(Desk, name)
    assert scripted is not real
    assert inspect.signature(scripted) == inspect.signature(real)
