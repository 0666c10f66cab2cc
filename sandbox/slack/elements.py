"""
Finds interactive elements in blocks and writes down what a user did with one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.slack.state import Json


ONE_OPTION = ("static_select", "external_select", "overflow", "radio_buttons")
MANY_OPTIONS = ("checkboxes", "multi_static_select", "multi_external_select")
PICKED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def interactive(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """
    Every element that can be acted upon, with the id of its block.
    """
    for number, block in enumerate(blocks):
        name = str(block.get("block_id", f"b{number}"))
        held = list(block.get("elements", [])) + list(block.get("actions", []))
        held += [block[key] for key in ("accessory", "element") if key in block]
        for element in held:
            if element.get("type") == "card":
                yield from ((name, action) for action in element.get("actions", []))
            elif "action_id" in element or element.get("type") == "button":
                yield name, element
        yield from interactive(block.get("child_blocks", []))


def find(blocks: Sequence[Json], action_id: str, value: str | None) -> tuple[str, Json]:
    """
    The element with that action id (and value, when several share it).

    Raises LookupError with what there is to act upon.
    """
    held = [(b, e) for b, e in interactive(blocks) if e.get("action_id") == action_id]
    for block, element in held:
        if value is not None and element.get("value") == value:
            return block, element
    if held:
        return held[0]
    there = sorted({str(e.get("action_id")) for _, e in interactive(blocks)})
    raise LookupError(f"nothing here has the action {action_id!r}; there is {there or 'nothing'}")


def done_with(element: Json, value: Any) -> Json:
    """
    The `actions` entry's own part for this element and what the user chose or typed.
    """
    kind = element.get("type", "button")
    if kind in ONE_OPTION:
        return {"selected_option": _option(element, value)}
    if kind in MANY_OPTIONS:
        return {"selected_options": [_option(element, one) for one in value or []]}
    if kind in PICKED:
        return {PICKED[kind]: value}
    if kind == "feedback_buttons":
        good = element["positive_button"]
        return {"value": good["value"] if value is None else value}
    if kind in ("button", "icon_button"):
        held = element.get("value") if value is None else value
        said: Json = {"text": element.get("text")}
        return said if held is None else {**said, "value": held}
    return {"value": value}


def initial(element: Json) -> Any:
    """
    What an input holds before anybody touched it.
    """
    if "initial_value" in element:
        return element["initial_value"]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    for name, held in element.items():
        if name.startswith("initial_"):
            return held
    return [] if element.get("type") in MANY_OPTIONS else None


def values(blocks: Sequence[Json], given: Json) -> Json:
    """
    A view's `state.values`: block id → action id → what is held.

    `given` names inputs by block id or by action id.
    """
    held: Json = {}
    for number, block in enumerate(blocks):
        if block.get("type") not in ("input", "section", "actions"):
            continue
        name = str(block.get("block_id", f"b{number}"))
        for _, element in interactive([{**block, "block_id": name}]):
            if element["type"] in ("button", "overflow", "icon_button"):
                continue
            action = str(element.get("action_id", name))
            value = given.get(action, given.get(name, initial(element)))
            if isinstance(value, dict) and action in value:
                value = value[action]
            held.setdefault(name, {})[action] = {
                "type": element["type"],
                **done_with(element, value),
            }
    return held


def missing(blocks: Sequence[Json], held: Json) -> dict[str, str]:
    """
    The inputs that Slack's own client would not let a user leave empty.
    """
    faults = {}
    for number, block in enumerate(blocks):
        if block.get("type") != "input" or block.get("optional"):
            continue
        name = str(block.get("block_id", f"b{number}"))
        said = [v for state in held.get(name, {}).values() for k, v in state.items() if k != "type"]
        if not any(said):
            faults[name] = "Please fill out this required field"
    return faults


def _option(element: Json, value: Any) -> Json | None:
    if value is None or isinstance(value, dict):
        return value
    groups = element.get("option_groups", [])
    options = list(element.get("options", [])) + [o for g in groups for o in g["options"]]
    for option in options:
        if option["value"] == value:
            return dict(option)
    return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
