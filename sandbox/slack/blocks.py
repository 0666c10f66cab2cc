"""
Refuses the blocks and views that Slack refuses, naming the path of each fault.

The rules are data (block_rules.yml) walked here; slack-sdk's own models are asked as a second
authority. A fault is one sentence that ends in `[json-pointer:/blocks/…]`, as Slack's do.
"""

from __future__ import annotations

import json
import logging

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block


Json = dict[str, Any]

MOST_JSON = 13_200  # characters of a message's blocks, past which Slack says msg_blocks_too_long
MOST_TABLE_TEXT = 10_000
MOST_MARKDOWN = 12_000
BLOCK_ID = {"is": "string", "max": 255}

logging.getLogger("slack_sdk.models").setLevel(logging.ERROR)  # it warns of each block it lacks


@lru_cache(maxsize=1)
def rules() -> Json:
    """
    The rules of block_rules.yml.
    """
    text = (Path(__file__).parent / "block_rules.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
    loaded: Json = yaml.load(text, loader)  # noqa: S506 - both are the safe ones
    loaded["shapes"] = {**loaded["elements"], **loaded["blocks"]}
    return loaded


def block_faults(blocks: Any, surface: str = "message", at: str = "/blocks") -> list[str]:
    """
    What is wrong with these blocks on that surface (message, modal, home), best known first.
    """
    if not isinstance(blocks, list):
        return [_at("must be an array of blocks", at)]
    known = rules()["surfaces"][surface]
    faults = list(_list(blocks, {"max": known["max"]}, at))
    for number, block in enumerate(blocks):
        faults.extend(_shape(block, known["among"], f"{at}/{number}"))
    if not faults:
        faults.extend(_whole(blocks, at))
    return faults or list(_second_authority(blocks, at))


def view_faults(view: Any) -> list[str]:
    """
    What is wrong with a modal or an App Home.
    """
    if not isinstance(view, dict):
        return [_at("must be a view object", "/view")]
    rule = rules()["view"]
    faults = list(_object(view, rule, "/view"))
    surface = "home" if view.get("type") == "home" else "modal"
    if surface == "modal" and "title" not in view:
        faults.append(_at("missing required field: title", "/view"))
    blocks = view.get("blocks", [])
    faults.extend(block_faults(blocks, surface, "/view/blocks"))
    asks = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if surface == "modal" and asks and "submit" not in view:
        faults.append(_at("missing required field: submit", "/view"))
    return faults


def too_long(blocks: Any) -> bool:
    """
    Whether a message's blocks are more JSON than Slack takes.
    """
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MOST_JSON


def _at(sentence: str, path: str) -> str:
    return f"{sentence} [json-pointer:{path}]"


def _shape(value: Any, among: list[str], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _at("must be an object", path)
        return
    kind = value.get("type")
    if not isinstance(kind, str):
        yield _at("missing required field: type", path)
    elif kind not in among:
        yield _at(f"unsupported type: {kind}", f"{path}/type")
    else:
        blocks = rules()["blocks"]
        # an image is both a block and an element; the block knows a title besides
        shape = blocks[kind] if kind in blocks else rules()["elements"][kind]
        common = {"type": {"is": "any"}, "block_id": BLOCK_ID} if kind in blocks else {"type": {}}
        yield from _object(value, shape, path, common)


def _object(value: Any, shape: Json, path: str, common: Json | None = None) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _at("must be an object", path)
        return
    for name in shape.get("needed", []):
        if value.get(name) is None:
            yield _at(f"missing required field: {name}", path)
    any_of = shape.get("any_of", [])
    if any_of and not any(value.get(name) for name in any_of):
        yield _at(f"missing required field: {' or '.join(any_of)}", path)
    fields = {**(common or {}), **shape.get("fields", {})}
    for name, held in value.items():
        if name in fields:
            yield from _value(held, fields[name], f"{path}/{name}")
        elif not shape.get("open"):
            yield _at(f"invalid additional property: {name}", path)


def _value(value: Any, rule: Json, path: str) -> Iterator[str]:
    kind = rule.get("is", "any")
    if kind == "text":
        yield from _text(value, rule, path)
    elif kind == "string":
        yield from _string(value, rule, path)
    elif kind == "list":
        yield from _list(value, rule, path)
    elif kind == "shape" and "name" in rule:
        yield from _object(value, rules()["objects"][rule["name"]], path)
    elif kind == "shape":
        yield from _shape(value, rule["among"], path)
    elif kind == "enum" and value not in rule["among"]:
        yield _at(f"must be one of {', '.join(rule['among'])}", path)
    elif kind == "bool" and not isinstance(value, bool):
        yield _at("must be a boolean", path)
    elif kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield _at("must be a number", path)


def _string(value: Any, rule: Json, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield _at("must be a string", path)
    elif len(value) > rule.get("max", len(value)):
        yield _at(f"must be less than {rule['max'] + 1} characters", path)
    elif len(value) < rule.get("min", 0):
        yield _at(f"must be more than {rule['min'] - 1} characters", path)


def _text(value: Any, rule: Json, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _at("must be a text object", path)
        return
    kinds = ["plain_text"] if rule.get("plain") else ["plain_text", "mrkdwn"]
    if value.get("type") not in kinds:
        yield _at(f"unsupported type: {value.get('type')}", f"{path}/type")
    yield from _string(value.get("text"), {"min": 1, **rule}, f"{path}/text")


def _list(value: Any, rule: Json, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield _at("must be an array", path)
        return
    if len(value) > rule.get("max", len(value)):
        yield _at(f"no more than {rule['max']} items allowed", path)
    if len(value) < rule.get("min", 0):
        yield _at(f"no less than {rule['min']} items allowed", path)
    for number, held in enumerate(value):
        yield from _value(held, rule.get("of", {}), f"{path}/{number}")


def _whole(blocks: list[Json], at: str) -> Iterator[str]:
    """
    Rules over several blocks at once.
    """
    every = list(_all_blocks(blocks, at))
    tables = [(block, path) for block, path in every if block["type"] == "table"]
    if len(tables) > 1:
        yield _at("only one table allowed per message", tables[1][1])
    for table, path in tables:
        if sum(_table_text(cell) for row in table["rows"] for cell in row) > MOST_TABLE_TEXT:
            yield _at(f"more than {MOST_TABLE_TEXT} characters in all cells", path)
    written = sum(len(block["text"]) for block, _ in every if block["type"] == "markdown")
    if written > MOST_MARKDOWN:
        yield _at(f"more than {MOST_MARKDOWN} characters in all markdown blocks", at)
    yield from _repeated(every, "block_id")
    for block, path in every:
        tasks = [(task, f"{path}/tasks/{n}") for n, task in enumerate(block.get("tasks", []))]
        yield from _repeated(tasks, "task_id")
        actions = block.get("elements", []) if block["type"] == "actions" else []
        yield from _repeated(
            [(e, f"{path}/elements/{n}") for n, e in enumerate(actions)], "action_id"
        )


def _repeated(held: list[tuple[Json, str]], name: str) -> Iterator[str]:
    seen: set[str] = set()
    for value, path in held:
        if value.get(name) in seen:
            yield _at(f"{name} already exists: {value[name]}", path)
        if value.get(name):
            seen.add(value[name])


def _all_blocks(blocks: list[Json], at: str) -> Iterator[tuple[Json, str]]:
    for number, block in enumerate(blocks):
        yield block, f"{at}/{number}"
        yield from _all_blocks(block.get("child_blocks", []), f"{at}/{number}/child_blocks")


def _table_text(cell: Json) -> int:
    if "elements" in cell:
        return sum(_table_text(element) for element in cell["elements"])
    return len(str(cell.get("text", "")))


def _second_authority(blocks: list[Json], at: str) -> Iterator[str]:
    """
    What slack-sdk's models refuse and the rules above let through.
    """
    for number, block in enumerate(blocks):
        try:
            parsed = Block.parse(dict(block))
            if parsed is not None:
                parsed.validate_json()
        except (SlackObjectFormationError, TypeError) as refusal:
            yield _at(str(refusal), f"{at}/{number}")
