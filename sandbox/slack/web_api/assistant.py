"""
Methods of the agent's own pane: a status while it works, and prompts to start from.
"""

from __future__ import annotations

from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State
from sandbox.slack.web_api.arguments import needed


MOST_PROMPTS = 4
MOST_LOADING = 10


def set_status(state: State, args: Json) -> Json:
    """
    assistant.threads.setStatus: in any thread, channels included; empty clears it
    """
    key = (needed(args, "channel_id"), needed(args, "thread_ts"))
    if key[0] not in state.channels:
        raise Refusal("channel_not_found")
    if len(args.get("loading_messages") or []) > MOST_LOADING:
        raise Refusal("invalid_arguments", (f"no more than {MOST_LOADING} items allowed",))
    if args.get("status"):
        state.statuses[key] = str(args["status"])
    else:
        state.statuses.pop(key, None)
    state.changed()
    return {}


def set_suggested_prompts(state: State, args: Json) -> Json:
    """
    assistant.threads.setSuggestedPrompts
    """
    prompts = args.get("prompts") or []
    if len(prompts) > MOST_PROMPTS:
        raise Refusal("invalid_arguments", (f"no more than {MOST_PROMPTS} items allowed",))
    if any(not isinstance(p, dict) or not p.get("title") or not p.get("message") for p in prompts):
        raise Refusal("invalid_arguments", ("each prompt needs a title and a message",))
    key = (needed(args, "channel_id"), str(args.get("thread_ts") or ""))
    state.prompts[key] = {"title": args.get("title", ""), "prompts": prompts}
    state.changed()
    return {}


def set_title(_state: State, args: Json) -> Json:
    """
    assistant.threads.setTitle
    """
    needed(args, "title")
    return {}


METHODS = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_suggested_prompts,
    "assistant.threads.setTitle": set_title,
}
