"""
Methods about the app itself: who am I, validate these blocks.
"""

from __future__ import annotations

from sandbox.slack.blocks import block_faults, too_long, view_faults
from sandbox.slack.cast import APP_ID, BOT_ID, BOT_USER, OURS
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State


def auth_test(state: State, _args: Json) -> Json:
    """
    auth.test
    """
    team, bot = state.teams[OURS], state.users[BOT_USER]
    return {
        "url": f"https://{team.domain}.slack.example/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(_state: State, args: Json) -> Json:
    """
    api.test
    """
    return {"args": args}


def bots_info(state: State, args: Json) -> Json:
    """
    bots.info
    """
    if args.get("bot", BOT_ID) != BOT_ID:
        raise Refusal("bot_not_found")
    name = state.users[BOT_USER].name
    bot = {"id": BOT_ID, "deleted": False, "name": name, "app_id": APP_ID, "user_id": BOT_USER}
    return {"bot": bot}


def blocks_validate(_state: State, args: Json) -> Json:
    """
    blocks.validate: every fault with its path
    """
    if "view" in args:
        faults = view_faults(args["view"])
    else:
        message = args.get("message")
        held = message.get("blocks") if isinstance(message, dict) else args.get("blocks")
        faults = block_faults(held)
        if not faults and too_long(held):
            raise Refusal("msg_blocks_too_long")
    if faults:
        raise Refusal("invalid_blocks", tuple(faults))
    return {}


METHODS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "blocks.validate": blocks_validate,
    "bots.info": bots_info,
}
