"""
How a clause is meant: said to be so, denied, asked, wished for, supposed, planned, past, or of others.
"""

from __future__ import annotations

import re

from enum import StrEnum

from knowledge.statements.clauses import Clause
from knowledge.statements.triggers import UNSPACED, trigger


class Meant(StrEnum):
    """
    How a clause is meant. Only `ASSERTED` says that something is so, only `REQUESTED` wants it done.
    """

    ASSERTED = "asserted"
    REQUESTED = "requested"
    ASKED = "asked"
    DENIED = "denied"
    SUPPOSED = "supposed"
    PLANNED = "planned"
    PAST = "past"
    OTHER = "other"


# Of these nothing is known to be so now.
UNTRUE = frozenset({Meant.DENIED, Meant.PAST, Meant.OTHER, Meant.PLANNED})
# In these nothing is wanted of us.
UNWANTED = UNTRUE | {Meant.ASKED, Meant.SUPPOSED}
_ORDER = (
    ("other", Meant.OTHER),
    ("past", Meant.PAST),
    ("denied", Meant.DENIED),
    ("planned", Meant.PLANNED),
    ("supposed", Meant.SUPPOSED),
)
_LEAD = re.compile(r"^\W*(?:(?:hi|hello|hey|hallo|ok|so|and|und|et|e|y)\W+)?", re.IGNORECASE)


def meant(clause: Clause, language: str) -> Meant:
    """
    How a clause is meant, by the triggers of a language; asserted where none stands in it.

    A request keeps its denial: "please do not run it again" is denied.
    """
    text = trigger("never", language).sub(" ", clause.text.replace("’", "'"))
    found = [meaning for kind, meaning in _ORDER if trigger(kind, language).search(text)]
    for strong in (Meant.OTHER, Meant.PAST):
        if strong in found:
            return strong
    asked = trigger("please", language)
    if asked.search(text):
        # Taken out before the rest is judged: "would you" supposes nothing.
        bare = asked.sub(" ", text)
        if Meant.DENIED in found and not _could_not(text, clause):
            return Meant.DENIED
        supposed = trigger("supposed", language).search(bare) is not None
        return Meant.SUPPOSED if supposed else Meant.REQUESTED
    if _asks(text, clause, language):
        return Meant.ASKED
    return found[0] if found else Meant.ASSERTED


_COULD_NOT = re.compile(
    r"\W*(?:can|could|will|would) (?:you|someone|somebody) not\b", re.IGNORECASE
)


def _could_not(text: str, clause: Clause) -> bool:
    """
    Whether a denial only makes a request more polite: "could you not look again?"
    """
    return clause.asks and _COULD_NOT.match(text) is not None


def _asks(text: str, clause: Clause, language: str) -> bool:
    if trigger("why", language).search(text):
        return False  # whoever asks why says that it is so
    asked = trigger("asked", language)
    if language in UNSPACED:
        return clause.asks or asked.search(text) is not None
    begins = _LEAD.match(text)
    return clause.asks or asked.match(text, begins.end() if begins else 0) is not None
