"""
The audit of a run names what should not have been sent, and is content with what may be.
"""

from __future__ import annotations

import contextlib
import re

from dataclasses import replace
from typing import Any

import pytest

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Ack, Call, Workspace
from sandbox.slack.audit import faults
from tests.conftest import excused


def post(text: str = "All is well", **more: Any) -> Call:
    args = {"channel": "CALPHA", "text": text, "unfurl_links": False, **more}
    return Call(
        at=1.0,
        method="chat.postMessage",
        args=args,
        ms=1.0,
        status=200,
        error="",
        channel="CALPHA",
        external=True,
    )


COMMAND = Ack(at=1.0, kind="slash_commands", name="/triage", user="UAGENT", ok=True, ms=12.0)


def test_a_clean_run_has_no_fault() -> None:
    """A merchant-safe post and a quick acknowledgement are fine."""
    assert faults([post("Amazon is answering again.")], [COMMAND]) == []


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (post(""), "no text"),
        (post(unfurl_links=True), "unfurling"),
        (post(blocks=[{"type": "sparkle"}]), "/blocks/0/type"),
        (post("Atzr|abc"), "secret"),
        (post("planted-word"), "secret"),
        (post("hi <!channel>"), "everybody"),
        (post("lwa_token.invalid_grant"), "lwa_token.invalid_grant"),
        (post("our client secret expired"), "client secret"),
        (post("M1002 is fine"), "M1002"),
        (post("ok", metadata={"event_payload": {"case": "lwa_token.invalid_grant"}}), "signal"),
    ],
)
def test_a_fault_in_a_shared_channel_is_named(call: Call, named: str) -> None:
    """Each thing that must not reach a shared channel is found, blocks and metadata included."""
    bound = {"CALPHA": frozenset({"M1001"})}
    found = faults([call], planted=["planted-word"], bound=bound)
    assert len(found) == 1
    assert named in found[0] or named == "signal"


def test_internal_words_are_fine_in_an_internal_channel() -> None:
    """What another company cannot read may say what was seen."""
    inside = replace(post("lwa_token.invalid_grant of M1002"), external=False)
    assert faults([inside], bound={}) == []


def test_a_slow_or_missing_acknowledgement_is_named() -> None:
    """A command that was not acknowledged within three seconds is a fault; a retried event is not."""
    slow = replace(COMMAND, ms=3100.0)
    missing = replace(COMMAND, ok=False, why="timeout")
    event = replace(missing, kind="events_api")
    assert len(faults([], [slow, missing, event])) == 2


def test_too_many_edits_in_a_minute_are_named() -> None:
    """Fifty-one accepted edits within a minute are one fault."""
    edits = [replace(post(), method="chat.update", at=float(n)) for n in range(51)]
    assert len(faults(edits)) == 1
    assert faults(edits[:50]) == []


def answer(text: str, *, external: bool) -> Call:
    args = {"text": text, "response_type": "ephemeral"}
    return Call(1.0, "response_url", args, 1.0, 200, "", "CALPHA", external)


def test_what_a_merchant_alone_is_shown_counts_too() -> None:
    """An answer at a response_url says nothing internal to another company; to our own it may."""
    assert len(faults([answer("lwa_token.invalid_grant", external=True)])) == 1
    assert faults([answer("lwa_token.invalid_grant", external=False)]) == []


def test_an_acknowledgement_that_offers_merchants_to_a_merchant_is_named() -> None:
    """The choices of a menu are read by whoever typed into it."""
    offered = {"options": [{"value": "M1002"}]}
    menu = replace(COMMAND, kind="interactive", name="suggest", payload=offered)
    assert len(faults([], [replace(menu, external=True)])) == 1
    assert faults([], [menu]) == []


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
@pytest.mark.parametrize(
    ("method", "args", "fault"),
    [
        ("chat_postMessage", {"channel": "CALPHA", "text": "request id 7"}, "request id"),
        ("chat_postMessage", {"channel": "CCASES", "text": "Atzr|FAKE"}, "secret"),
        ("chat_postMessage", {"channel": "CCASES", "blocks": [], "text": ""}, "has no text"),
        (
            "chat_postMessage",
            {"channel": "CCASES", "text": "x", "blocks": [{"type": "sparkle"}]},
            "blocks/0",
        ),
        ("chat_postMessage", {"channel": "CALPHA", "text": "see M1002"}, "M1002"),
        ("chat_postEphemeral", {"channel": "CALPHA", "user": "UALPHA", "text": "a_b.c_d"}, "a_b.c"),
    ],
)
async def test_no_test_gets_away_with_it(
    monkeypatch: pytest.MonkeyPatch, method: str, args: dict[str, Any], fault: str
) -> None:
    """Each fault, planted in a real workspace, fails the test that closes it, wherever it is."""
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/anywhere.py::test_of_the_bot (teardown)")
    slack = await Workspace().__aenter__()
    slack.may_name = {"CALPHA": frozenset({"M1001"})}
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    with contextlib.suppress(SlackApiError):
        await getattr(client, method)(unfurl_links=False, **args)
    with pytest.raises(AssertionError, match=re.escape(fault)):
        await slack.__aexit__(None, None, None)


def test_only_the_workspaces_own_tests_are_excused() -> None:
    """The journeys lie beside them and are not."""
    assert excused("tests/sandbox/slack/test_limits.py::test_any (setup)")
    assert not excused("tests/sandbox/slack/test_journeys.py::test_any (teardown)")
    assert not excused("tests/faults/test_kill.py::test_any (teardown)")
