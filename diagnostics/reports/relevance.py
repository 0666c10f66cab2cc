"""
How much room Amazon's answer in a paste leaves for what else was said, and the first rule that fits.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from diagnostics.reports.answer import Force, Found
from diagnostics.reports.parts import Pieces
from diagnostics.reports.rules.rule import Rule


BAD_REQUEST, REFUSED = 400, 403
# What a 400 says when it says nothing.
BLAND = re.compile(
    r"invalid request parameters|\A\W*(?:\d+\W+)?(?:invalid input|bad request)\W*\Z", re.IGNORECASE
)
SAYING = 4  # words, from which a body says something


def is_bare(answer: Found, body: Pieces, whole: Pieces) -> bool:
    """
    True where a refusal gives no reason, so that circumstances count for more than its status.
    """
    if whole.status == REFUSED:
        # Words that say more than "denied" are Amazon's own.
        return answer[1] is Force.NOTHING or answer[0] == ("ads_read.denied",)
    if whole.status == BAD_REQUEST and len(body.text.split()) >= SAYING:
        return BLAND.search(body.text) is not None
    return whole.status in {400, 401, 404} and not (body.message or whole.message)


def says_little(pieces: Pieces) -> bool:
    """
    True where Amazon's own answer leaves room for what the person says: none, or a bare refusal.
    """
    if pieces.status == BAD_REQUEST and pieces.message and not BLAND.search(pieces.message):
        return False
    return pieces.status in {None, 200, 400, 401, 403}


def first(rules: Iterable[Rule], pieces: Pieces) -> Found | None:
    """
    The signals of the first rule that fits, and how far they carry.
    """
    if not pieces.text.strip():
        return None
    for rule in rules:
        if rule.fits(pieces.text, pieces.side, pieces.status):
            sure = rule.sure and not rule.only_asked(pieces.text)
            return rule.signals, Force.NAMES if sure else Force.HINTS
    return None
