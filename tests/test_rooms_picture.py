"""
docs/rooms.svg and the folders say the same.
"""

from __future__ import annotations

import re

from pathlib import Path


ROOT = Path(__file__).parents[1]
UNDER_ALL = {"model", "foundation"}  # told of in the README, not drawn


def test_the_picture_shows_every_room() -> None:
    """A box for each folder of `bot`, and one for each package that `bot` stands on."""
    picture = (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")}
    drawn = set(re.findall(r'class="name"[^>]*>(\w+)<', picture))
    assert drawn == (rooms - UNDER_ALL) | {"diagnostics", "knowledge"}
