"""
The one reader: a text becomes statements, each with what it speaks of and how it is meant.

Every surface reads with it: a command, a message, a paste, a file of text.
"""

from __future__ import annotations

import re

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.statements.clauses import LONGEST, clauses, quotes, sentences
from knowledge.statements.events import events_in
from knowledge.statements.hearing import CHANGING, Act, acts_in, vetoed
from knowledge.statements.language import language_of
from knowledge.statements.meaning import UNTRUE, Meant, meant
from knowledge.statements.triggers import trigger


# Of an event. "It will expire in a month" is no denial: that is what somebody writes about.
FALSE = UNTRUE - {Meant.PLANNED}
ORDER_NUMBER = re.compile(r"\b\d{3}-\d{7}-\d{7}\b")
ENOUGH = 8  # letters beside a question, for what it only asks about to be left out
_WORD = re.compile(r"[^\W\d_]+")
LONGEST_REQUEST = (
    600  # characters; who writes more tells a story, and a request in it is for a person
)


class Kind(StrEnum):
    """
    What a statement is about.
    """

    EVENT = "event"  # something that happened, by the family of cause it speaks for
    REQUEST = "request"  # something wanted of us, or told of our steps


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One thing that a text says. `span` is its clause's place in the text.
    """

    kind: Kind
    name: str
    meant: Meant
    span: tuple[int, int]
    language: str


@dataclass(frozen=True, slots=True)
class StatementReading:
    """
    What a text says. `language` is empty where nothing tells it.
    """

    text: str
    language: str
    statements: tuple[Statement, ...]
    quoted: tuple[tuple[int, int], ...] = ()
    topical: bool = False  # whether it holds a word of what we do
    empty: tuple[
        tuple[int, int], ...
    ] = ()  # greetings, thanks, "what should we do?", order numbers

    @property
    def acts(self) -> tuple[Act, ...]:
        """
        What is asked for and may be done. What changes something is left where one clause is against it.
        """
        said = [(Act(s.name), s.meant) for s in self.statements if s.kind is Kind.REQUEST]
        against = CHANGING & {act for act, meaning in said if vetoed(act, meaning)}
        heard = [act for act, meaning in said if not vetoed(act, meaning) and act not in against]
        return tuple(dict.fromkeys(heard))

    @property
    def vetoed(self) -> tuple[Act, ...]:
        """
        What is spoken of and must not be done: denied, asked about, planned.
        """
        return tuple(
            dict.fromkeys(
                Act(s.name)
                for s in self.statements
                if s.kind is Kind.REQUEST and vetoed(Act(s.name), s.meant)
            )
        )

    @property
    def denied(self) -> frozenset[str]:
        """
        Families whose events did not happen here or now, by all that is said of them.
        """
        return self._families(FALSE) - self.asserted

    @property
    def asserted(self) -> frozenset[str]:
        """
        Families whose events are said to have happened.
        """
        return self._families({Meant.ASSERTED, Meant.REQUESTED})

    @property
    def unsure(self) -> frozenset[str]:
        """
        Families of which no clause says more than "perhaps", "is it?" or "it will".
        """
        return self._families({Meant.ASKED, Meant.SUPPOSED, Meant.PLANNED}) - self.asserted

    def _families(self, meanings: Iterable[Meant]) -> frozenset[str]:
        wanted = frozenset(meanings)
        return frozenset(
            s.name for s in self.statements if s.kind is Kind.EVENT and s.meant in wanted
        )

    @property
    def weighed(self) -> str:
        """
        The text without clauses that tell of an event that did not happen here or now, and without those
        that only ask for one where enough is said beside them.

        Only of events: "no orders arrive" is denied in form, and is what is wrong.
        """
        spans = self._spans(FALSE) | set(self.empty)
        bare = _without(self.text, spans | self._spans({Meant.ASKED}))
        if sum(map(len, _WORD.findall(bare))) >= ENOUGH:
            return bare
        left = _without(self.text, spans)
        return left if _WORD.search(left) else _without(self.text, self.empty)

    def _spans(self, meanings: Iterable[Meant]) -> set[tuple[int, int]]:
        wanted = frozenset(meanings)
        return {s.span for s in self.statements if s.kind is Kind.EVENT and s.meant in wanted}


def read(text: str, usual: str = "") -> StatementReading:
    """
    What a text says. `usual` is the language its writer used before, for texts too short to tell.

    Pure: the same text gives the same statements. Of very long texts the beginning is read.
    """
    language = language_of(text[:LONGEST], usual)
    found: list[Statement] = []
    wants = len(text) <= LONGEST_REQUEST
    empty = [number.span() for number in ORDER_NUMBER.finditer(text)]
    for sentence in sentences(text):
        spoken = language_of(sentence.text, language) or language
        if _is_empty(sentence.text, spoken):
            empty.append((sentence.start, sentence.start + len(sentence.text)))
            continue
        for clause in clauses(sentence, spoken):
            meaning = meant(clause, spoken)
            span = (clause.start, clause.end)
            events = events_in(clause.text, spoken)
            acts = (
                acts_in(clause.text, spoken, told=bool(events) or meaning is Meant.DENIED)
                if wants
                else ()
            )
            found += [Statement(Kind.EVENT, name, meaning, span, spoken) for name in events]
            found += [Statement(Kind.REQUEST, name, meaning, span, spoken) for name in acts]
    topical = trigger("topic", language or "en").search(text[:LONGEST]) is not None
    return StatementReading(text, language, tuple(found), quotes(text), topical, tuple(empty))


def _is_empty(sentence: str, language: str) -> bool:
    left = trigger("empty", language).sub(" ", ORDER_NUMBER.sub(" ", sentence))
    left = trigger("beside", language).sub(" ", left)
    return left != sentence and not _WORD.search(left)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    return "".join([*kept, text[at:]])
