"""
What a merchant may read of an answer, and the one sentence that our own people read first.

The merchant's words come from the articles, in the channel's language. Our own steps become "we
are on it", and no step to authorize again passes while anything points at us.
"""

from __future__ import annotations

import re

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model.answer import (
    Advice,
    CauseRole,
    ConnectionAnswer,
    MerchantAnswer,
    RankedCause,
    Verdict,
)
from bot.triage.connection_answer import OURS, needs_us
from bot.triage.merchant_phrases import HELD_EVERY, again_at, phrases, unread_words
from diagnostics.diagnosis.hard_rule import points_elsewhere
from diagnostics.model import Connection
from knowledge.base.library import Library
from knowledge.base.wording import Wording, tongue


THEIRS = frozenset({"merchant", "account-admin", "agency"})
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


def internal_headline(connections: Sequence[ConnectionAnswer]) -> str:
    """
    The finding in one sentence, for our own people; the worst connection's, with how many follow.
    """
    worst = connections[0]
    sentence = _internal(worst)
    if len(connections) > 1:
        sentence = f"{place(worst.connection)}: {sentence}"
        ill = [c for c in connections[1:] if c.verdict is not Verdict.HEALTHY]
        others = len(connections) - 1
        if ill and others == 1:
            sentence += " The other connection also needs a look."
        elif ill:
            sentence += f" Of the {others} other connections {len(ill)} also need a look."
        elif worst.verdict is not Verdict.HEALTHY:
            sentence += " The other connection is well." if others == 1 else " The others are well."
    return sentence


def place(connection: Connection) -> str:
    """
    Which of a merchant's connections, for our own people: "Seller EU".
    """
    return f"{connection.account_type.capitalize()} {connection.region.upper()}"


def merchant_answer(
    connections: Sequence[ConnectionAnswer],
    library: Library,
    language: str = "en",
    explains: str = "",
) -> MerchantAnswer:
    """
    What the merchant may read: about the worst connection and, if there are several, which it is
    and how the others are.

    `explains` is the article that what they wrote sounds like, where nothing is wrong.
    """
    worst = connections[0]
    causes = [c for c in worst.causes if c.standing is not CauseRole.SUSPECT]
    if worst.verdict is Verdict.CAUSE_FOUND and causes:
        first = causes[0]
        as_well = [c for c in causes if c.standing is CauseRole.AS_WELL]
        told = [first, *as_well[:1]]
        if not any(_points_elsewhere(cause, connections, library) for cause in told):
            return _of_causes(told, connections, library, language)
    answer = _without_cause(worst, connections, causes, language)
    return _explained(answer, library.words(explains, answer.language)) if explains else answer


def _explained(answer: MerchantAnswer, words: Wording) -> MerchantAnswer:
    if words.language != answer.language:  # half a reply in another language helps nobody
        return answer
    said = phrases(answer.language)
    explanation = f"{said['meant']} {words.merchant.strip()} {answer.explanation}"
    return replace(answer, explanation=explanation, steps=tuple(advice_of(words)))


def _internal(answer: ConnectionAnswer) -> str:
    named = [c for c in answer.causes if c.standing is CauseRole.NAMED]
    as_well = [c for c in answer.causes if c.standing is CauseRole.AS_WELL]
    match answer.verdict:
        case Verdict.HEALTHY:
            asked = sum(f.outcome is not None for f in answer.findings)
            past = ", ".join(answer.contradicted)
            quoted = f" What was pasted reads like {past}; we see none of this now." if past else ""
            return f"Everything that Amazon was asked is normal ({asked} probes).{quoted}"
        case Verdict.CAUSE_FOUND if named:
            kin = " / or: ".join(_plain(cause.title) for cause in named[1:])
            alike = "Other causes look" if len(named) > 2 else "Another cause looks"  # noqa: PLR2004
            same = f" {alike} the same, with the same remedy: {kin}." if kin else ""
            also = f" As well: {_plain(as_well[0].title)}." if as_well else ""
            open_too = (
                f" Besides, another fault is open: {answer.besides}" if answer.besides else ""
            )
            return f"{_plain(named[0].title)}.{same}{also}{open_too}"
        case Verdict.AMBIGUOUS if named:
            return f"Either: {' / or: '.join(_plain(c.title) for c in named[:2])}. {answer.because}"
        case Verdict.COULD_NOT_EXAMINE:
            return answer.because or "Nothing that Amazon was asked was answered."
    seen = [f.summary for f in answer.findings if f.normal is False]
    if answer.held:
        return f"Probably: {_plain(answer.held[0].title)}. {answer.because}"
    return f"{seen[0] if seen else 'Nothing clear was seen.'} {answer.because}".strip()


def _plain(title: str) -> str:
    return title.rstrip(".")


def _points_elsewhere(
    cause: RankedCause, connections: Sequence[ConnectionAnswer], library: Library
) -> bool:
    # The hard rule once more, of every connection; a cause that is no longer known is not told.
    known = {article.id: article for article in library.causes()}
    found = [finding for answer in connections for finding in answer.findings]
    forbidden = cause.id not in known or points_elsewhere(known[cause.id], found)
    return cause.reauthorizes and forbidden


