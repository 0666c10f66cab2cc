"""
Characters that steer a terminal, a mail or a reader's eye, taken out where text comes in.
"""

from __future__ import annotations

import re


# Control characters but for line ends and tabs (ANSI and OSC sequences begin with one of them), and the
# marks that turn the direction of reading round. Joiners stay: some scripts need them.
_STEERING = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


def without_steering(text: str) -> str:
    """
    The text without what steers; what is left is what a reader sees.
    """
    return _STEERING.sub("", text.replace("\r\n", "\n"))
