"""
A throw-away PostgreSQL cluster from the programs installed here, for the tests that need one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote


INSTALLED = Path("/usr/lib/postgresql")
NONE_HERE = "PostgreSQL's server programs (initdb, pg_ctl) are not installed here"
# Nobody pulls this cluster's plug, so it need not wait for the disk.
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=60 -c unix_socket_directories="


def programs() -> Path | None:
    """
    The folder of the newest server's programs, or None.
    """
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return Path(here).parent if here else None


@contextmanager
def cluster() -> Iterator[str]:
    """
    A running server on a socket of its own; yields the address of its empty database `triage`.
    """
    place = programs()
    assert place is not None, NONE_HERE
    folder = Path(tempfile.mkdtemp(prefix="triage-pg-"))
    account = _account()
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run(account, place / "initdb", "-D", data, "-U", "triage", "-A", "trust", "-E", "UTF8")
        pg_ctl = (place / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log")
        _run(account, *pg_ctl, "-o", OPTIONS + str(folder), "start")
        try:
            _run(account, place / "createdb", "-h", folder, "-U", "triage", "triage")
            yield f"postgresql://triage@/triage?host={quote(str(folder))}"
        finally:
            _run(account, *pg_ctl, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(address: str) -> None:
    """
    End the server of an address as a power cut would, and start it again.
    """
    place = programs()
    assert place is not None, NONE_HERE
    folder = Path(unquote(address.partition("host=")[2]))
    pg_ctl = (place / "pg_ctl", "-D", folder / "data", "-w", "-t", "60", "-l", folder / "log")
    _run(_account(), *pg_ctl, "-m", "immediate", "-o", OPTIONS + str(folder), "restart")


def _account() -> pwd.struct_passwd | None:
    # The server refuses to run as root.
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _run(account: pwd.struct_passwd | None, *command: object) -> None:
    who = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in command],
        check=False,
        stdout=subprocess.DEVNULL,  # the server keeps what it is given: a pipe would never end
        stderr=subprocess.DEVNULL,
        cwd="/",
        **who,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} ended with status {done.returncode}")
