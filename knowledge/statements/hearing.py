"""
What a clause wants of us: heard by phrases, and by a model that learned from the same examples.

Phrases alone miss what is put in other words; the model alone is never sure. Both only *hear*: whether
the clause counts, its meaning decides.
"""

from __future__ import annotations

import re

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

import numpy as np

from knowledge.base.library import HOME
from knowledge.messages.sentences import read_sentences
from knowledge.messages.tfidf import Concepts, TextModel, train
from knowledge.statements.meaning import UNTRUE, UNWANTED, Meant
from knowledge.statements.triggers import pattern_of, phrases_in


class Act(StrEnum):
    """
    What somebody wants of us, or tells us of our steps.
    """

    ESCALATE = "escalate"
    PERSON = "person"
    ANGER = "anger"
    AGAIN = "again"
    DONE = "done"
    STILL_BROKEN = "still_broken"
    WORKS = "works"
    CLOSE = "close"
    HELP = "help"  # with our steps, or with what we said


NOTHING = "nothing"
RIDGE = 0.5
HEARD = 0.55  # a score from which the model hears an act …
CLEARLY = 0.25  # … by so much more than any other
# What a clause may mean and still count. "It does not help" is denied, and says it is still broken.
_COUNTS: Mapping[Act, frozenset[Meant]] = {
    Act.ESCALATE: UNWANTED,
    Act.PERSON: UNTRUE - {Meant.OTHER, Meant.PLANNED},
    Act.ANGER: frozenset({Meant.OTHER}),
    Act.AGAIN: UNWANTED,
    Act.DONE: UNWANTED,
    Act.STILL_BROKEN: frozenset({Meant.ASKED, Meant.SUPPOSED, Meant.OTHER, Meant.PAST}),
    Act.WORKS: UNWANTED,
    Act.CLOSE: UNWANTED,
    Act.HELP: frozenset(),
}
# Acts that change something: one clause against them and they are left, whatever another says.
CHANGING = frozenset({Act.ESCALATE, Act.AGAIN, Act.DONE, Act.CLOSE})


def vetoed(act: Act, meaning: Meant) -> bool:
    """
    Whether a clause that is meant so must not be acted on.
    """
    return meaning in _COUNTS[act]


def acts_in(text: str, language: str, *, told: bool = False) -> tuple[Act, ...]:
    """
    What a clause asks for or tells, by its phrases; else the one thing that the model hears.

    A language that is not known is looked for in all. A clause that has `told` an event, or denies
    something, wants nothing but what its phrases say.
    """
    table, text = phrases_in("requests.yml"), text.replace("’", "'")
    spoken = [language] if language in table["escalate"] else sorted(table["escalate"])
    found = [act for act in Act if any(_phrases(act, one).search(text) for one in spoken)]
    if Act.STILL_BROKEN in found and (Act.HELP in found or _of_the_step(text, spoken)):
        found.remove(
            Act.STILL_BROKEN
        )  # "it is still not clear to me", "we have still not reconnected"
    if Act.DONE in found and Act.AGAIN in found:
        found.remove(Act.AGAIN)  # "we have connected it again" tells, and asks for nothing
    if Act.WORKS in found and Act.AGAIN in found:
        found.remove(Act.AGAIN)  # "it works again" asks for nothing
    if found:
        return tuple(found)
    heard = None if told else _learned(text)
    return (heard,) if heard is not None else ()


def _of_the_step(text: str, spoken: list[str]) -> bool:
    """
    Whether what sounds like a failure speaks of our step alone, with no border between the two.
    """
    places = [
        [m.span() for one in spoken for m in _phrases(act, one).finditer(text)]
        for act in (Act.STILL_BROKEN, Act.DONE)
    ]
    between = [text[min(a[1], b[1]) : max(a[0], b[0])] for a in places[0] for b in places[1]]
    return bool(between) and not any(
        re.search(r"[,;.:、，]|\band\b|\bund\b", gap) for gap in between
    )


@cache
def _phrases(act: Act, language: str) -> re.Pattern[str]:
    return pattern_of(phrases_in("requests.yml")[act].get(language, ()), language)


def _learned(text: str) -> Act | None:
    model, labels = _model()
    scores = model.scores(model.similarities(text))
    order = np.argsort(-scores, kind="stable")
    best, second = order[:2]
    if scores[best] < HEARD or scores[best] - scores[second] < CLEARLY:
        return None
    return None if labels[best] == NOTHING else Act(labels[best])


@cache
def _model() -> tuple[TextModel, tuple[str, ...]]:
    table = phrases_in("requests.yml")
    labels = (*Act, NOTHING)
    said = [
        (re.sub(r"\*|\.\.", " ", phrase), label)
        for label in labels
        for listed in table[label].values()
        for phrase in listed
    ]
    said += [(text, NOTHING) for text in read_sentences(HOME).unrelated]
    wanted = np.zeros((len(said), len(labels)), np.float32)
    for row, (_, label) in enumerate(said):
        wanted[row, labels.index(label)] = 1
    model, _, _ = train([text for text, _ in said], wanted, RIDGE, Concepts({}))
    return model, tuple(map(str, labels))
