"""
`triage serve` that notes every function of the product that is entered, and in which file.

`python -m benchmarks.stage.traced FILE`: begins and ends with SIGUSR1; at the end FILE holds the
functions as JSON, a list of [file, name]. What runs while a module is imported is not counted.
"""

from __future__ import annotations

import json
import signal
import sys
import threading

from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import bot.cli.main


PRODUCT = tuple(
    str(Path(bot.__file__).parents[1] / name) + "/" for name in ("bot", "diagnostics", "knowledge")
)
# No functions that anybody would look up: the bodies of modules and classes, and what loops inline.
INLINE = frozenset({"<module>", "<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<lambda>"})


def main() -> None:
    """
    Serve as usual; from the first SIGUSR1 to the second note what is entered.
    """
    target = Path(sys.argv.pop(1))
    entered: dict[CodeType, None] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            entered[frame.f_code] = None

    def begin(*_: object) -> None:
        threading.setprofile_all_threads(note) if sys.version_info >= (3, 12) else None
        threading.setprofile(note)
        sys.setprofile(note)
        signal.signal(signal.SIGUSR1, end)

    def end(*_: object) -> None:
        sys.setprofile(None)
        found = [
            (code.co_filename.removeprefix(str(Path(bot.__file__).parents[1]) + "/"),
             code.co_qualname)
            for code in list(entered)
            if code.co_filename.startswith(PRODUCT) and code.co_name not in INLINE
        ]  # fmt: skip
        target.write_text(json.dumps(sorted(set(found))), encoding="utf-8")

    signal.signal(signal.SIGUSR1, begin)
    sys.argv[1:] = ["serve"]
    bot.cli.main.main()


if __name__ == "__main__":
    main()
