"""
What is wrong with the knowledge base, where, and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One thing to mend in one file. `file` is relative to the knowledge folder, lines count from 1.
    """

    file: str
    line: int
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem} {self.fix}"


class KnowledgeError(Exception):
    """
    The knowledge base cannot do what was asked; the message is a sentence to act on.
    """


class Unreadable(KnowledgeError):
    """
    A file that cannot be read as what it should be, with every fault found in it.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def sentence(text: str) -> str:
    """
    Make somebody else's message end like a sentence.
    """
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
