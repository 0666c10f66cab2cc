"""
The Web API's methods, one module per family; each lists its own in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.slack.state import Json, State
from sandbox.slack.web_api import about, assistant, chat, conversations, files, users, views


Handler = Callable[[State, Json], Json]

HANDLERS: dict[str, Handler] = {
    **about.METHODS,
    **assistant.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
