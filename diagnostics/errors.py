"""
What a probe says that could not tell.
"""

from __future__ import annotations

from diagnostics.model import Evidence


class CouldNotTell(Exception):
    """
    Raised by a probe whose question was not answered; the message says why.
    """

    def __init__(self, why: str, evidence: Evidence | None = None) -> None:
        super().__init__(why)
        self.evidence = evidence
