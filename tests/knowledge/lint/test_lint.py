"""
Tests for `knowledge.lint`: every kind of fault is planted once and found on its line.
"""

from datetime import date

import pytest

from knowledge.base.fixtures import Judgement
from knowledge.base.library import Library
from knowledge.lint import lint
from tests.knowledge.conftest import VOCABULARY


TODAY = date(2026, 11, 23)
SYMPTOMS = {"nothing_syncs"}


def faults_of(base, judge=None, today=TODAY):
    library = Library.open(base, cache=None)
    found = lint(library, VOCABULARY, SYMPTOMS, today, judge=judge)
    return [fault for fault in found if fault.file != "base/article.py"]


def about(faults, words):
    return [fault for fault in faults if words in str(fault)]


def test_a_sound_base_has_no_faults(base, change):
    """
    The small base is whole but for one line: nothing says `age.young` is normal.
    """
    assert faults_of(base) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("token: {refused: always}", "token: {refusd: always}", 14, "Did you mean `token.refused`"),
        ("token: {refused: always}", "tokn: {refused: always}", 14, "No probe sees"),
        ("nothing_syncs: often", "nothing_sinks: often", 16, "is no symptom"),
        ("paths.reconnect }} and", "paths.reconect }} and", 22, "There is no snippet"),
        ("agree once more", "agree {% if x %}", 22, "is not the name of a snippet"),
        (
            "permission has run out.\n",
            "refresh token has run out.\n",
            19,
            "internal: `refresh token`",
        ),
        ("permission has run out.\n", "grant got HTTP 403.\n", 19, "internal"),
        ("permission has run out.\n", "lwa_token is bad.\n", 19, "internal"),
        ("agree once", "look at invalid_grant once", 22, "internal: `invalid_grant`"),
        (
            "Open {{ paths.reconnect }} and",
            "Open Settings > Apps and",
            22,
            "menu path is written out",
        ),
        ("Look again", "Delete the connection and add it again", 23, "delete something"),
        ("- support: Look", "- nobody: Wait", 23, "nothing says how long"),
        ("reauthorizes: true", "reauthorizes: false", 22, "does not say so"),
        (
            "sources:\n  - {name",
            "confused_with: [gone]\nsources:\n  - {name",
            24,
            "no article `gone`",
        ),
        ("confidence: not-validated", "confidence: validated", 6, "has no fixtures"),
        ("## Cause", "## Because", 28, "`## Cause` is missing"),
    ],
)
def test_a_planted_fault_is_found_on_its_line(  # noqa: PLR0913, PLR0917  (one case, spelt out)
    base, change, old, new, line, said
):
    """
    One edit, one fault that names what is wrong and where.
    """
    change("articles/expired.md", old, new)
    found = about(faults_of(base), said)

    assert [(fault.file, fault.line) for fault in found] == [("articles/expired.md", line)]
    assert found[0].fix


def test_a_warning_against_deleting_is_no_advice_to_delete(base, change):
    """
    An article may say what not to do.
    """
    change(
        "articles/expired.md",
        "A year is",
        "Never delete the connection and add it again. A year is",
    )

    assert about(faults_of(base), "delete something") == []


def test_an_overdue_review_is_counted_from_the_day_given(base):
    """
    The day comes from outside, so that the same base has the same faults.
    """
    late = about(faults_of(base, today=date(2027, 5, 3)), "overdue")

    assert [fault.line for fault in late] == [9, 9]
    assert "2 days" in str(late[0])


def test_over_a_page_is_too_long(base, change):
    """
    An article is read by somebody in a hurry.
    """
    change("articles/expired.md", "Everything stopped.", "Line.\n" * 60)

    assert about(faults_of(base), "over a page")


def test_an_outcome_that_no_article_mentions_is_named_at_its_probe(base, change):
    """
    Whatever a probe can see, somebody has a word about it.
    """
    change("articles/other.md", "ancient: usually", "old: usually")
    [fault] = about(faults_of(base), "`age.ancient`")

    assert fault.file == "docs/vocabulary.md"


def test_two_remedies_that_nothing_separates_are_a_tie(base, change):
    """
    The diagnosis could only guess between them.
    """
    change("articles/other.md", "ancient: usually", "old: usually")

    assert about(faults_of(base), "Nothing separates it from `other`")


