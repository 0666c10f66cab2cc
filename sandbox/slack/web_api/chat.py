"""
Methods that post, edit and remove messages.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack import payloads
from sandbox.slack.blocks import block_faults, too_long
from sandbox.slack.cast import BOT_USER, OURS
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, Message, State
from sandbox.slack.web_api.arguments import channel, flag, needed, own_message


MOST_TEXT = 40_000  # characters; Slack cuts what is longer
MOST_MARKDOWN = 12_000


def content(args: Json) -> dict[str, Any]:
    """
    The text and blocks of a call, refused when Slack would refuse them.
    """
    text, blocks = str(args.get("text") or ""), args.get("blocks") or []
    markdown = args.get("markdown_text")
    if markdown:
        if blocks or text:
            raise Refusal("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise Refusal("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if not text:
        # Stricter than Slack, which takes blocks alone and then notifies people of nothing.
        raise Refusal("no_text")
    faults = block_faults(blocks)
    if faults:
        raise Refusal("invalid_blocks", tuple(faults))
    if too_long(blocks):
        raise Refusal("msg_blocks_too_long")
    return {"text": text[:MOST_TEXT], "blocks": tuple(blocks)}


def metadata(args: Json) -> Json | None:
    """
    Message metadata, which needs an event type and a payload.
    """
    held = args.get("metadata")
    if held is None:
        return None
    if not isinstance(held, dict) or "event_type" not in held or "event_payload" not in held:
        raise Refusal("metadata_must_be_sent_from_app")
    return held


def post_message(state: State, args: Json) -> Json:
    """
    chat.postMessage
    """
    where = channel(state, args, joined=True)
    thread = str(args.get("thread_ts") or "")
    if thread:
        parent = state.find(where.id, thread)
        if parent is None:
            raise Refusal("thread_not_found")
        thread = parent.root
    held = state.add(
        Message(
            where.id,
            state.next_ts(),
            BOT_USER,
            thread=thread,
            bot=True,
            metadata=metadata(args),
            unfurl=flag(args, "unfurl_links", otherwise=True),
            **content(args),
        )
    )
    return {"channel": where.id, "ts": held.ts, "message": payloads.message(state, held)}


def post_ephemeral(state: State, args: Json) -> Json:
    """
    chat.postEphemeral: the addressee must be in the channel
    """
    where, user = channel(state, args, joined=True), needed(args, "user")
    if user not in where.members:
        raise Refusal("user_not_in_channel")
    ts = state.next_ts()
    thread = str(args.get("thread_ts") or "")
    state.ephemerals.append(
        Message(
            where.id, ts, BOT_USER, thread=thread, bot=True, only_for=user, **content(args)
        )
    )  # fmt: skip
    state.changed()
    return {"message_ts": ts}


def update(state: State, args: Json) -> Json:
    """
    chat.update: only what the bot itself posted, and never an ephemeral
    """
    before = own_message(state, args, "cant_update_message")
    changes = {**content(args), "edited_at": state.next_ts(), "edits": before.edits + 1}
    if "blocks" not in args and "markdown_text" not in args:
        changes["blocks"] = before.blocks  # an empty array is what takes them away
    if "metadata" in args:
        changes["metadata"] = metadata(args)
    held = state.edit(before, **changes)
    state.emit("message_changed", held, before)
    answer = {"channel": held.channel, "ts": held.ts, "text": held.text}
    return {**answer, "message": payloads.message(state, held)}


def delete(state: State, args: Json) -> Json:
    """
    chat.delete
    """
    held = own_message(state, args, "cant_delete_message")
    state.remove(held)
    return {"channel": held.channel, "ts": held.ts}


def permalink(state: State, args: Json) -> Json:
    """
    chat.getPermalink
    """
    where, ts = channel(state, args), needed(args, "message_ts")
    held = state.find(where.id, ts)
    if held is None:
        raise Refusal("message_not_found")
    link = f"https://{state.teams[OURS].domain}.slack.example/archives/{where.id}"
    link += f"/p{ts.replace('.', '')}"
    if held.thread:
        link += f"?thread_ts={held.thread}&cid={where.id}"
    return {"channel": where.id, "permalink": link}


METHODS = {
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
}
