"""
What is added to a report without changing what it says changes nothing of what is made of it.
"""

from __future__ import annotations

import pytest

from bot.explain.explainer import Explainer
from bot.explain.given import given_from
from knowledge.base.library import Library
from knowledge.messages.labelled import UNKNOWN, read_labelled
from knowledge.messages.reader import MessageReader
from knowledge.messages.report_families import ReportFamilies


EVERY = 4  # of the labelled reports


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    """
    The product as it is.
    """
    library = Library.open()
    return Explainer(library, MessageReader(library), ReportFamilies())


def family(
    explainer: Explainer, given: dict[str, object], before: str = "", after: str = ""
) -> str:
    """
    The family in front of a report with something added to its words.
    """
    words = "\n".join(filter(None, (before, str(given.get("user_text") or ""), after)))
    causes = explainer.explain(given_from({**given, "user_text": words})).causes
    return causes[0].family if causes else UNKNOWN


REPORTS = [
    dict(case.given)
    for case in read_labelled()
    if case.given.get("user_text") and not case.findings and case.cause != UNKNOWN
][::EVERY]


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        ("", "Nobody changed a password and the account is not suspended.", 0.97),
        ("", "Das Passwort wurde nicht geändert.", 0.97),
        ("", "It is not a rate limit.", 0.97),
        ("", "Is the account suspended?", 0.98),
        ("", "What should we do?", 0.98),
        ("", "Is this a known problem?", 0.98),
        ("", "The order is 404-5551234-1234567.", 0.99),
        ("Hello team,", "Thank you so much!", 0.99),
    ],
)
def test_what_says_nothing_of_the_fault_changes_nothing(
    explainer: Explainer, before: str, after: str, share: float
) -> None:
    """
    A denial, a question, an order number, a greeting.
    """
    same = [family(explainer, r) == family(explainer, r, before, after) for r in REPORTS]
    assert sum(same) >= share * len(same), f"{sum(same)} of {len(same)}"
