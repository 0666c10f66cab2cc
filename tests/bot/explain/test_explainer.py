"""
Explaining pasted text: possible causes, never a certain one, and the command that prints them.
"""

from __future__ import annotations

import json
import subprocess
import sys

from pathlib import Path

import pytest

from bot.explain.explainer import Explainer
from bot.explain.given import NotExplainable, given_from
from bot.model.answer import Verdict
from knowledge.base.library import Library
from knowledge.messages.labelled import UNKNOWN, read_labelled


DENIED = '{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}'
TOKEN = "Atzr|FAKE" + "0a" * 20


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    """
    The product's own articles, without a text model.
    """
    return Explainer(Library.open())


def test_words_that_name_their_cause_find_it(explainer: Explainer) -> None:
    """
    Amazon says what is wrong, and the cause is named.
    """
    explained = explainer.explain_text("The LWA secret token you provided has expired.")
    assert explained.verdict is Verdict.CAUSE_FOUND
    assert explained.causes[0].family == "app_credentials_invalid"


@pytest.mark.parametrize("status", [None, 403])
def test_a_refusal_without_a_reason_is_not_explained(
    explainer: Explainer, status: int | None
) -> None:
    """
    Nothing is named, and nothing is likely.
    """
    explained = explainer.explain(given_from({"http_status": status, "body": DENIED}))
    assert explained.verdict is Verdict.UNEXPLAINED
    assert all(cause.probability <= 0.30 for cause in explained.causes)


def test_a_refused_grant_is_a_set_of_causes(explainer: Explainer) -> None:
    """
    Amazon answers a lapse and a withdrawal alike, so no single cause is named.
    """
    explained = explainer.explain_text('{"error":"invalid_grant"}')
    families = {cause.family for cause in explained.causes}
    assert explained.verdict is Verdict.AMBIGUOUS
    assert {"authorization_revoked", "authorization_expired"} <= families


def test_no_paste_makes_a_cause_certain(explainer: Explainer) -> None:
    """
    What was pasted stays below what an examination may reach.
    """
    for case in read_labelled():
        if not case.findings:
            causes = explainer.explain(given_from(case.given)).causes
            assert all(cause.probability < 0.8 for cause in causes), case.id


def test_nobody_can_be_sure_of_what_nobody_can_tell(explainer: Explainer) -> None:
    """
    Every labelled case that cannot be told is left without a named cause.
    """
    hopeless = [c for c in read_labelled() if c.cause == UNKNOWN and not c.findings]
    named = [
        c.id
        for c in hopeless
        if explainer.explain(given_from(c.given)).verdict is Verdict.CAUSE_FOUND
    ]
    assert named == []


def test_a_pasted_secret_is_answered_with_what_to_do(explainer: Explainer) -> None:
    """
    The warning says what it was, and shows nothing of it.
    """
    explained = explainer.explain_text(f"invalid_grant for {TOKEN}")
    (warning,) = explained.warnings
    assert "a refresh token; we kept none of it" in warning
    assert TOKEN not in repr(explained)


def test_the_same_text_gets_the_same_answer(explainer: Explainer) -> None:
    """
    There is no chance in it.
    """
    assert explainer.explain_text("QuotaExceeded") == explainer.explain_text("QuotaExceeded")


def test_articles_are_offered_to_a_surface_best_first(explainer: Explainer) -> None:
    """
    Ids with probabilities; none where the text says nothing.
    """
    assert explainer.ranked("429 QuotaExceeded")[0][0] == "throttled"
    assert explainer.ranked(DENIED) == ()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([], "not a JSON object"),
        ({}, "at least one"),
        ({"id": 1}, "at least one"),
        ({"body": 7}, "body"),
        ({"http_status": "abc"}, "http_status"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_a_reason(value: object, why: str) -> None:
    """
    The sentence says what is missing or wrong.
    """
    with pytest.raises(NotExplainable, match=why):
        given_from(value)


def test_a_body_may_be_the_object_that_it_is() -> None:
    """
    JSON inside JSON need not be text.
    """
    assert "QuotaExceeded" in str(given_from({"body": {"code": "QuotaExceeded"}}).body)


def run(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[str]:
    raw = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "explain", *arguments],
        input=raw,
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_the_command_names_a_cause_and_says_so_by_its_status() -> None:
    """
    Exit status 1, the cause, and a word that an examination is stronger.
    """
    done = run(given="429 QuotaExceeded You exceeded your quota for the requested resource.")
    assert done.returncode == 1
    assert "throttled" in done.stdout
    assert "triage check MERCHANT" in done.stdout


def test_the_command_never_prints_a_secret_back() -> None:
    """
    The person is told to have it replaced.
    """
    done = run(given=f"invalid_grant refresh_token={TOKEN}")
    assert "FAKE" not in done.stdout + done.stderr
    assert "Secret!" in done.stdout


def test_the_command_says_when_nothing_can_be_told() -> None:
    """
    Exit status 2.
    """
    assert run("--json", given=DENIED).returncode == 2


def test_an_empty_text_is_refused() -> None:
    """
    Exit status 65 and a sentence.
    """
    done = run(given=" \n")
    assert done.returncode == 65
    assert "nothing to explain" in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """
    Exit status 65 and the file's name.
    """
    done = run(str(tmp_path / "none.log"))
    assert done.returncode == 65
    assert "none.log cannot be read" in done.stderr


def test_many_reports_are_answered_line_by_line_and_bad_ones_in_their_place() -> None:
    """
    One object out for each line in, in order; a broken line harms no other.
    """
    lines = [
        json.dumps({"id": "a", "body": "QuotaExceeded", "http_status": 429}),
        "this is not json",
        json.dumps({"id": "c"}),
        json.dumps({"id": 4, "user_text": "invalid_client", "extra": 1}),
        json.dumps(["x"]),
    ]
    done = run("--jsonl", given="\n".join(lines).encode() + b"\n\xff\xfe\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["id"] for answer in answers] == ["a", None, "c", 4, None, None]
    assert ["error" in answer for answer in answers] == [False, True, True, False, True, True]
    assert set(answers[0]) == {"id", "verdict", "causes"}
    assert set(answers[0]["causes"][0]) == {"id", "family", "probability"}
