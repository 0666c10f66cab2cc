"""
What people type, and what it is read as.
"""

from __future__ import annotations

import pytest

from bot.slack.handlers import intents
from bot.slack.handlers.intents import IntentKind


@pytest.mark.parametrize(
    ("text", "want", "merchant", "rest"),
    [
        ("", IntentKind.MODAL, "", ""),
        ("   ", IntentKind.MODAL, "", ""),
        ("M1001", IntentKind.TRIAGE, "M1001", ""),
        ("M1001 orders   stopped", IntentKind.TRIAGE, "M1001", "orders stopped"),
        ("acme-42 nothing syncs", IntentKind.TRIAGE, "acme-42", "nothing syncs"),
        ("help", IntentKind.HELP, "", ""),
        ("channels", IntentKind.CHANNELS, "", ""),
        ("bind M1001", IntentKind.BIND, "", ""),
        ("unbind", IntentKind.UNBIND, "", ""),
        (
            "M1001 they see 403 Unauthorized",
            IntentKind.TRIAGE,
            "M1001",
            "they see 403 Unauthorized",
        ),
        ('{"error": "invalid_grant"}', IntentKind.EXPLAIN, "", ""),
        ("explain their bookkeeper left", IntentKind.EXPLAIN, "", ""),
        ("explain", IntentKind.EXPLAIN, "", ""),
        ("¿qué?", IntentKind.UNCLEAR, "", ""),
        ("<!channel>", IntentKind.UNCLEAR, "", ""),
    ],
)
def test_a_command_is_read(text: str, want: IntentKind, merchant: str, rest: str) -> None:
    """
    The first word decides.
    """
    wish = intents.command(text)
    assert (wish.want, wish.merchant) == (want, merchant)
    if want is IntentKind.TRIAGE:
        assert wish.text == rest


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("run it again", IntentKind.RUN_AGAIN),
        ("can you check again please", IntentKind.RUN_AGAIN),
        ("rerun", IntentKind.RUN_AGAIN),
        ("please escalate this", IntentKind.ESCALATE),
        ("and ads?", IntentKind.TOPIC),
        ("what about the orders?", IntentKind.TOPIC),
        ("I've reconnected", IntentKind.DONE),
        ("done", IntentKind.DONE),
        ("erledigt", IntentKind.DONE),
        ("it is still not working", IntentKind.STILL_BROKEN),
        ("that didn’t help", IntentKind.STILL_BROKEN),
        ("geht immer noch nicht", IntentKind.STILL_BROKEN),
        ("toujours pas de commandes", IntentKind.STILL_BROKEN),
        ('{"error":"invalid_grant"}', IntentKind.EXPLAIN),
        ("thanks!", IntentKind.UNCLEAR),
        ("see you at lunch", IntentKind.UNCLEAR),
        ("are we done for today?", IntentKind.UNCLEAR),
        ("it is not done yet", IntentKind.UNCLEAR),
    ],
)
def test_a_follow_up_is_read(text: str, want: IntentKind) -> None:
    """
    In a thread, without a mention.
    """
    assert intents.follow_up(text).want is want


@pytest.mark.parametrize(
    ("text", "want", "merchant"),
    [
        ("<@UBOT> M1001", IntentKind.TRIAGE, "M1001"),
        ("<@UBOT> triage M1001 orders stopped", IntentKind.TRIAGE, "M1001"),
        ("<@UBOT> triage acme nothing", IntentKind.TRIAGE, "acme"),
        ("<@UBOT> what is wrong with M1001?", IntentKind.TRIAGE, "M1001"),
        ("<@UBOT> kb reconnect", IntentKind.SEARCH, ""),
        ("<@UBOT>", IntentKind.HELP, ""),
        ("<@UBOT> what does 403 Unauthorized mean", IntentKind.EXPLAIN, ""),
        ("<@UBOT> explain: their bookkeeper left", IntentKind.EXPLAIN, ""),
        ("<@UBOT> my orders are gone", IntentKind.UNCLEAR, ""),
    ],
)
def test_a_mention_is_read(text: str, want: IntentKind, merchant: str) -> None:
    """
    As people speak to it.
    """
    wish = intents.spoken(text)
    assert (wish.want, wish.merchant) == (want, merchant)


def test_slacks_markup_is_undone() -> None:
    """
    Links and escapes become what was typed.
    """
    text = "<@U1|ana> see <https://x.example/a|x.example> &lt;b&gt; &amp;"
    assert intents.without_mentions(text) == "see x.example <b> &"


@pytest.mark.parametrize(
    ("text", "said_nothing"),
    [
        ("thanks!", True),
        ("ok great, thank you so much :pray:", True),
        ("danke schön", True),
        ("", True),
        ("ok, the admin is on holiday", False),
        ("hello, our orders are gone", False),
        ("help!", False),
        ("no", False),
    ],
)
def test_courtesy_is_told_from_news(text: str, *, said_nothing: bool) -> None:
    """
    One word that says something makes it something to read.
    """
    assert intents.is_courtesy(text) is said_nothing


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("escalate", True),
        ("could you escalate this please?", True),
        ("please hand it over", True),
        ("let's not escalate yet", False),
        ("don't escalate", False),
        ("should we escalate?", False),
        ("did you escalate it", False),
    ],
)
def test_talk_about_escalating_is_no_request(text: str, *, asked: bool) -> None:
    """
    Colleagues weigh it in the thread; an email is not to leave for that.
    """
    assert (intents.follow_up(text).want is IntentKind.ESCALATE) is asked
