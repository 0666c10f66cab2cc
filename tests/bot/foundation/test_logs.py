"""
Logs: one form for people, one for machines, the case on every line, and nothing of a token.
"""

from __future__ import annotations

import json
import logging

from collections.abc import Iterator

import pytest

from bot.foundation.logs import about_case, set_up
from bot.foundation.settings import Settings


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Whatever a test sets up is undone after it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_lines_carry_the_case(capsys: pytest.CaptureFixture[str]) -> None:
    """A line logged while a case is worked says which."""
    set_up(Settings(triage_log_format="json", _env_file=None))
    with about_case("7K3Q"):
        logging.getLogger("bot.x").info("looked at %s", "it")
    logging.getLogger("bot.x").info("elsewhere")
    first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (first["case"], first["message"], first["level"]) == ("7K3Q", "looked at it", "info")
    assert second["case"] is None


def test_text_lines_carry_the_case(capsys: pytest.CaptureFixture[str]) -> None:
    """People read it in the line."""
    set_up(Settings(_env_file=None))
    with about_case("7K3Q"):
        logging.getLogger("bot.x").warning("slow")
    assert "bot.x [case 7K3Q]: slow" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["httpx", "sp_api", "slack_sdk", "slack_bolt", "aiosmtplib"])
def test_libraries_stay_quiet_at_debug(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """They write tokens and bodies at their lower levels, so those never get out."""
    set_up(Settings(triage_log_level="debug", _env_file=None))
    logging.getLogger(name).debug("Authorization: Bearer Atza|FAKE")
    logging.getLogger(name).info("POST with Atzr|FAKE")
    assert capsys.readouterr().err == ""
