"""
Methods that open and change modals and the App Home.
"""

from __future__ import annotations

from dataclasses import replace

from sandbox.slack import payloads
from sandbox.slack.blocks import view_faults
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State, Trigger, View
from sandbox.slack.web_api.arguments import needed


MOST_VIEWS = 3  # in a user's stack


def checked(args: Json, kind: str) -> Json:
    """
    The view of a call, refused when Slack would refuse it.
    """
    body = args.get("view")
    faults = view_faults(body)
    if not faults and isinstance(body, dict) and body["type"] != kind:
        faults = [f"must be {kind} [json-pointer:/view/type]"]
    if faults or not isinstance(body, dict):
        raise Refusal("invalid_arguments", tuple(faults))
    return body


def put(state: State, user: str, body: Json, *, previous: str = "", channel: str = "") -> View:
    """
    Show a new modal to a user, on top of `previous` or alone.
    """
    name = state.number("V")
    root = state.views[previous].root if previous else name
    held = View(name, user, body, state.number("h"), root, previous, channel)
    if not previous:
        state.stacks[user] = []
    state.views[name] = held
    state.stacks[user].append(name)
    state.changed()
    return held


def change(state: State, view: View, body: Json) -> View:
    """
    Show a user something else in a view that they have open.
    """
    held = replace(view, body=body, hash=state.number("h"), errors=())
    state.views[view.id] = held
    state.changed()
    return held


def _spend(state: State, args: Json) -> Trigger:
    trigger = state.triggers.get(needed(args, "trigger_id"))
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if trigger.spent:
        raise Refusal("exchanged_trigger_id")
    if state.now() > trigger.until:
        raise Refusal("expired_trigger_id")
    trigger.spent = True
    return trigger


def opening(state: State, args: Json) -> Json:
    """
    views.open
    """
    body = checked(args, "modal")
    external_id = body.get("external_id")
    if external_id and any(v.body.get("external_id") == external_id for v in state.views.values()):
        raise Refusal("duplicate_external_id")
    trigger = _spend(state, args)
    return {"view": payloads.view(put(state, trigger.user, body, channel=trigger.channel))}


def push(state: State, args: Json) -> Json:
    """
    views.push: on top of the modal in which the user just did something
    """
    body = checked(args, "modal")
    trigger = _spend(state, args)
    if trigger.view not in state.stacks[trigger.user]:
        raise Refusal("invalid_trigger_id")
    if len(state.stacks[trigger.user]) >= MOST_VIEWS:
        raise Refusal("push_limit_reached")
    return {"view": payloads.view(put(state, trigger.user, body, previous=trigger.view))}


def update(state: State, args: Json) -> Json:
    """
    views.update: by id or by external id; with `hash`, only if nobody changed it since
    """
    body = checked(args, "modal")
    wanted, external_id = args.get("view_id"), args.get("external_id")
    open_now = {name for stack in state.stacks.values() for name in stack}
    held = next(
        (
            view
            for name, view in state.views.items()
            if name in open_now
            and (name == wanted or (external_id and view.body.get("external_id") == external_id))
        ),
        None,
    )
    if held is None:
        raise Refusal("not_found")
    if args.get("hash") and args["hash"] != held.hash:
        raise Refusal("hash_conflict")
    return {"view": payloads.view(change(state, held, body))}


def publish(state: State, args: Json) -> Json:
    """
    views.publish: one user's App Home
    """
    user = needed(args, "user_id")
    if user not in state.users or not state.users[user].known:
        raise Refusal("user_not_found")
    body = checked(args, "home")
    before = state.homes.get(user)
    if args.get("hash") and (before is None or args["hash"] != before.hash):
        raise Refusal("hash_conflict")
    name = before.id if before else state.number("V")
    held = View(name, user, body, state.number("h"), name)
    state.homes[user] = held
    state.views[name] = held
    state.changed()
    return {"view": payloads.view(held)}


METHODS = {
    "views.open": opening,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
