"""
What the rules read and what a text as a whole speaks of, weighed against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.explain.explainer import Explained, Explainer
from bot.explain.given import given_from
from bot.model.answer import Verdict
from knowledge.base.article import FAMILIES
from knowledge.base.library import Library
from knowledge.messages.report_families import ReportFamilies


NAMED = "The LWA secret token you provided has expired."  # Amazon's own words for one cause
BARE = '{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}'
UNREAD = "Lorem ipsum dolor sit amet."


class Says:
    """
    Models that are as sure of one family as the test wants them.
    """

    def __init__(self, family: str, share: float) -> None:
        rest = (1 - share) / (len(FAMILIES) - 1)
        self._shares = dict.fromkeys(FAMILIES, rest) | {family: share}

    def families(self, *_: object) -> Mapping[str, float]:
        """
        The same of every text.
        """
        return self._shares


def explained(text: str, family: str, share: float) -> Explained:
    library = Library.open()
    return Explainer(library, meaning=Says(family, share)).explain(given_from({"body": text}))  # type: ignore[arg-type]


def test_where_both_agree_the_cause_is_named() -> None:
    """
    Up to what a paste may reach.
    """
    found = explained(NAMED, "app_credentials_invalid", 0.9)
    assert found.verdict is Verdict.CAUSE_FOUND
    assert found.causes[0].family == "app_credentials_invalid"
    assert found.causes[0].probability <= 0.79


def test_unsure_models_do_not_unseat_what_the_rules_name() -> None:
    """
    A leaning elsewhere is no reason.
    """
    found = explained(NAMED, "amazon_outage", 0.2)
    assert found.verdict is Verdict.CAUSE_FOUND
    assert found.causes[0].family == "app_credentials_invalid"


def test_where_both_are_sure_and_disagree_nothing_is_named() -> None:
    """
    The other cause is offered, as a hint.
    """
    found = explained(NAMED, "amazon_outage", 0.99)
    assert found.verdict is Verdict.AMBIGUOUS
    assert found.causes[0].family == "amazon_outage"
    assert found.causes[0].probability <= 0.50


def test_a_bare_refusal_stays_unexplained() -> None:
    """
    However sure the models are: the text gives no reason.
    """
    found = explained(BARE, "authorization_revoked", 0.99)
    assert found.verdict is Verdict.UNEXPLAINED
    assert all(cause.probability <= 0.30 for cause in found.causes)


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.9, Verdict.AMBIGUOUS), (0.3, Verdict.UNEXPLAINED)]
)
def test_where_no_rule_reads_anything_sure_models_hint(share: float, verdict: Verdict) -> None:
    """
    And unsure ones only lean.
    """
    found = explained(UNREAD, "data_delay", share)
    assert found.verdict is verdict
    assert found.causes[0].family == "data_delay"
    assert found.causes[0].probability <= 0.50


def test_a_family_of_many_causes_is_told_by_what_they_have_together() -> None:
    """
    The first cause may have less than one of another family; its family has the most.
    """
    found = explained(UNREAD, "permission_changed_user", 0.4)
    assert found.causes[0].family == "permission_changed_user"
    assert found.causes[0].probability < found.together <= 0.30


class Hears:
    """
    A reader of messages who takes none for ours.
    """

    def ratios(self, *_: object) -> Mapping[str, float]:
        """
        Nothing.
        """
        return {}

    def relevant(self, *_: object) -> bool:
        """
        No.
        """
        return False


def test_small_talk_means_nothing() -> None:
    """
    Though the models find a family for every text.
    """
    explainer = Explainer(Library.open(), Hears(), Says("not_a_connection_failure", 0.9))  # type: ignore[arg-type]
    explained = explainer.explain_text(UNREAD)
    assert (explained.verdict, explained.causes) == (Verdict.UNEXPLAINED, ())


def test_an_error_text_is_read_though_nobody_says_a_word() -> None:
    """
    What a rule reads is ours, however it sounds.
    """
    explainer = Explainer(Library.open(), Hears(), Says("app_credentials_invalid", 0.9))  # type: ignore[arg-type]
    assert explainer.explain_text(NAMED).verdict is Verdict.CAUSE_FOUND


def test_without_their_files_the_rules_stand(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A damaged installation still explains what it can, and says what is missing.
    """
    explained = Explainer(Library.open(), meaning=ReportFamilies(tmp_path)).explain_text(NAMED)
    assert explained.verdict is Verdict.CAUSE_FOUND
    assert "families.npz cannot be read" in caplog.text


def test_without_models_the_rules_stand() -> None:
    """
    As a program without them reads.
    """
    alone = Explainer(Library.open()).explain_text(UNREAD)
    assert (alone.verdict, alone.causes) == (Verdict.UNEXPLAINED, ())
