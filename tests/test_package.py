"""
What an installation without the sandbox holds, and what it says.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile

from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def metadata(wheel: zipfile.ZipFile) -> Message:
    """The wheel's own account of what it needs."""
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_the_wheel_holds_the_product_alone(wheel: zipfile.ZipFile) -> None:
    """Three packages: no sandbox, no tests, no benchmarks."""
    folders = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" not in name}
    assert folders == {"bot", "diagnostics", "knowledge"}


def test_the_wheel_leaves_out_what_is_only_learned_from(wheel: zipfile.ZipFile) -> None:
    """The reports that the models learn from, and the program that learns, stay in the checkout."""
    names = wheel.namelist()
    assert not [name for name in names if "labelled/training" in name or "report_training" in name]


def test_the_wheel_holds_what_a_start_needs_and_its_papers(wheel: zipfile.ZipFile) -> None:
    """The app's manifest, which `triage doctor` compares with, and licence and notice."""
    names = {name.rpartition("/")[2] for name in wheel.namelist()}
    assert {"manifest.yml", "LICENSE", "NOTICE"} <= names
    assert metadata(wheel)["License-Expression"] == "Apache-2.0"


def test_cleaning_a_checkout_leaves_what_the_bot_keeps() -> None:
    """`make clean` names folders of the demo; the default database lies beside them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (command,) = [line for line in makefile.splitlines() if "rm -rf .venv" in line]
    removed = command.partition("#")[0].split()[2:]
    assert removed
    assert [path for path in removed if path.rstrip("/") == "var" or path.endswith(".db")] == []


def test_the_mail_server_comes_with_the_demo_alone(wheel: zipfile.ZipFile) -> None:
    """aiosmtpd is asked for by the extra `demo`, and by nothing else."""
    needs = metadata(wheel).get_all("Requires-Dist") or []
    assert [need for need in needs if need.startswith("aiosmtpd")] == [
        "aiosmtpd>=1.4.6; extra == 'demo'"
    ]


@pytest.mark.parametrize("absent", ["sandbox", "aiosmtpd"])
@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_the_sandbox_its_commands_say_what_to_install(
    tmp_path: Path, command: str, absent: str
) -> None:
    """One sentence with the extra's name, and the status for usage."""
    program = f"import sys; sys.modules[{absent!r}] = None; from bot.cli.main import run; "
    done = subprocess.run(
        [sys.executable, "-c", f"{program}sys.exit(run([{command!r}]))"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 64
    assert "pip install -e '.[demo]'" in done.stderr
