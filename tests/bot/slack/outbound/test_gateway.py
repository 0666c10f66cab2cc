"""
The way out to Slack: nothing internal goes where it is not known who reads.
"""

from __future__ import annotations

import pytest

from slack_sdk.web.async_client import AsyncWebClient

from bot.model.surface import SurfaceUnavailable
from bot.slack.outbound.gateway import Gateway
from bot.slack.views.parts import BlockMessage
from knowledge.base.article import Audience


class NobodySays:
    """
    Slack did not answer when it was asked who reads a channel.
    """

    async def known(self, _: str) -> Audience | None:
        return None


class Recorded(AsyncWebClient):
    """
    A client that keeps what it would have posted.
    """

    def __init__(self) -> None:
        super().__init__(token="xoxb-FAKE")
        self.posted: list[str] = []

    async def chat_postMessage(self, **arguments: object) -> dict[str, object]:  # type: ignore[override]  # noqa: N802
        self.posted.append(str(arguments["channel"]))
        return {"channel": arguments["channel"], "ts": "1.0"}


def gateway(client: Recorded) -> Gateway:
    """
    A gateway that cannot learn who reads.
    """
    return Gateway(client, NobodySays())  # type: ignore[arg-type]


async def test_internal_text_waits_where_slack_did_not_say_who_reads() -> None:
    """
    Nothing leaves, and the call may be tried again.
    """
    client = Recorded()

    with pytest.raises(SurfaceUnavailable):
        await gateway(client).post("CWHO", BlockMessage("Case 7K3Q: invalid_grant"))
    assert client.posted == []