def test_a_question_to_a_person_breaks_a_tie(base, change):
    """
    What no probe can tell, somebody may know.
    """
    change("articles/other.md", "ancient: usually", "old: usually")
    change(
        "articles/expired.md",
        "merchant: >-",
        "question: When?\nconfused_with: [other]\nmerchant: >-",
    )

    assert about(faults_of(base), "Nothing separates") == []


def test_a_snippet_that_nobody_uses_is_dead(base, change):
    """
    Old paths do not pile up.
    """
    change("snippets/paths.yml", "reconnect:", 'idle: {text: "x"}\nreconnect:')
    [fault] = about(faults_of(base), "`paths.idle`")

    assert (fault.file, fault.line) == ("snippets/paths.yml", 1)


def test_a_translation_out_of_step_is_named(base, change):
    """
    A step was added in English alone.
    """
    change("translations/de/expired.yml", "  - Nach einer Stunde noch einmal nachsehen.\n", "")
    [fault] = about(faults_of(base), "1 steps, the article 2")

    assert fault.file == "translations/de/expired.yml"


def test_a_translation_names_no_internals_either(base, change):
    """
    What is internal in English is internal in German.
    """
    change("translations/de/expired.yml", "Ihre jährliche Erlaubnis", "Ihr Token")

    assert about(faults_of(base), "internal: `Token`")


def test_a_translation_asks_for_nothing_that_english_may_not(base, change):
    """
    A password is asked for in no language.
    """
    text = "Schicken Sie uns Ihr Passwort. Ihre jährliche Erlaubnis"
    change("translations/de/expired.yml", "Ihre jährliche Erlaubnis", text)

    assert about(faults_of(base), "something secret (`Passwort`)")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agree once more", "What to do first."),
        (
            "permission has run out.\n",
            "What is so, and what happens next, in the merchant's words.\n",
        ),
    ],
)
def test_a_template_that_nobody_wrote_over_is_refused(base, old, new):
    """
    What `triage kb new` wrote is no article yet.
    """
    path = base / "articles/expired.md"
    text = path.read_text(encoding="utf-8")
    front, mark, rest = text.partition("merchant: >-\n")
    lines = rest.split("\n")
    if "merchant" in new:
        end = next(n for n, line in enumerate(lines) if line.startswith("steps:"))
        lines = ["  " + new.strip(), *lines[end:]]
    else:
        lines = [("  - support: " + new if "support:" in line else line) for line in lines]
    path.write_text(front + mark + "\n".join(lines), encoding="utf-8")

    assert about(faults_of(base), "the template's own sentence")


def test_two_articles_with_one_phrase_cannot_be_told_apart(base, change):
    """
    Nor with one title.
    """
    change("articles/other.md", "Something else is so", "The permission has run out")

    assert about(faults_of(base), "says the very same")


def put(base, text):
    (base / "cases").mkdir(exist_ok=True)
    (base / "cases/expired.yml").write_text(text, encoding="utf-8")


FIXTURES = """\
- findings: {token: refused}
  expect: first
- findings: {token: accepted}
  expect: not_first
"""


def leading(*ranked):
    return lambda _: Judgement(ranked, frozenset(ranked[:1]), frozenset())


def test_a_fixture_that_ranks_otherwise_is_named_by_line(base):
    """
    The second fixture begins on line 3.
    """
    put(base, FIXTURES)
    [fault] = about(faults_of(base, judge=leading("expired")), "Expected `not_first`")

    assert (fault.file, fault.line) == ("cases/expired.yml", 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- findings: {token: gone}\n  expect: first\n", "No probe sees `token.gone`"),
        ("- findings: {token: refused}\n  expect: foremost\n", "`expect`"),
        ("findings: {}\n", "not a list"),
        ("- [", "This is not YAML"),
    ],
)
def test_a_broken_fixture_is_a_fault(base, text, said):
    """
    Proof that cannot be read proves nothing.
    """
    put(base, text)

    assert about(faults_of(base), said)


def test_fixtures_without_a_near_miss_do_not_validate(base, change):
    """
    An article that is right about everything is right about nothing.
    """
    put(base, "- findings: {token: refused}\n  expect: first\n")
    change("articles/expired.md", "confidence: not-validated", "confidence: validated")

    assert about(faults_of(base), "no fixture of one of the two kinds")


def test_only_the_named_article_is_reported(base, change):
    """
    An author's loop is about one file.
    """
    change("articles/other.md", "nothing_syncs", "nothing_sinks")
    library = Library.open(base, cache=None)

    assert lint(library, VOCABULARY, SYMPTOMS, TODAY, only=["expired"]) == ()
