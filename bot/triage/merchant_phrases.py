"""
The words around the articles' own, by language: among them what could not be read, and when it is looked at again.
"""

from __future__ import annotations

import tomllib

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.model.answer import ConnectionAnswer
from diagnostics.diagnosis.datasets import DatasetState, dataset_states
from knowledge.base.wording import tongue


# What Amazon did not answer is asked again so often, and for so long, before a person looks.
PARTLY_EVERY, PARTLY_FOR = timedelta(minutes=15), timedelta(hours=2)
# And what could not be compared with others, which a moment later often can.
HELD_EVERY, HELD_FOR = timedelta(minutes=10), timedelta(minutes=30)


def unread_words(answer: ConnectionAnswer, said: Mapping[str, str]) -> dict[str, str]:
    """
    `what` was not read, and `at` what time it is asked for again (UTC, as a merchant anywhere can tell).
    """
    states = dataset_states(answer.connection, answer.findings)
    names = [said[d.value] for d, state in states.items() if state is DatasetState.NOT_ANSWERED]
    return {"what": ", ".join(names) or said["some"], "at": again_at(answer, PARTLY_EVERY)}


def again_at(answer: ConnectionAnswer, every: timedelta) -> str:
    """
    What time Amazon is asked again, in UTC, as a merchant anywhere can tell.
    """
    asked = max((f.at for f in answer.findings if f.at is not None), default=None)
    return f"{asked + every:%H:%M} UTC" if asked else ""


def phrases(language: str) -> Mapping[str, str]:
    """
    The words around the articles' own, in a language or else in English.
    """
    return _all().get(tongue(language), _all()["en"])


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "merchant.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
