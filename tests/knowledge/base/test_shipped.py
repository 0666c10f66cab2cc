"""
The articles that are shipped, held to everything that lint holds them to.
"""

from datetime import UTC, datetime

from bot.cli.commands.kb_judge import judge, vocabulary
from knowledge.base.article import FAMILIES
from knowledge.base.fixtures import read_fixtures
from knowledge.base.wording import LANGUAGES  # type: ignore[attr-defined]
from knowledge.lint import lint
from knowledge.messages.sentences import read_sentences


def test_the_shipped_base_has_no_faults(real):
    """
    Every signal known, every outcome explained, every fixture ranked as it says.
    """
    symptoms = read_sentences(real.folder).symptoms
    today = datetime.now(UTC).date()
    faults = lint(real, vocabulary(), symptoms, today, judge=judge(real))
    # A review that falls due is a task for a person, not a broken build.
    found = [str(fault) for fault in faults if "overdue" not in fault.problem]

    assert found == []


def test_there_are_seventy_causes_of_every_family(real):
    """
    What a support desk would meet.
    """
    assert len(real) >= 70
    assert {article.family for article in real} == set(FAMILIES)


def test_every_validated_article_has_its_proof(real):
    """
    One fixture that must select it, and one that must not.
    """
    proofs, _ = read_fixtures(real.folder / "cases")
    validated = [article.id for article in real if article.confidence == "validated"]

    assert [name for name in validated if name not in proofs or not proofs[name].proves] == []


def test_the_commonest_causes_speak_every_language(real):
    """
    The causes that the help centre names, for a European marketplace seller.
    """
    causes = (
        "consent-expired",
        "role-missing",
        "throttled",
        "account-security-reset",
        "amazon-outage",
    )

    for name in causes:
        for language in LANGUAGES:
            assert real.words(name, language).language == language, (name, language)


def test_no_merchant_is_sent_to_reconnect_by_a_remedy_nobody_watches(real):
    """
    The worst advice has one kind of name, which the diagnosis knows.
    """
    for article in real:
        asked = [s for s in article.steps if s.actor in {"merchant", "account-admin", "agency"}]
        if any("paths.reconnect" in step.text for step in asked):
            assert article.reauthorizes, article.id
