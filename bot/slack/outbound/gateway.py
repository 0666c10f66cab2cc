"""
The only way out to Slack: every post, edit and ephemeral passes here.

Right before each post it asks who can read the channel and refuses what was not made for them.
A post that Slack finds malformed goes out as plain text: never silence.
"""

from __future__ import annotations

import logging

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from slack_sdk.errors import SlackApiError, SlackObjectFormationError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.model.surface import SurfaceUnavailable
from bot.slack.outbound.audience import Audiences
from bot.slack.outbound.edit_budget import EditBudget
from bot.slack.outbound.errors import CannotPost, WrongAudience, details, judged, short
from bot.slack.views.parts import BlockMessage
from knowledge.base.article import Audience


log = logging.getLogger(__name__)

_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


LINKS = 2000  # addresses remembered


@dataclass(frozen=True, slots=True)
class Posted:
    """
    Where a message of ours stands.
    """

    channel: str
    ts: str


class Gateway:
    """
    Posts and edits, under the audience's rule and Slack's rates.
    """

    def __init__(
        self, client: AsyncWebClient, audiences: Audiences, budget: EditBudget | None = None
    ) -> None:
        self.client = client
        # Progress is dropped when Slack says 429, never repeated.
        self._hasty = AsyncWebClient(
            token=client.token, base_url=client.base_url, session=client.session, retry_handlers=[]
        )
        self.audiences = audiences
        self._links: dict[Posted, str] = {}  # an address never changes
        self.budget = budget or EditBudget()

    async def post(
        self,
        channel: str,
        message: BlockMessage,
        *,
        thread: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> Posted:
        """
        Post a message. Raises WrongAudience, CannotPost, or SurfaceUnavailable.
        """
        await self._permit(channel, message)
        arguments: dict[str, Any] = {
            "channel": channel,
            "unfurl_links": False,
            "unfurl_media": False,
            "thread_ts": thread or None,
            "metadata": metadata,
        }
        answer = await self._send("chat_postMessage", message, arguments)
        return Posted(str(answer.get("channel") or channel), str(answer["ts"]))

    async def edit(self, posted: Posted, message: BlockMessage, *, last: bool) -> bool:
        """
        Edit a message. Progress (`last=False`) is dropped when the budget is short: False then.
        """
        await self._permit(posted.channel, message)
        # Last of all: an edit that is counted long before it leaves falls into a later minute.
        if last:
            await self.budget.end()
        elif not await self.budget.progress():
            return False
        arguments: dict[str, Any] = {"channel": posted.channel, "ts": posted.ts}
        try:
            await self._send("chat_update", message, arguments, wait=last)
        except SurfaceUnavailable:
            if last:
                raise
            return False
        return True

    async def whisper(
        self, channel: str, user: str, message: BlockMessage, *, thread: str = ""
    ) -> bool:
        """
        Show something to one person only; False where Slack cannot (they left, or are away).
        """
        try:
            await self.client.chat_postEphemeral(
                channel=channel,
                user=user,
                text=message.text,
                blocks=_blocks(message),
                thread_ts=thread or None,
            )
        except (SlackApiError, aiohttp.ClientError, OSError) as reason:
            log.warning("Could not whisper to %s in %s: %s", user, channel, short(reason))
            return False
        return True

    async def respond(self, response_url: str, message: BlockMessage, thread: str = "") -> bool:
        """
        Answer a command or click privately at its address (5 times, for 30 minutes).

        Works where we are not a member; False when Slack did not take it. What was clicked in a
        thread is answered there: in the channel beside it nobody would see it.
        """
        webhook = AsyncWebhookClient(response_url, session=self.client.session)
        try:
            answer = await webhook.send_dict(
                {
                    "text": message.text,
                    "blocks": _blocks(message),
                    "response_type": "ephemeral",
                    "replace_original": False,
                    "unfurl_links": False,
                    "unfurl_media": False,
                    "thread_ts": thread or None,
                }
            )
        except (aiohttp.ClientError, OSError) as reason:
            log.warning("Could not answer at a response address: %s", short(reason))
            return False
        if answer.status_code != HTTPStatus.OK:
            log.warning("Slack refused a private answer: %s", answer.status_code)
        return answer.status_code == HTTPStatus.OK

    async def direct(self, user: str) -> str:
        """
        The id of our direct conversation with a person. Raises CannotPost or SurfaceUnavailable.
        """
        answer = await self.call("conversations_open", users=user)
        return str(answer["channel"]["id"])

    async def permalink(self, posted: Posted) -> str:
        """
        The address of a message, asked once; empty when Slack would not say.
        """
        if posted in self._links:
            return self._links[posted]
        try:
            answer = await self.call(
                "chat_getPermalink", channel=posted.channel, message_ts=posted.ts
            )
        except (CannotPost, SurfaceUnavailable):
            return ""
        link = self._links[posted] = str(answer.get("permalink", ""))
        if len(self._links) > LINKS:
            self._links.pop(next(iter(self._links)))
        return link

    async def find(self, channel: str, thread: str, case: str, key: str) -> Posted | None:
        """
        Our own earlier message for this case and key, recognised by its metadata.
        """
        name = "conversations_replies" if thread else "conversations_history"
        arguments: dict[str, Any] = {"channel": channel, "limit": 100}
        if thread:
            arguments["ts"] = thread
        try:
            answer = await self.call(name, include_all_metadata=True, **arguments)
        except (CannotPost, SurfaceUnavailable):
            return None
        for message in answer.get("messages") or ():
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("case") == case and payload.get("key") == key:
                return Posted(channel, str(message["ts"]))
        return None

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """
        Any other call, with our three ways to fail instead of the SDK's.
        """
        try:
            return (await getattr(self.client, method)(**arguments)).data  # type: ignore[no-any-return]
        except SlackApiError as reason:
            raise judged(self.audiences.access, reason) from reason
        except (aiohttp.ClientError, OSError) as reason:
            raise SurfaceUnavailable("Slack could not be reached.") from reason

    async def _permit(self, channel: str, message: BlockMessage) -> None:
        if message.made_for is Audience.MERCHANT:
            return
        audience = await self.audiences.known(channel)
        if audience is None:
            raise SurfaceUnavailable(f"Slack did not say who can read {channel}.")
        if audience is Audience.MERCHANT:
            raise WrongAudience(f"{channel} can be read from outside, or may be.")

    async def _send(
        self, method: str, message: BlockMessage, arguments: dict[str, Any], *, wait: bool = True
    ) -> Mapping[str, Any]:
        try:
            blocks = _blocks(message)
        except SlackObjectFormationError:
            log.exception("A message broke one of Slack's limits and goes out as text")
            blocks = None
        # Without blocks an edit must say so, or Slack keeps the old ones.
        plain: list[dict[str, Any]] | None = [] if method == "chat_update" else None
        send = getattr(self.client if wait else self._hasty, method)
        try:
            try:
                answer = await send(text=message.text, blocks=blocks or plain, **arguments)
            except SlackApiError as reason:
                if not blocks or reason.response.get("error") not in _BLOCKS_REFUSED:
                    raise
                log.error("Slack refused our blocks: %s", details(reason))  # noqa: TRY400
                answer = await send(text=message.text, blocks=plain, **arguments)
        except SlackApiError as reason:
            if reason.response.get("error") == "ratelimited" and method == "chat_update":
                await self.budget.pause(float(reason.response.headers.get("Retry-After", 30)))
            raise judged(self.audiences.access, reason) from reason
        except (aiohttp.ClientError, OSError) as reason:
            raise SurfaceUnavailable("Slack could not be reached.") from reason
        return answer.data  # type: ignore[no-any-return]


def _blocks(message: BlockMessage) -> list[dict[str, Any]] | None:
    return message.as_json() or None
