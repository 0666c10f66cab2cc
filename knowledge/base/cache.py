"""
Keeps what was read from an article file by the hash of its bytes, so that a start is quick.

YAML is most of the cost of a start. The files are the truth: a cache that is missing, damaged or
not writable costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def version_of(raw: bytes) -> str:
    """
    The version of a file: the first twelve hex digits of its content's SHA-256.
    """
    return hashlib.sha256(raw).hexdigest()[:12]


def cache_path(folder: Path) -> Path | None:
    """
    Where this folder's cache lives: the user's own cache folder. None where there is no home.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:
        return None
    return home / "triage" / f"knowledge-{version_of(str(folder.resolve()).encode())}.json"


def load(path: Path | None) -> dict[str, dict[str, Any]]:
    """
    Values by version, empty where there is no usable cache.
    """
    if path is None:
        return {}
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(path: Path | None, values: Mapping[str, Mapping[str, Any]]) -> None:
    """
    Keep values by version, whole or not at all; a folder that cannot be written is no fault.
    """
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(values, default=str)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except (OSError, TypeError, ValueError):
        return
