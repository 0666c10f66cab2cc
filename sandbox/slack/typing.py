"""
Turns what a person types in the page into what Slack delivers.
"""

from __future__ import annotations

import re

from sandbox.slack.cast import User


_LINK = re.compile(r"https?://[^\s<>|]+")
_HANDLE = re.compile(r"(?<![\w@])@([a-z][\w.-]*)")


def as_delivered(text: str, users: dict[str, User]) -> str:
    """
    Text with Slack's three characters escaped, and handles and links made Slack's own.

    What merely looks like a mention (`<!channel>`) is thereby text.
    """
    handles = {user.name: user.id for user in users.values()}
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINK.sub(lambda found: f"<{found[0]}>", text)

    def mention(found: re.Match[str]) -> str:
        known = handles.get(found[1])
        return f"<@{known}>" if known else found[0]

    return _HANDLE.sub(mention, text)
