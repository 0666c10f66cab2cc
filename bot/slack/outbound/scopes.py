"""
Whether Slack would have us: our token, and the scopes it was given against those of the manifest.
"""

from __future__ import annotations

from pathlib import Path

import aiohttp
import yaml

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.foundation.settings import Settings


# In a checkout it stands at the top; an installation has it beside this package.
MANIFEST = next(
    (p for p in (Path(__file__).parents[n] / "manifest.yml" for n in (3, 1)) if p.is_file()),
    Path(__file__).parents[1] / "manifest.yml",
)


class Unwell(Exception):
    """
    Slack will not have us; the message says why.
    """


async def who_we_are(settings: Settings) -> tuple[str, frozenset[str]]:
    """
    What Slack calls us, and the scopes of our token. Raises `Unwell`.
    """
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url.rstrip("/") + "/",
        timeout=10,
    )
    try:
        me = await client.auth_test()
    except SlackApiError as refused:
        raise Unwell(f"Slack refuses SLACK_BOT_TOKEN ({refused.response.get('error')}).") from None
    except (aiohttp.ClientError, OSError, TimeoutError):
        raise Unwell(f"Slack does not answer at {settings.slack_api_url}.") from None
    headers = {str(name).lower(): str(value) for name, value in (me.headers or {}).items()}
    given = headers.get("x-oauth-scopes", "")
    scopes = frozenset(scope.strip() for scope in given.split(",") if scope.strip())
    return f"{me.get('user', 'the bot')} in {me.get('team', 'our workspace')}", scopes


def scopes_wanted() -> frozenset[str]:
    """
    The scopes of manifest.yml; none where the file is not beside the program.
    """
    if not MANIFEST.is_file():
        return frozenset()
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
