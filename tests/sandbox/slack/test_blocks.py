"""
Blocks that Slack refuses are refused here, with the path of the fault.
"""

from __future__ import annotations

import inspect

from typing import Any

import pytest
import slack_sdk.models.blocks as sdk

from sandbox.slack.blocks import block_faults, rules, too_long, view_faults


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str = "x") -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def task(name: str = "t", **more: Any) -> dict[str, Any]:
    return {"type": "task_card", "task_id": name, "title": "Orders", "status": "pending", **more}


def table(rows: int = 1, cells: int = 1, text: str = "x") -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells] * rows}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def container(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "container", "title": plain("More"), "child_blocks": list(blocks)}


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ({}, "/blocks/0"),
        ("text", "/blocks/0"),
        ({"type": "sparkle"}, "/blocks/0/type"),
        ({"type": "alert", "text": plain("x")}, "/blocks/0/type"),
        ({"type": "section"}, "/blocks/0"),
        (section("x" * 3001), "/blocks/0/text/text"),
        (section(""), "/blocks/0/text/text"),
        ({"type": "section", "text": "bare"}, "/blocks/0/text"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "/blocks/0/fields/0/text"),
        ({"type": "section", "fields": [plain("x")] * 11}, "/blocks/0/fields"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text/type"),
        (actions(*[button(action_id=f"a{n}") for n in range(26)]), "/blocks/0/elements"),
        (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
        (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
        (actions(button(style="loud")), "/blocks/0/elements/0/style"),
        (actions(button(sparkle=1)), "/blocks/0/elements/0"),
        (actions(button(), button()), "/blocks/0/elements/1"),
        ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
        ({"type": "plan", "title": "x", "tasks": [task(status="bad")]}, "/blocks/0/tasks/0/status"),
        ({"type": "plan", "title": "x", "tasks": [task(), task()]}, "/blocks/0/tasks/1"),
        ({"type": "plan", "title": "x", "tasks": [task(f"{n}") for n in range(51)]}, "/blocks/0/tasks"),
        (task(details=plain("x")), "/blocks/0/details/type"),
        (table(rows=101), "/blocks/0/rows"),
        (table(cells=21), "/blocks/0/rows/0"),
        (table(text="x" * 10_001), "/blocks/0"),
        (table(text=""), "/blocks/0/rows/0/0/text"),
        (container(*[section()] * 11), "/blocks/0/child_blocks"),
        (container({"type": "card", "title": plain("x")}), "/blocks/0/child_blocks/0/type"),
        ({"type": "container", "child_blocks": [section()]}, "/blocks/0"),
        ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
        ({**section(), "block_id": "x" * 256}, "/blocks/0/block_id"),
        ({"type": "context_actions", "elements": [button()]}, "/blocks/0/elements/0/type"),
    ],
)  # fmt: skip
def test_a_faulty_block_is_named_by_its_path(block: Any, path: str) -> None:
    """Every limit and every wrong shape is refused with a JSON pointer to it."""
    found = block_faults([block])
    assert any(f.endswith(f"[json-pointer:{path}]") for f in found), found


@pytest.mark.parametrize(
    "block",
    [
        section("x" * 3000),
        {"type": "divider"},
        RICH,
        task(details=RICH, output=RICH),
        {"type": "plan", "title": "Looking", "tasks": [task("1"), task("2", status="complete")]},
        container(section(), table(), {"type": "context", "elements": [plain("x")]}),
        table(rows=100, cells=20),
        actions(button(style="primary", confirm={"title": plain("?"), "text": plain("Sure?")})),
        {"type": "markdown", "text": "**bold**"},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "f",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                }
            ],
        },
    ],
    ids=lambda block: block["type"],
)
def test_a_sound_block_is_taken(block: dict[str, Any]) -> None:
    """Blocks within their limits have no fault."""
    assert block_faults([block]) == []


def test_a_message_holds_fifty_blocks() -> None:
    """Fifty blocks are taken, fifty-one are not."""
    assert block_faults([section()] * 50) == []
    assert "no more than 50 items" in block_faults([section()] * 51)[0]


def test_a_message_holds_one_table_even_in_a_container() -> None:
    """A second table is refused wherever it is."""
    assert "/blocks/1/child_blocks/0" in block_faults([table(), container(table())])[0]


def test_block_ids_are_unique() -> None:
    """Two blocks with one block_id are refused."""
    named = {**section(), "block_id": "same"}
    assert "block_id already exists" in block_faults([named, dict(named)])[0]


def test_markdown_blocks_share_one_limit() -> None:
    """All markdown blocks of a message together hold 12,000 characters."""
    half = {"type": "markdown", "text": "x" * 6001}
    assert block_faults([half]) == []
    assert block_faults([half, dict(half)])


def test_a_message_of_much_json_is_too_long() -> None:
    """About thirteen thousand characters of blocks are too many."""
    assert not too_long([section("x" * 3000)] * 4)
    assert too_long([section("x" * 3000)] * 5)


@pytest.mark.parametrize("kind", ["plan", "task_card", "markdown", "context_actions"])
def test_blocks_of_messages_are_refused_in_a_modal(kind: str) -> None:
    """What only a message can show is refused on another surface."""
    found = block_faults([{"type": kind}], "modal")
    assert found[0].startswith(f"unsupported type: {kind}")


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("T"), "blocks": [section()], **more}


INPUT = {"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    ("view", "path"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(blocks=[section()] * 101), "/view/blocks"),
        (modal(blocks=[INPUT]), "/view"),
        ({"type": "modal", "blocks": []}, "/view"),
        ("modal", "/view"),
        (modal(type="popup"), "/view/type"),
    ],
)
def test_a_faulty_view_is_named_by_its_path(view: Any, path: str) -> None:
    """A modal's own limits are refused with a JSON pointer."""
    assert any(f.endswith(f"[json-pointer:{path}]") for f in view_faults(view))


def test_a_sound_view_is_taken() -> None:
    """A modal within its limits has no fault, nor has an App Home."""
    assert view_faults(modal(blocks=[INPUT], submit=plain("Go"))) == []
    assert view_faults({"type": "home", "blocks": [table()]}) == []


def sdk_blocks() -> list[Any]:
    found = [c for _, c in inspect.getmembers(sdk, inspect.isclass) if issubclass(c, sdk.Block)]
    return [c for c in found if getattr(c, "type", None) in rules()["blocks"]]


@pytest.mark.parametrize("block", sdk_blocks(), ids=lambda c: c.type)
def test_the_rules_know_every_attribute_of_the_sdk(block: Any) -> None:
    """No attribute that slack-sdk can send is unknown to the rules."""
    known = set(rules()["blocks"][block.type].get("fields", {})) | {"type", "block_id"}
    attributes = set(object.__new__(block).attributes)
    assert attributes <= known


@pytest.mark.parametrize("block", sdk_blocks(), ids=lambda c: c.type)
def test_the_rules_agree_with_the_sdk_on_lengths(block: Any) -> None:
    """Where slack-sdk has a limit, ours is the same."""
    fields = rules()["blocks"][block.type].get("fields", {})
    for name, limit in vars(block).items():
        field = name.removesuffix("_max_length")
        if field == name or field not in fields:
            continue
        # a video's title and author must be shorter than the SDK's figure, not up to it
        allowed = (limit, limit - 1) if block.type == "video" else (limit,)
        assert fields[field].get("max") in allowed, field
