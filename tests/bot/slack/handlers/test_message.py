"""
What Slack delivers, read into plain values.
"""

from __future__ import annotations

from typing import Any

from bot.slack.handlers.message import InboundMessage


def body(**event: Any) -> dict[str, Any]:
    """
    An envelope around an event of a merchant's.
    """
    whole = {"channel": "CALPHA", "ts": "1.2", "user": "UALPHA", "user_team": "TALPHA", "text": ""}
    return {"team_id": "TOURS", "event": {**whole, **event}}


def test_files_and_forwarded_messages_are_counted() -> None:
    """
    They are not read, so somebody has to know that they are there.
    """
    heard = InboundMessage.read(
        body(subtype="file_share", files=[{"id": "F1"}], attachments=[{"is_share": True}]), "UBOT"
    )
    assert heard is not None
    assert heard.files == 2


def test_a_mention_added_by_editing_is_another_message() -> None:
    """
    Slack sends it with the time of the message that was heard already.
    """
    first = InboundMessage.read(body(text="our orders are gone"), "UBOT")
    edited = InboundMessage.read(
        body(type="app_mention", text="<@UBOT> our orders are gone", edited={"ts": "9.9"}), "UBOT"
    )
    assert first is not None
    assert edited is not None
    assert first.identity != edited.identity
