"""
Tests for `triage kb …`, as it is typed.
"""

import json

import pytest

from bot.cli import main as cli


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """
    Run where nothing is, so that nothing is written into the project.
    """
    monkeypatch.chdir(tmp_path)


def kb(capsys, *arguments):
    status = cli.run(["kb", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_list_names_every_article(capsys, real):
    """
    One line an article.
    """
    status, out, _ = kb(capsys, "list")

    assert status == 0
    assert all(article.id in out for article in real)


def test_show_as_a_merchant_reads_it_has_no_signals(capsys):
    """
    What would be sent can be looked at.
    """
    _, out, _ = kb(capsys, "show", "consent-expired", "--audience", "merchant", "--language", "de")

    assert "lwa_token" not in out
    assert "support:" not in out


def test_an_unknown_article_ends_with_a_sentence(capsys):
    """
    Bad input has its own exit status.
    """
    status, _, err = kb(capsys, "show", "consent-expird")

    assert status == 65
    assert err.startswith("No article is called 'consent-expird'. Did you mean consent-expired")
    assert err.count("\n") == 1


def test_search_answers_plain_data(capsys):
    """
    Other programs read it too.
    """
    _, out, _ = kb(capsys, "search", "ads numbers are zero", "--json")

    assert json.loads(out)[0]["id"] == "ads-zero-no-delivery"


def test_try_says_what_comes_first_and_why(capsys):
    """
    An author sees the ranking and the reason.
    """
    _, out, _ = kb(capsys, "try", "changed our password and now no data")

    assert "1. account-security-reset" in out
    assert "after_password_change" in out


def test_try_says_silence_for_small_talk(capsys):
    """
    So that a silence is no mystery.
    """
    _, out, _ = kb(capsys, "try", "who wants lunch")

    assert out.startswith("Silence")


def test_try_takes_a_bundle(capsys, tmp_path):
    """
    Findings decide: a refused token of a year's age.
    """
    outcomes = {
        "platform_status": "reconnect_required",
        "consent_age": "over_12_months",
        "app_credentials": "accepted",
        "lwa_token": "invalid_grant",
        "fleet": "only_this_merchant",
        "dataset_freshness": "all_stopped",
    }
    findings = [
        {"probe": probe, "outcome": outcome, "connection": "M1/seller/eu"}
        for probe, outcome in outcomes.items()
    ]
    (tmp_path / "b.json").write_text(json.dumps({"findings": findings}))
    _, out, _ = kb(capsys, "try", "b.json", "--json")

    assert json.loads(out)["diagnosis"]["suspects"][0]["id"] == "consent-expired"


def test_lint_of_one_article_finds_it_whole(capsys):
    """
    The author's loop: one file, one verdict.
    """
    status, out, _ = kb(capsys, "lint", "consent-expired")

    assert (status, "no faults" in out) == (0, True), out


def test_a_draft_is_printed_unless_it_is_named(capsys, tmp_path):
    """
    Nothing is written by looking.
    """
    finding = {"probe": "lwa_token", "outcome": "invalid_scope", "connection": "M9/seller/na"}
    (tmp_path / "b.json").write_text(json.dumps({"findings": [finding]}))
    status, out, _ = kb(capsys, "draft", "--from", "b.json")

    assert status == 0
    assert "lwa_token: {invalid_scope: usually}" in out
    assert "M9" not in out


def test_health_works_without_any_case(capsys):
    """
    A new installation has no case file.
    """
    status, out, _ = kb(capsys, "health")

    assert status == 0
    assert "Never used" in out


def test_site_says_where_to_begin(capsys, tmp_path):
    """
    One command, one folder.
    """
    status, out, _ = kb(capsys, "site", "out")

    assert status == 0
    assert (tmp_path / "out/merchants/index.html").is_file()
    assert "index.html" in out
