"""
manifest.yml, our handlers and docs/slack.md say the same.
"""

from __future__ import annotations

import json

from pathlib import Path
from typing import Any

import pytest
import yaml

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from bot.runtime.doctor import examined
from bot.slack import register
from bot.slack.handlers import actions, modals
from sandbox.slack import Workspace
from tests.bot.slack.conftest import settings_for


ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT.parent / "shared" / "data" / "manifest-schemas"
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
ASKED_FOR = set(MANIFEST["oauth_config"]["scopes"]["bot"])
BOT_EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def test_slacks_own_schema_takes_it() -> None:
    """
    The published schema, with the two that it refers to.
    """
    if not SCHEMAS.is_dir():
        pytest.skip("Slack's published manifest schemas are not beside this project.")
    main = json.loads((SCHEMAS / "manifest.schema.json").read_text())
    registry: Registry[Any] = Registry()
    for version in ("1.0.0", "2.0.0"):
        part = json.loads((SCHEMAS / f"manifest.schema.{version}.json").read_text())
        for address in _references(main):
            if address.endswith(f"manifest.schema.{version}.json"):
                registry = registry.with_resource(address, Resource(part, DRAFT7))  # type: ignore[call-arg]
    faults = list(Draft7Validator(main, registry=registry).iter_errors(MANIFEST))
    assert [fault.message for fault in faults] == []


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(part) for part in value))
    return set()


def test_every_command_has_a_handler() -> None:
    """
    And every handler a command.
    """
    named = {row["command"] for row in MANIFEST["features"]["slash_commands"]}
    assert named == set(register.COMMANDS)


def test_every_shortcut_has_a_handler() -> None:
    """
    By its callback id.
    """
    named = {row["callback_id"] for row in MANIFEST["features"]["shortcuts"]}
    assert named == set(register.SHORTCUTS)  # type: ignore[attr-defined]


def test_every_event_has_a_handler() -> None:
    """
    The three kinds of message are one event to the code.
    """
    named = {"message" if event.startswith("message.") else event for event in BOT_EVENTS}
    assert named == {*register.HEARD, *register.EVENTS}  # type: ignore[attr-defined]


def test_the_documents_explain_every_scope_and_event() -> None:
    """
    And none that the manifest does not ask for.
    """
    text = (ROOT / "docs" / "slack.md").read_text()
    rows = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    scopes = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert rows - {"connections:write"} == scopes | BOT_EVENTS


@pytest.mark.parametrize("folder", ["bot/slack"])
def test_every_button_has_a_handler(folder: str) -> None:
    """
    Each action id that a view names is registered; a button that does nothing is worse than none.
    """
    named: set[str] = set()
    for path in (ROOT / folder / "views").glob("*.py"):
        for line in path.read_text().split("button(")[1:]:
            quoted = line.split('"')
            if len(quoted) > 3 and line.lstrip().startswith('"'):
                named.add(quoted[3])
            elif line.lstrip().startswith("said."):
                named.add(quoted[1])
    assert named - {"feedback"} <= set(actions.ACTIONS)
    assert named
    assert set(modals.SUBMISSIONS) == {
        "triage_form",
        "escalate_form",
        "wrong_cause_form",
        "edit_form",
    }


@pytest.mark.parametrize(
    ("scopes", "health", "said"),
    [
        (ASKED_FOR, "ok", "every scope of the manifest"),
        (ASKED_FOR - {"users:read"}, "error", "without the scopes users:read"),
        (ASKED_FOR | {"files:read"}, "warning", "no use for: files:read"),
    ],
)
async def test_the_doctor_compares_the_token_with_the_manifest(
    slack: Workspace, tmp_path: Path, scopes: set[str], health: str, said: str
) -> None:
    """
    What is lacking stops things from working; what is more than needed should be given back.
    """
    slack.api.scopes = set(scopes)
    report = next(r for r in await examined(settings_for(slack, tmp_path)) if r.part == "slack")
    assert report.health == health
    assert said in report.sentence
