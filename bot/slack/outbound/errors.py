"""
How Slack refuses, in our words: not there, not to these readers, or not now.
"""

from __future__ import annotations

from http import HTTPStatus

from slack_sdk.errors import SlackApiError

from bot.model.surface import SurfaceUnavailable
from bot.slack.outbound.audience import LOCKED_OUT, Access


_LATER = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error"})
_LATER |= frozenset({"service_unavailable", "request_timeout", "team_added_to_org"})
_SENTENCES = {
    "not_in_channel": "I am not in that channel; invite me with /invite @triage.",
    "channel_not_found": "I cannot see that channel; invite me with /invite @triage.",
    "is_archived": "That channel is archived.",
    "restricted_action": "A workspace setting does not let me post there.",
    "message_not_found": "That message is gone.",
}


class WrongAudience(Exception):
    """
    The message was made for our own people, and others can read the channel.
    """


class CannotPost(Exception):
    """
    Slack will not take posts there, now or later; the message says why and what to do.
    """


def judged(access: Access, reason: SlackApiError) -> Exception:
    """
    Slack's refusal as one of our ways to fail: for good, or for now.
    """
    code = access.heard(reason)
    if code in LOCKED_OUT:
        return SurfaceUnavailable(f"Slack refuses our bot token ({code}).")
    if code in _LATER or int(reason.response.status_code or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SurfaceUnavailable(f"Slack did not take it now ({code or 'server error'}).")
    return CannotPost(_SENTENCES.get(code, f"Slack refused ({code})."))


def details(reason: SlackApiError) -> str:
    """
    What Slack says is wrong with our blocks.
    """
    # Slack's own words about our own blocks: a JSON path and a rule, no content.
    messages = (reason.response.get("response_metadata") or {}).get("messages") or ()
    return "; ".join(str(message) for message in messages)[:500]


def short(reason: BaseException) -> str:
    """
    A failure in a word, for the log.
    """
    if isinstance(reason, SlackApiError):
        return str(reason.response.get("error", ""))
    return type(reason).__name__
