"""
What we write to disk is its owner's alone.
"""

from __future__ import annotations

import os
import subprocess
import sys

from pathlib import Path

from cryptography.fernet import Fernet

from bot.storage.stores import Stores
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.sqlite import SqliteConnections


def others_may_read(folder: Path) -> list[str]:
    """
    Files and folders that anybody else could open.
    """
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_databases_and_what_lies_beside_them_are_private(tmp_path: Path) -> None:
    """
    Whatever the process's own mask is, and also where an earlier release left them open.
    """
    before = os.umask(0o022)
    try:
        home = tmp_path / "var"
        home.mkdir(mode=0o700)
        for name in ("triage.db", "connections.db"):
            (home / name).touch(mode=0o644)
        files = Stores.open(f"sqlite:///{home / 'triage.db'}")
        SqliteConnections(home / "connections.db", TokenCipher([Fernet.generate_key().decode()]))
        assert others_may_read(home) == []
        files.close()
    finally:
        os.umask(before)


def test_a_command_leaves_nothing_that_others_may_read(tmp_path: Path) -> None:
    """
    Every file and folder that it makes, whoever made it for us.
    """
    home = tmp_path / "var"
    home.mkdir(mode=0o700)
    writing = "main(['--version'])\nfinally: open('written', 'w').close()"
    code = f"from bot.cli.main import main\ntry: {writing}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=home, umask=0o022)

    assert [path.name for path in home.iterdir()] == ["written"]
    assert others_may_read(home) == []
