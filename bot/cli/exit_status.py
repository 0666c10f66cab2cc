"""
The exit statuses of the command line, and the one way to end with a sentence.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """
    What a command's exit status means; from 64 on as in sysexits.h.
    """

    FINE = 0  # healthy, or nothing wrong found
    CAUSE_FOUND = 1
    NO_CAUSE = 2  # ambiguous, unexplained, could not examine
    USAGE = 64
    BAD_INPUT = 65
    UNREACHABLE = 69
    BROKEN = 70  # a fault of ours
    INTERRUPTED = 130


class Stop(Exception):
    """
    Ends a command with a sentence on standard error and an exit status.
    """

    def __init__(self, sentence: str, status: Exit = Exit.BAD_INPUT) -> None:
        super().__init__(sentence)
        self.status = status
