"""
Five outcomes, five texts, after somebody said "done" or "still broken".
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cases.outcomes import outcome_of
from bot.model.answer import Answer, Verdict
from bot.model.surface import NoticeKind
from bot.slack.views import merchant
from bot.slack.views.phrases import LANGUAGES
from diagnostics.model import Finding
from tests.bot.examined import answered, found


FAILS = found("orders", "denied_role", normal=False)
OTHER = found("finances", "denied_role", normal=False)
PASSES = replace(
    found("orders", "readable", normal=True), merchant_summary="We can read your orders."
)
OUTCOMES = (
    NoticeKind.FIXED,
    NoticeKind.PARTLY_FIXED,
    NoticeKind.STILL_BROKEN,
    NoticeKind.NOTHING_BROKEN,
    NoticeKind.COULD_NOT_LOOK,
)


def answer(verdict: Verdict, *findings: Finding) -> Answer:
    """
    An answer about one connection.
    """
    whole = answered()
    part = replace(whole.connections[0], verdict=verdict, findings=findings)
    return replace(whole, connections=(part,))


BROKEN = answer(Verdict.CAUSE_FOUND, FAILS, OTHER)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (BROKEN, BROKEN, NoticeKind.STILL_BROKEN),
        (BROKEN, answer(Verdict.CAUSE_FOUND, PASSES, OTHER), NoticeKind.PARTLY_FIXED),
        (
            answer(Verdict.HEALTHY, PASSES),
            answer(Verdict.HEALTHY, PASSES),
            NoticeKind.NOTHING_BROKEN,
        ),
        (BROKEN, answer(Verdict.HEALTHY, PASSES), NoticeKind.NOTHING_BROKEN),
        (BROKEN, answer(Verdict.COULD_NOT_EXAMINE), NoticeKind.COULD_NOT_LOOK),
    ],
)
def test_each_outcome_has_its_own_name(before: Answer, after: Answer, kind: NoticeKind) -> None:
    """
    "It still does not go through" is never said where everything went through.
    """
    assert outcome_of(before, after, "k").kind is kind


def test_what_works_again_is_said_by_name() -> None:
    """
    In words that a merchant may read.
    """
    notice = outcome_of(BROKEN, answer(Verdict.CAUSE_FOUND, PASSES, OTHER), "k")
    said = merchant.notice(notice.kind, "en", what=notice.what)
    assert said is not None
    assert "We can read your orders." in said.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_outcomes_read_alike(language: str) -> None:
    """
    In every language that we answer in.
    """
    said = [merchant.notice(kind, language) for kind in OUTCOMES]
    assert len({message.text for message in said if message is not None}) == len(OUTCOMES)
