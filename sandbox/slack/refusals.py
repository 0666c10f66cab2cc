"""
How the Web API says no.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """
    A call that Slack answers with `ok: false`; `error` is Slack's own name for the reason.
    """

    def __init__(self, error: str, messages: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(error if not messages else f"{error}: {'; '.join(messages)}")
        self.error = error
        self.messages = messages
        self.more = more

    def body(self) -> dict[str, Any]:
        """
        The answer's body.
        """
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            noted = [f"[ERROR] {message}" for message in self.messages]
            body["response_metadata"] = {"messages": noted}
            if self.error == "invalid_blocks":
                body["errors"] = list(self.messages)
        return body
