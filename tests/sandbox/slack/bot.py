"""
A small bot built with Bolt, which does one of each thing and remembers what it heard.
"""

from __future__ import annotations

import asyncio

from typing import Any

from slack_bolt.app.async_app import AsyncApp


MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "ask",
    "private_metadata": "opaque",
    "title": {"type": "plain_text", "text": "Triage"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "merchant",
            "label": {"type": "plain_text", "text": "Merchant"},
            "element": {"type": "external_select", "action_id": "merchants"},
        },
        {
            "type": "input",
            "block_id": "why",
            "optional": True,
            "label": {"type": "plain_text", "text": "Issue"},
            "element": {"type": "plain_text_input", "action_id": "issue"},
        },
    ],
}
BUTTON: dict[str, Any] = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "again",
            "text": {"type": "plain_text", "text": "Run Again"},
            "value": "case-1",
        }
    ],
}


class EchoBot:
    """
    `heard` holds (what, body, context) of everything that arrived.
    """

    def __init__(self, app: AsyncApp) -> None:
        self.app = app
        self.heard: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self.modal_answer: dict[str, Any] = {}
        self.patience = 0.0
        app.command("/triage")(self.command)
        app.action("again")(self.action)
        app.view("ask")(self.view)
        app.options("merchants")(self.options)
        app.shortcut("triage_message")(self.shortcut)
        for name in (
            "app_mention",
            "message",
            "app_home_opened",
            "channel_shared",
            "channel_id_changed",
        ):
            app.event(name)(self.event)

    def names(self) -> list[str]:
        """
        What arrived, in order.
        """
        return [name for name, _, _ in self.heard]

    async def command(self, ack: Any, body: dict[str, Any], context: Any, client: Any) -> None:
        await asyncio.sleep(self.patience)
        await ack("On it")
        self.heard.append(("command", body, dict(context)))
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{body['text']}*"}}
        await client.chat_postMessage(
            channel=body["channel_id"], text="A plan", blocks=[section, BUTTON], unfurl_links=False
        )

    async def action(self, ack: Any, body: dict[str, Any], context: Any, client: Any) -> None:
        await ack()
        self.heard.append(("action", body, dict(context)))
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def view(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        self.heard.append(("view", body, dict(context)))
        await ack(**self.modal_answer)

    async def options(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        self.heard.append(("options", body, dict(context)))
        text = {"type": "plain_text", "text": f"{body['value']}01 Harbor"}
        await ack(options=[{"text": text, "value": "M1001"}])

    async def shortcut(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        await ack()
        self.heard.append(("shortcut", body, dict(context)))

    async def event(self, body: dict[str, Any], context: Any, request: Any) -> None:
        retry = request.headers.get("x-slack-retry-num", ["0"])[0]
        self.heard.append((body["event"]["type"], body, {**context, "retry": retry}))
