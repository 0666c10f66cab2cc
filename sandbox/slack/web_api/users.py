"""
Methods about people, groups and companies.
"""

from __future__ import annotations

from sandbox.slack import payloads
from sandbox.slack.cast import OURS
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State
from sandbox.slack.web_api.arguments import needed


def info(state: State, args: Json) -> Json:
    """
    users.info
    """
    held = state.users.get(needed(args, "user"))
    if held is None or not held.known:
        raise Refusal("user_not_found")
    return {"user": payloads.user(state, held)}


def listing(state: State, _args: Json) -> Json:
    """
    users.list: our own people and those that we share a channel with
    """
    held = [payloads.user(state, user) for user in state.users.values() if user.known]
    return {"members": held, "response_metadata": {"next_cursor": ""}}


def group_members(state: State, args: Json) -> Json:
    """
    usergroups.users.list
    """
    name = needed(args, "usergroup")
    if name not in state.cast.groups:
        raise Refusal("no_such_subteam")
    return {"users": list(state.cast.groups[name])}


def team_info(state: State, args: Json) -> Json:
    """
    team.info
    """
    team = state.teams.get(str(args.get("team") or OURS))
    if team is None:
        raise Refusal("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


METHODS = {
    "team.info": team_info,
    "usergroups.users.list": group_members,
    "users.info": info,
    "users.list": listing,
}
