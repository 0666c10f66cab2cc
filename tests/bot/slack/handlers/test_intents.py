"""
What people type, and what it is read as.
"""

from __future__ import annotations

import pytest

from bot.slack.handlers import intents as words
from bot.slack.handlers.intents import Want


@pytest.mark.parametrize(
    ("text", "want", "merchant", "rest"),
    [
        ("", Want.MODAL, "", ""),
        ("   ", Want.MODAL, "", ""),
        ("M1001", Want.TRIAGE, "M1001", ""),
        ("M1001 orders   stopped", Want.TRIAGE, "M1001", "orders stopped"),
        ("acme-42 nothing syncs", Want.TRIAGE, "acme-42", "nothing syncs"),
        ("help", Want.HELP, "", ""),
        ("channels", Want.CHANNELS, "", ""),
        ("bind M1001", Want.BIND, "", ""),
        ("unbind", Want.UNBIND, "", ""),
        ("M1001 they see 403 Unauthorized", Want.TRIAGE, "M1001", "they see 403 Unauthorized"),
        ('{"error": "invalid_grant"}', Want.EXPLAIN, "", ""),
        ("explain their bookkeeper left", Want.EXPLAIN, "", ""),
        ("explain", Want.EXPLAIN, "", ""),
        ("¿qué?", Want.UNCLEAR, "", ""),
        ("<!channel>", Want.UNCLEAR, "", ""),
    ],
)
def test_a_command_is_read(text: str, want: Want, merchant: str, rest: str) -> None:
    """
    The first word decides.
    """
    wish = words.command(text)
    assert (wish.want, wish.merchant) == (want, merchant)
    if want is Want.TRIAGE:
        assert wish.text == rest


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("run it again", Want.RUN_AGAIN),
        ("can you check again please", Want.RUN_AGAIN),
        ("rerun", Want.RUN_AGAIN),
        ("please escalate this", Want.ESCALATE),
        ("and ads?", Want.TOPIC),
        ("what about the orders?", Want.TOPIC),
        ("I've reconnected", Want.DONE),
        ("done", Want.DONE),
        ("erledigt", Want.DONE),
        ("it is still not working", Want.STILL_BROKEN),
        ("that didn’t help", Want.STILL_BROKEN),
        ("geht immer noch nicht", Want.STILL_BROKEN),
        ("toujours pas de commandes", Want.STILL_BROKEN),
        ('{"error":"invalid_grant"}', Want.EXPLAIN),
        ("thanks!", Want.UNCLEAR),
        ("see you at lunch", Want.UNCLEAR),
        ("are we done for today?", Want.UNCLEAR),
        ("it is not done yet", Want.UNCLEAR),
    ],
)
def test_a_follow_up_is_read(text: str, want: Want) -> None:
    """
    In a thread, without a mention.
    """
    assert words.follow_up(text).want is want


@pytest.mark.parametrize(
    ("text", "want", "merchant"),
    [
        ("<@UBOT> M1001", Want.TRIAGE, "M1001"),
        ("<@UBOT> triage M1001 orders stopped", Want.TRIAGE, "M1001"),
        ("<@UBOT> triage acme nothing", Want.TRIAGE, "acme"),
        ("<@UBOT> what is wrong with M1001?", Want.TRIAGE, "M1001"),
        ("<@UBOT> kb reconnect", Want.SEARCH, ""),
        ("<@UBOT>", Want.HELP, ""),
        ("<@UBOT> what does 403 Unauthorized mean", Want.EXPLAIN, ""),
        ("<@UBOT> explain: their bookkeeper left", Want.EXPLAIN, ""),
        ("<@UBOT> my orders are gone", Want.UNCLEAR, ""),
    ],
)
def test_a_mention_is_read(text: str, want: Want, merchant: str) -> None:
    """
    As people speak to it.
    """
    wish = words.spoken(text)
    assert (wish.want, wish.merchant) == (want, merchant)


def test_slacks_markup_is_undone() -> None:
    """
    Links and escapes become what was typed.
    """
    text = "<@U1|ana> see <https://x.example/a|x.example> &lt;b&gt; &amp;"
    assert words.without_mentions(text) == "see x.example <b> &"


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
    assert words.is_courtesy(text) is said_nothing


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
    assert (words.follow_up(text).want is Want.ESCALATE) is asked
