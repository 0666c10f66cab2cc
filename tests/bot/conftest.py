"""
A PostgreSQL of our own for the tests that want one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from bot.database import Database, DatabaseError


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A cluster of its own from the installed server's programs, gone afterwards."""
    initdb, server = _program("initdb"), _program("postgres")
    if not initdb or not server:
        pytest.skip("needs PostgreSQL's server programs (initdb, postgres); there are none here")
    # Its own folder: the server runs as another user, who may not enter pytest's.
    folder = Path(mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    as_user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    made = subprocess.run(
        [*as_user, initdb, "-D", str(folder / "data"), "-U", "us", "-A", "trust", "-N"],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"PostgreSQL's initdb does not work here: {made.stderr.strip()[-200:]}")
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-F"]
    process = subprocess.Popen(
        [*as_user, server, "-D", str(folder / "data"), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"postgresql://us@/postgres?host={folder}"
    try:
        _await(url)
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _await(url: str) -> None:
    for _ in range(200):
        database = Database(url)
        try:
            database.do(lambda c: c.exec_driver_sql("select 1"))
        except DatabaseError:
            time.sleep(0.05)
        else:
            return
        finally:
            database.close()
    pytest.skip("PostgreSQL did not start within ten seconds")
