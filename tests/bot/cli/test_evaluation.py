"""
The product scored on labelled cases, and the score that may not get worse.
"""

from __future__ import annotations

import json
import subprocess
import sys

from pathlib import Path

import pytest

from bot.cli.evaluation import Predictor
from bot.cli.evaluation_view import as_plain, measures, worse
from knowledge.base.library import Library
from knowledge.messages.labelled import read_labelled
from knowledge.messages.reader import MessageReader
from knowledge.messages.report_families import ReportFamilies
from knowledge.quality.evaluation import Scored, evaluate


ROOT = Path(__file__).parents[3]
BASELINE = ROOT / "knowledge" / "labelled" / "baseline.json"
REAL = ROOT / ".." / "shared" / "data" / "amazon-failures.jsonl"


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    """
    The product as it is.
    """
    library = Library.open()
    return Predictor(library, MessageReader(library), ReportFamilies())


@pytest.fixture(scope="module")
def scored(predictor: Predictor) -> Scored:
    """
    Its score on the project's own labelled cases.
    """
    return evaluate(read_labelled(), predictor)[0]


def test_nothing_got_worse_than_the_score_that_was_kept(scored: Scored) -> None:
    """
    A change that answers worse is seen here; `triage eval --keep` keeps a new score.
    """
    assert worse(scored, json.loads(BASELINE.read_text())) == []


def test_nobody_is_told_to_authorize_for_nothing(scored: Scored) -> None:
    """
    Not once, whatever else is wrong.
    """
    assert scored.wrong_reconnect.hits == 0
    assert scored.wrong_reconnect.of > 0


def test_nothing_is_certain_that_cannot_be_told(scored: Scored) -> None:
    """
    Not once.
    """
    assert scored.overconfident.hits == 0


def test_a_worse_score_is_named(scored: Scored) -> None:
    """
    One sentence for each measure that fell.
    """
    kept = measures(scored) | {"top1": 1.01, "wrong_reconnect": -0.01}
    assert [each.partition(":")[0] for each in worse(scored, kept)] == [
        "right family in front",
        "told to authorize for nothing",
    ]


def test_a_little_drift_of_a_probability_is_not_worse(scored: Scored) -> None:
    """
    Calibration moves with every article.
    """
    assert worse(scored, measures(scored) | {"brier": scored.brier - 0.001}) == []


def test_the_score_can_be_read_by_programs(scored: Scored) -> None:
    """
    Shares as counts and fractions, confusions as rows.
    """
    plain = as_plain(scored)
    assert plain["top1"]["of"] == scored.top1.of
    assert {"label", "answer", "cases"} == set(plain["confusion"][0])
    json.dumps(plain)


def test_the_real_reports_are_told_where_they_can_be(predictor: Predictor) -> None:
    """
    Nine in ten, never certain of what cannot be told, and nobody sent to authorize for nothing.
    """
    if not REAL.is_file():
        pytest.skip("The real reports lie beside the project; they are not here.")
    real, _ = evaluate(read_labelled(REAL), predictor)
    assert real.top1.value is not None
    assert real.top1.value >= 0.9
    assert real.overconfident.hits == 0
    assert real.wrong_reconnect.hits == 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "eval", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_the_command_scores_and_compares(tmp_path: Path) -> None:
    """
    Exit status 0 while nothing is worse, 1 when something is, and the reason either way.
    """
    cases = tmp_path / "two.yml"
    cases.write_text(
        "- {id: a, body: QuotaExceeded, cause: rate_limited}\n"
        "- {id: b, body: QuotaExceeded, cause: amazon_outage}\n"
    )
    kept = tmp_path / "kept.json"
    assert run(str(cases), "--keep", str(kept)).returncode == 0
    assert run(str(cases), "--baseline", str(kept)).returncode == 0
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"top1": 0.9}))
    done = run(str(cases), "--baseline", str(kept))
    assert done.returncode == 1
    assert "right family in front: 0.900 became 0.500." in done.stdout


def test_unreadable_cases_are_refused_with_a_sentence(tmp_path: Path) -> None:
    """
    Exit status 65.
    """
    done = run(str(tmp_path / "none.yml"))
    assert done.returncode == 65
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
