"""
The command line: exit statuses that programs hold on to, and sentences that people can act on.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import COMMANDS, run
from bot.foundation.release import product_version
from sandbox.world import World


ROOT = Path(__file__).parents[3]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No settings, and a folder of one's own."""
    for name in list(os.environ):
        if name.startswith(("TRIAGE_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'triage.db'}")
    return tmp_path


@pytest.fixture
def world(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The simulated outside, in a loop of its own beside the commands."""
    import threading  # noqa: PLC0415

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    outside = World(bare)

    def there(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(20)

    there(outside.__aenter__())
    for name, value in outside.settings.items():
        monkeypatch.setenv(name, value)
    yield outside
    there(outside.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command."""
    status = run(list(arguments))
    said = capsys.readouterr()
    return int(status), said.out, said.err


@pytest.mark.parametrize("arguments", [["nope"], ["check"], ["check", "M1", "--colour"], ["cases"]])
def test_wrong_usage_is_64(
    bare: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """A sentence that says what was wrong, or the help, and the status for usage."""
    status, _, err = told(capsys, *arguments)
    assert status == 64
    assert err.strip()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`triage --help` lists them all, from a table that matches the modules."""
    status, out, _ = told(capsys, "--help")
    assert status == 0
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Each loads, and says what it does."""
    status, out, _ = told(capsys, name, "--help")
    assert status == 0
    assert f"Usage: triage {name}" in out


def test_help_loads_nothing_heavy() -> None:
    """Amazon, Slack, the database and the engine stay unloaded until a command needs them."""
    program = (
        "import sys; from bot.cli.main import run; run(['--help']); "
        "heavy = {'dbos', 'slack_sdk', 'sqlalchemy', 'httpx', 'pydantic', 'rich', 'numpy'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_a_missing_setting_is_named(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No credentials of ours: a sentence that names both variables."""
    status, _, err = told(capsys, "check", "M1001")
    assert status == 64
    assert "TRIAGE_LWA_CLIENT_ID and TRIAGE_LWA_CLIENT_SECRET are not set" in err


def test_a_broken_article_or_fault_of_ours_shows_no_traceback_as_answer(
    bare: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen fault ends in one sentence and its own status."""
    monkeypatch.setitem(COMMANDS, "check", ("check", "no_such_thing", ""))
    status, out, err = told(capsys, "check", "M1")
    assert (status, out) == (70, "")
    assert err.strip().endswith(
        "A fault of triage itself (AttributeError); the lines above say where."
    )


def test_check_says_what_is_wrong_as_json(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The published shape, and status 1 for a cause."""
    status, out, _ = told(capsys, "check", "M1004", "--json", "--issue", "it stopped after a year")
    answer = json.loads(out)
    assert status == 1
    assert set(answer) == {
        "merchant_id",
        "case_id",
        "started_at",
        "duration_ms",
        "verdict",
        "partly",
        "datasets",
        "expires",
        "headline",
        "question",
        "merchant",
        "connections",
        "causes",
        "findings",
        "escalate",
        "escalate_because",
    }
    assert answer["causes"][0]["id"] == "consent-expired"
    assert set(answer["causes"][0]) == {
        "id",
        "family",
        "title",
        "probability",
        "who_acts",
        "because",
        "despite",
        "settled_by",
        "remedy",
        "reauthorizes",
        "standing",
        "steps",
    }
    assert "lwa_token.invalid_grant" in answer["causes"][0]["because"]
    assert set(answer["findings"][0]) == {
        "probe",
        "connection",
        "outcome",
        "normal",
        "unanswered_because",
        "summary",
        "duration_ms",
        "evidence",
    }


def test_check_of_a_healthy_merchant_is_0(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing wrong found; read by a person."""
    status, out, err = told(capsys, "check", "M1001")
    assert status == 0
    assert "Nothing wrong found" in out
    assert err == ""


def test_check_of_an_unknown_merchant_is_65(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Did you mean, on standard error."""
    status, out, err = told(capsys, "check", "M1O01")
    assert (status, out) == (65, "")
    assert "Did you mean" in err


def test_check_without_our_record_is_69(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform's API is not there: unreachable, in a sentence."""
    monkeypatch.setenv("TRIAGE_CONNECTIONS", "http://127.0.0.1:9")
    monkeypatch.setenv("TRIAGE_PLATFORM_TOKEN", "FAKE")
    status, _, err = told(capsys, "check", "M1001")
    assert status == 69
    assert err.strip()


def test_check_prints_no_secret(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a token nor our app's secret is in anything that check prints, at debug level too."""
    os.environ["TRIAGE_LOG_LEVEL"] = "debug"
    try:
        _, out, err = told(capsys, "check", "M1005", "--json")
    finally:
        del os.environ["TRIAGE_LOG_LEVEL"]
    for secret in ("Atzr|", "Atza|", "Atc|", world.amazon.client_secret):
        assert secret not in out + err


def test_check_writes_a_bundle_that_replays(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The evidence of a check, diagnosed again offline."""
    file = tmp_path / "bundle.json"
    told(capsys, "check", "M1004", "--bundle", str(file))
    status, out, _ = told(capsys, "replay", str(file))
    assert status in {0, 1}
    assert "consent-expired" in out


def test_doctor_finds_everything_well(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """In the sandbox all parts are well."""
    status, out, _ = told(capsys, "doctor", "--json")
    ill = [report for report in json.loads(out) if report["health"] == "error"]
    assert (status, ill) == (0, [])


def test_doctor_names_a_fix_for_what_is_ill(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing set: each ill part has its fix, and the status says so."""
    status, out, _ = told(capsys, "doctor", "--json")
    ill = [report for report in json.loads(out) if report["health"] == "error"]
    assert status == 1
    assert all(report["fix"] for report in ill)
    assert {report["part"] for report in ill} >= {"settings", "slack", "mail"}


def test_connections_come_in_and_go_out(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Import keeps good rows and names bad ones; show tells of tokens without showing them."""
    file = world.folder / "more.csv"
    file.write_text(
        "merchant_id,name,account_type,region,refresh_token\n"
        "M9001,Alder & Co,seller,eu,Atzr|FAKE-M9001\n"
        "M9002,Birch,shop,eu,\n"
    )
    status, out, err = told(capsys, "connections", "import", str(file))
    assert status == 65
    assert "1 added" in out
    assert "line 3" in err
    _, out, _ = told(capsys, "connections", "show", "M9001", "--json")
    assert json.loads(out)[0]["tokens"] == {"sales": "usable"}
    assert "Atzr|" not in out
    assert told(capsys, "connections", "forget", "M9001", "--yes")[0] == 0
    assert told(capsys, "connections", "show", "M9001")[0] == 65


def test_purge_wants_to_know_what(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither an age nor a merchant: nothing is deleted."""
    status, _, err = told(capsys, "cases", "purge")
    assert status == 64
    assert "--older-than DAYS or --merchant ID" in err


def test_a_case_can_be_listed_shown_and_bundled(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was asked is found again; a case without an answer has no bundle yet."""
    from bot.storage.cases import Request  # noqa: PLC0415
    from bot.storage.stores import Stores  # noqa: PLC0415
    from tests.bot.office import PLACE  # noqa: PLC0415

    files = Stores.open(os.environ["TRIAGE_DATABASE_URL"])
    request = Request("one", "M1001", "orders are missing", PLACE, merchant_facing=False)
    case, _ = asyncio.run(files.cases.open(request))
    files.close()
    _, out, _ = told(capsys, "cases", "list", "--json")
    assert [found["id"] for found in json.loads(out)] == [case.id]
    _, out, _ = told(capsys, "cases", "show", case.id.lower())
    assert "orders are missing" in out
    status, _, err = told(capsys, "cases", "bundle", case.id)
    assert status == 65
    assert "no answer" in err


def test_the_release_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`triage --version`: the name and a number, and no command is needed."""
    assert told(capsys, "--version") == (
        0,
        f"triage {product_version() or '(not installed)'}\n",
        "",
    )
