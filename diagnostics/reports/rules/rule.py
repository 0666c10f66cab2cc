"""
How a pasted text is held to words: a rule says which signals which words speak for.

The tables of rules are `pasted_named`, `_wire`, `_said`, `_hints`, `_told`, `_asked` and `_abroad`. They are
read from the top; the first that fits counts. A rule that is `sure` rests on words that name their
cause by themselves; the others only make a cause likelier.
"""

from __future__ import annotations

import re

from collections.abc import Collection
from dataclasses import dataclass


ANY: frozenset[int | None] = frozenset()
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|without|nothing|kein\w*|aucun\w*|nessun\w*)|n't)\W+(?:\w+\W+)?$"
    r"|(?:有没有|并未|没有|不是)\w{0,8}$",
    re.IGNORECASE,
)
_DENIED_WITHIN = re.compile(r"(?:\b(?:not|never)|n't)\s+(?:\w+\s+)?\w+ed\W*$", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:whether|(?:could|can|might|may) (?:it|this|that) (?:be|come|have)|(?:is|was) (?:it|this|that)"
    r"|(?:related|due) to|has (?:it|this) to do with|ob es|si c'est)\b[^.\n]{0,40}$|是否\w{0,8}$",
    re.IGNORECASE,
)


# A sentence that asks; whoever asks why says that it is so.
_QUESTION = re.compile(
    r"\W*(?:\w+,? )?(?:how|will|would|is|are|was|do|does|did|can|could|should|must|may|which|what|when|where)\b"
    r"[^\n]*\?",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])\s|\n")


def _sentence(text: str, at: int) -> str:
    """
    The sentence that a place in a text is in.
    """
    ends = [end.start() for end in _END.finditer(text)]
    first = max((end + 1 for end in ends if end < at), default=0)
    last = min((end for end in ends if end > at), default=len(text))
    return text[first:last]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    Signals that a text speaks for, where the words are there and the status and side of Amazon fit.
    """

    signals: tuple[str, ...]
    words: re.Pattern[str]
    sure: bool = True
    side: str = ""  # of lwa, sp-api, ads; empty for all
    statuses: Collection[int | None] = ANY
    claim: bool = False  # said by a person, who may as well deny it, or only ask

    def fits(self, text: str, side: str, status: int | None) -> bool:
        """
        True where the rule applies.
        """
        if self.side and self.side != side:
            return False
        if self.statuses and status not in self.statuses:
            return False
        found = self.words.finditer(text)
        if not self.claim:
            return next(found, None) is not None
        return any(
            not _DENIED.search(text[max(0, each.start() - 12) : each.start()])
            and not _DENIED_WITHIN.search(each[0])
            for each in found
        )

    def only_asked(self, text: str) -> bool:
        """
        True where a person asks whether it has to do with what the rule names, and claims no more.
        """
        return self.claim and all(
            _ASKED.search(text[max(0, each.start() - 60) : each.start()])
            or _QUESTION.match(_sentence(text, each.start()))
            for each in self.words.finditer(text)
        )


def rule(
    signals: str,
    *words: str,
    sure: bool = True,
    side: str = "",
    statuses: Collection[int | None] = ANY,
) -> Rule:
    """
    A rule from signals parted by spaces and patterns of which one must be there (any letter case).
    """
    pattern = re.compile("|".join(f"(?:{each})" for each in words), re.IGNORECASE | re.DOTALL)
    return Rule(tuple(signals.split()), pattern, sure, side, statuses)


_INSIDE = r"(?:(?![.;!?]\s).)"  # any character but the end of a sentence


def within(first: str, then: str, far: int = 60, *, together: bool = False) -> str:
    """
    A pattern for both in either order, no further apart than so many characters; `together` in one sentence.
    """
    gap = rf"{_INSIDE if together else '.'}{{0,{far}}}?"
    return rf"(?:{first}{gap}{then}|{then}{gap}{first})"