def _of_causes(
    causes: Sequence[RankedCause],
    connections: Sequence[ConnectionAnswer],
    library: Library,
    language: str,
) -> MerchantAnswer:
    worded = [library.words(cause.id, language) for cause in causes]
    spoken = worded[0].language if len({w.language for w in worded}) == 1 else "en"
    if any(w.language != spoken for w in worded):
        worded = [library.words(cause.id, spoken) for cause in causes]
    said = phrases(spoken)
    headline, *more = SENTENCE.split(worded[0].merchant.strip(), maxsplit=1)
    explanation = [*more, *_where(connections, said)]
    explanation += [f"{said['both']} {other.merchant.strip()}" for other in worded[1:]]
    explanation += [said["second_open"]] if any(part.besides for part in connections) else []
    steps = [step for words in worded for step in advice_of(words)]
    mine = any(step.actor in THEIRS for step in steps)
    if mine and any(needs_us(cause) for cause in causes):
        steps.append(Advice("we", said["on_it"]))
    question = connections[0].question
    return MerchantAnswer(
        headline=headline,
        explanation=" ".join(explanation),
        steps=tuple(steps),
        nothing_to_do=not mine,
        examined=_examined(connections[0], spoken),
        question=question if mine and spoken == "en" and _theirs_to_say(causes) else "",
        language=spoken,
    )


def _without_cause(
    worst: ConnectionAnswer,
    connections: Sequence[ConnectionAnswer],
    causes: Sequence[RankedCause],
    language: str,
) -> MerchantAnswer:
    said = phrases(language)
    spoken = tongue(language)
    key = {
        Verdict.HEALTHY: "healthy",
        Verdict.AMBIGUOUS: "unclear",
        Verdict.COULD_NOT_EXAMINE: "partly" if worst.partly else "silent",
    }.get(worst.verdict, "unexplained")
    filled = unread_words(worst, said) if worst.partly else {}
    if worst.held:
        key, filled = "held", {"at": again_at(worst, HELD_EVERY)}
    ask = worst.verdict is Verdict.AMBIGUOUS and spoken == "en" and _theirs_to_say(causes)
    where = [] if worst.verdict is Verdict.HEALTHY else _where(connections, said)
    quoted = [said["not_seen"]] if worst.contradicted else []
    return MerchantAnswer(
        headline=said[key].format(**filled),
        explanation=" ".join([*quoted, said[f"{key}_more"].format(**filled), *where]),
        steps=(),
        nothing_to_do=worst.verdict is not Verdict.HEALTHY,
        # What was seen would lead a merchant to what is held back.
        examined=() if worst.held else _examined(worst, spoken),
        question=worst.question if ask else "",
        language=spoken,
    )


def advice_of(words: Wording) -> list[Advice]:
    """
    The steps that a merchant may read.
    """
    # Amazon's own steps are, to a merchant, something that takes its time.
    return [
        Advice("nobody" if step.actor == "amazon" else step.actor, step.text)
        for step in words.steps
        if step.actor not in OURS
    ]


def _theirs_to_say(causes: Sequence[RankedCause]) -> bool:
    return bool(causes) and all(set(cause.who_acts) & THEIRS for cause in causes)


def _where(connections: Sequence[ConnectionAnswer], said: Mapping[str, str]) -> list[str]:
    """
    Which connections this is about, and how a merchant's others are; nothing for an only one.
    """
    if len(connections) == 1:
        return []
    worst, *others = connections
    alike = [worst, *(c for c in others if _lead(c) and _lead(c) == _lead(worst))]
    unread = [c for c in others if c.verdict is Verdict.COULD_NOT_EXAMINE]
    ill = [c for c in others if c not in (*alike, *unread) and c.verdict is not Verdict.HEALTHY]
    key = "where" if len(alike) == 1 else "where_all"
    lines = [said[key].format(places=_places(alike, said))]
    if ill:
        lines.append(said["ill_as_well"].format(places=_places(ill, said)))
    if unread:
        lines.append(said["unread_as_well"].format(places=_places(unread, said)))
    elif not ill and len(alike) < len(connections):
        lines.append(said["others_well"])
    return lines


def _lead(answer: ConnectionAnswer) -> str:
    named = answer.causes if answer.verdict is Verdict.CAUSE_FOUND else ()
    return named[0].id if named else ""


def _places(connections: Sequence[ConnectionAnswer], said: Mapping[str, str]) -> str:
    named = (c.connection for c in connections)
    return " / ".join(f"{said[c.account_type.value]} ({said[c.region.value]})" for c in named)


def _examined(answer: ConnectionAnswer, language: str) -> tuple[str, ...]:
    # The probes' sentences exist in English only; half a list in another language helps nobody.
    if language != "en":
        return ()
    return tuple(dict.fromkeys(f.merchant_summary for f in answer.findings if f.merchant_summary))
