"""
Labelled messages, and how well their words lead to the right article.

The split into a half for tuning and a half held out is by a hash of the text: fixed before anything
was tuned, and unmoved by adding messages.
"""

from __future__ import annotations

import hashlib

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.base.fault import Unreadable
from knowledge.base.library import HOME
from knowledge.base.yaml_reader import read_text, read_yaml, validated
from knowledge.messages.reader import MessageReader


FILE = HOME / "labelled" / "messages.yml"


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    leads_to: frozenset[str]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """
    What somebody wrote, and the ids of the articles that would be right; none asks for silence.
    """

    text: str
    leads_to: frozenset[str]

    @property
    def held_out(self) -> bool:
        """
        True for the half that is counted and never tuned on.
        """
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Score:
    """
    Counts over some messages: of ours, answered and right within the first three and first; of the
    others, answered where silence was asked for.
    """

    ours: int
    answered: int
    in_three: int
    first: int
    others: int
    spoke: int
    wrong: tuple[tuple[LabelledMessage, tuple[str, ...]], ...] = ()

    def __str__(self) -> str:
        return (
            f"right article in the first three {self.in_three} of {self.ours} "
            f"({self.in_three / max(1, self.ours):.0%}), first {self.first}; "
            f"unrelated answered {self.spoke} of {self.others} "
            f"({self.spoke / max(1, self.others):.0%})"
        )


def read_messages(path: Path = FILE) -> tuple[LabelledMessage, ...]:
    """
    All labelled messages. Raises `Unreadable`, also for a message that is there twice.
    """
    document = read_yaml(read_text(path, path.name), path.name)
    messages: dict[str, LabelledMessage] = {}
    for number, values in enumerate(document.value or ()):
        group = validated(_Group, values, document, path.name, number)
        for text in group.messages:
            messages[text] = LabelledMessage(text, group.leads_to)
    if not messages:
        raise Unreadable(())
    return tuple(messages.values())


def measure(words: MessageReader, messages: Iterable[LabelledMessage]) -> Score:
    """
    How well messages lead to their articles. A related message without an answer counts as wrong.
    """
    ours = answered = in_three = first = others = spoke = 0
    wrong: list[tuple[LabelledMessage, tuple[str, ...]]] = []
    for message in messages:
        named = words.rank(message.text, 3)
        if not message.leads_to:
            others += 1
            spoke += bool(named)
            right = not named
        else:
            ours += 1
            answered += bool(named)
            right = bool(message.leads_to & set(named))
            in_three += right
            first += bool(message.leads_to & set(named[:1]))
        if not right:
            wrong.append((message, named))
    return Score(ours, answered, in_three, first, others, spoke, tuple(wrong))


def halves(
    messages: Sequence[LabelledMessage],
) -> tuple[list[LabelledMessage], list[LabelledMessage]]:
    """
    The half to tune on, and the half held out.
    """
    tune = [message for message in messages if not message.held_out]
    return tune, [message for message in messages if message.held_out]
