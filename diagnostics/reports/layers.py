"""
From the pieces of a pasted text to signals: layers of rules, the most telling layer first.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from diagnostics.reports.answer import Force, Found, classified
from diagnostics.reports.parts import Pieces
from diagnostics.reports.rules import other_languages
from diagnostics.reports.rules.amazon_says import NAMED, TOKEN_ENDPOINT
from diagnostics.reports.rules.circumstances import HINTS
from diagnostics.reports.rules.events import EVENTS
from diagnostics.reports.rules.no_answer import REPORTS, WIRE
from diagnostics.reports.rules.own_words import CODE, IDENTIFIERS, PROPOSAL, STUMBLES, TOLD
from diagnostics.reports.rules.questions import DOWN, EMPTY, FAILED, LATE, MANY, QUESTION, WISH
from diagnostics.reports.rules.regions import REGION
from diagnostics.reports.rules.rule import Rule


BAD_REQUEST, TROUBLE = 400, 500
NONE_LISTED = re.compile(r'\s*(?:\{\s*"\w+"\s*:\s*)?\[\s*\]\s*\}?\s*')
_PROFILES = frozenset({"ads_read.no_scope_access", "ads_read.no_advertiser"})
_ANSWERED = range(200, 300)
HAPPENED = (*EVENTS, *other_languages.EVENTS)
SURELY = tuple(rule for rule in HAPPENED if rule.sure)
MAYBE = tuple(rule for rule in HAPPENED if not rule.sure)


def signals(body: Pieces, whole: Pieces) -> Found:
    """
    The signals of the first layer that says anything, the most telling layer first.
    """
    for layer in (
        _named,
        _happened,
        _broken_off,
        _ads_without_profiles,
        _stumbled,
        _answered,
        _told,
    ):
        if found := layer(body, whole):
            return found
    return (), Force.NOTHING


def error_signals(whole: Pieces) -> tuple[str, ...]:
    """
    The signals of error texts alone, without what a person says beside them.
    """
    for layer in (_named, _broken_off, _answered):
        found = layer(whole, whole)
        if found and found[1] is Force.NAMES:
            return found[0]
    return ()


def _named(body: Pieces, whole: Pieces) -> Found | None:
    """
    Amazon's own words name the cause; those of the body before those that a person quotes.
    """
    for pieces in (body, whole):
        if found := first((*NAMED, *TOKEN_ENDPOINT), pieces):
            if "pasted.signature_legacy" in found[0] and (many := first(MANY, whole)):
                return many  # the signing service once refused thousands, and recovered by itself
            return _with_events(found, whole)
    return None


def _happened(_: Pieces, whole: Pieces) -> Found | None:
    """
    An event that a person names, where Amazon's own answer leaves room for it.
    """
    found = first(HAPPENED, whole)
    return found if found and found[1] is Force.NAMES and says_little(whole) else None


def _broken_off(_: Pieces, whole: Pieces) -> Found | None:
    """
    A report that ended badly, or a connection on which no answer came.
    """
    answered = whole.status is not None and whole.status >= BAD_REQUEST
    if answered and whole.status and whole.status >= TROUBLE:
        return None  # an answer came, and a gateway's timeout is Amazon's
    return (None if answered else first(REPORTS, whole)) or first(WIRE, whole)


def _ads_without_profiles(body: Pieces, whole: Pieces) -> Found | None:
    if whole.side != "ads" or (whole.status or 0) >= BAD_REQUEST:
        return None
    if NONE_LISTED.fullmatch(body.text):
        return EMPTY[0].signals, Force.NAMES
    empty = first(EMPTY, whole)
    return (first(REGION, whole) or empty) if empty else None


def _stumbled(_: Pieces, whole: Pieces) -> Found | None:
    """
    A program's own exception, where nothing but a word in it looks like an answer's status.
    """
    return first(STUMBLES, whole) if whole.guessed and whole.status in {400, 403, 404} else None


def _answered(body: Pieces, whole: Pieces) -> Found | None:
    """
    Amazon's answer as the probes' classifiers read it, unless circumstances say more than it does.
    """
    answer = classified(body, whole)
    unquoted = PROPOSAL if not body.text.strip() else ()
    more = (*HINTS, *SURELY, *unquoted)
    hint = first(more, whole) if answer and is_bare(answer, body, whole) else None
    return (hint[0], Force.HINTS) if hint else answer


def _told(_: Pieces, whole: Pieces) -> Found | None:
    """
    What a person says, where no words of Amazon's are in sight.
    """
    abroad = other_languages.TOLD
    # Whoever asks a question and names something that went wrong does not only want to know.
    failed = FAILED.search(whole.text) is not None
    last = (TOLD, MANY, CODE) if failed else ()
    happened = [each for each in SURELY if failed or not each.only_asked(whole.text)]
    for layer in (
        happened,
        REPORTS,
        STUMBLES,
        MAYBE,
        WISH,
        HINTS,
        abroad,
        DOWN,
        LATE,
        *last,
        QUESTION,
        TOLD,
        CODE,
        PROPOSAL,
        IDENTIFIERS,
    ):
        if found := first(layer, whole):
            return found
    # Amazon answered, and nobody says what was wrong with it.
    return (("pasted.empty_data",), Force.HINTS) if whole.status in _ANSWERED else None


def _with_events(found: Found, whole: Pieces) -> Found:
    """
    A refused grant says nothing of why; what the person says of it is evidence of its own.
    """
    signals, force = found
    if "lwa_token.invalid_grant" in signals:
        told = first(HAPPENED, whole)
        if told and "pasted.consent_code_expired" in told[0]:
            return told  # it was the code of the consent page that was refused
        if told and told[1] is Force.NAMES:
            signals = tuple(dict.fromkeys((*signals, *told[0])))
    region = first(REGION, whole) if _PROFILES & set(signals) else None
    return region or (signals, force)  # profiles live in one region


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
