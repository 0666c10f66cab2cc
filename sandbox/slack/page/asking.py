"""
How the page asks and is refused.
"""

from __future__ import annotations

import json

from aiohttp import web

from sandbox.slack.state import Json


async def asked_for(request: web.Request) -> Json:
    """
    The object that was posted; an empty one when it was none.
    """
    try:
        held = json.loads(await request.text())
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return held if isinstance(held, dict) else {}


def refused(sentence: str, status: int) -> web.Response:
    """
    A refusal that the page shows to its user.
    """
    return web.json_response({"ok": False, "shown": sentence}, status=status)
