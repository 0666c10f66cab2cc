"""
Answers and findings as JSON for the case file, and back. They hold nothing secret by their types.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pydantic import TypeAdapter

from bot.model.answer import Answer
from diagnostics.model import Finding


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _findings() -> TypeAdapter[tuple[Finding, ...]]:
    return TypeAdapter(tuple[Finding, ...])


def answer_to_json(answer: Answer) -> str:
    """
    An answer as it is kept.
    """
    return _answers().dump_json(answer).decode()


def answer_from_json(kept: str) -> Answer:
    """
    The answer that was kept.
    """
    return _answers().validate_json(kept)


def findings_to_json(findings: Sequence[Finding]) -> str:
    """
    Findings as they are kept.
    """
    return _findings().dump_json(tuple(findings)).decode()


def findings_from_json(kept: str) -> tuple[Finding, ...]:
    """
    The findings that were kept.
    """
    return _findings().validate_json(kept)
