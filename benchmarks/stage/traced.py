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


ROOT = f"{Path(bot.__file__).parents[1]}/"
PRODUCT = tuple(f"{ROOT}{name}/" for name in ("bot", "diagnostics", "knowledge"))
# No functions that anybody would look up: the bodies of modules and classes, and what loops inline.
INLINE = frozenset({"<module>", "<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<lambda>"})


def main() -> None:
    """
    Serve as usual; from the first SIGUSR1 to the second note what is entered, in every thread.
    """
    target = Path(sys.argv[1])
    entered: dict[CodeType, None] = {}
    noting = False

    def note(frame: FrameType, event: str, _: Any) -> None:
        if noting and event == "call":
            entered[frame.f_code] = None

    def turn(*_: object) -> None:
        nonlocal noting
        noting = not noting
        if not noting:
            target.write_text(json.dumps(_of_the_product(list(entered))), encoding="utf-8")

    signal.signal(signal.SIGUSR1, turn)
    threading.setprofile(note)  # of the threads that will be; a thread that lives takes no other
    sys.setprofile(note)
    sys.argv[1:] = ["serve"]
    bot.cli.main.main()


def _of_the_product(entered: list[CodeType]) -> list[tuple[str, str]]:
    found = {
        (code.co_filename.removeprefix(ROOT), code.co_qualname)
        for code in entered
        if code.co_filename.startswith(PRODUCT) and code.co_name not in INLINE
    }
    return sorted(found)


if __name__ == "__main__":
    main()
