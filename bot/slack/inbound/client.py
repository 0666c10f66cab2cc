"""
How we come to Slack: our client, who we are there, and what we keep out of the logs.
"""

from __future__ import annotations

import logging

import aiohttp

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.foundation.settings import Settings


class SlackRefused(Exception):
    """
    Slack will not have us; the message names the setting and says what to do.
    """


async def who_am_i(client: AsyncWebClient) -> AuthorizeResult:
    """
    Who the bot token says that we are. Raises `SlackRefused`.
    """
    try:
        me = await client.auth_test()
    except SlackApiError as reason:
        code = reason.response.get("error")
        raise SlackRefused(
            f"Slack refuses SLACK_BOT_TOKEN ({code}); install the app again and set its bot token."
        ) from reason
    except (aiohttp.ClientError, OSError) as reason:
        raise SlackRefused(
            f"Slack does not answer at {client.base_url}; is SLACK_API_URL right?"
        ) from reason
    return AuthorizeResult(
        enterprise_id=me.get("enterprise_id"),
        team_id=me.get("team_id"),
        bot_user_id=me.get("user_id"),
        bot_id=me.get("bot_id"),
        bot_token=client.token,
    )


def client_of(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """
    A client on our one session, which waits out Slack's 429 and tries again after a 500.
    """
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url.rstrip("/") + "/",
        session=session,
        logger=logging.getLogger("slack_sdk"),
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(max_retry_count=1),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ],
    )


def quieten() -> None:
    """
    Keep what people write, and our tokens, out of the libraries' logs.
    """
    # At DEBUG both print whole requests; a failed signature prints the body even at INFO.
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
