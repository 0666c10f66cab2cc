"""
From the connections' parts to one answer: the worst first, whether it goes on to our people, and
what somebody may have meant where nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.answer import Answer, CauseRole, ConnectionAnswer, RankedCause, Verdict
from bot.triage.connection_answer import kinds_of, needs_us
from bot.triage.expiring import expiring, for_our_people, told_in_time
from bot.triage.held_reply import held_answer
from bot.triage.merchant_phrases import HELD_EVERY, HELD_FOR, PARTLY_EVERY, PARTLY_FOR
from bot.triage.merchant_wording import advice_of, internal_headline, merchant_answer
from knowledge.base.article import Article, Audience, Confidence
from knowledge.base.library import Library, p_all_normal


WORST_FIRST = (
    Verdict.CAUSE_FOUND,
    Verdict.AMBIGUOUS,
    Verdict.UNEXPLAINED,
    Verdict.COULD_NOT_EXAMINE,
    Verdict.HEALTHY,
)
NO_WORDS: Mapping[str, float] = {}
SEVERITIES = ("critical", "high", "medium", "low")


def compose(  # noqa: PLR0913  (the parts of an answer, by name)
    answered: Sequence[ConnectionAnswer],
    library: Library,
    *,
    issue: str,
    language: str,
    case_id: str | None,
    started_at: datetime,
    duration_ms: float,
    words: Mapping[str, float] = NO_WORDS,
) -> Answer:
    """
    The whole answer from its parts, at least one, worst connection first.

    `words` is what the issue speaks for, in nats by article: where nothing is wrong it may explain.
    """
    answers = sorted(answered, key=_how_bad)
    connection = answers[0].connection
    because = escalation(answers)
    found = explain_healthy(answers, library, words)
    told = for_merchant(found, library)
    ends = expiring(answers, started_at)
    merchant = merchant_answer(answers, library, language, told.id if told else "")
    return Answer(
        merchant_id=connection.merchant_id,
        merchant_name=connection.name,
        issue=issue,
        case_id=case_id,
        started_at=started_at,
        duration_ms=duration_ms,
        connections=tuple(answers),
        headline=" ".join(
            [internal_headline(answers), *_sounds_like(found), for_our_people(ends)]
        ).strip(),
        escalate=because is not None,
        escalate_because=because,
        merchant=told_in_time(merchant, answers, ends),
        held=held_answer(answers, library, language),
    )


def _sounds_like(found: Sequence[Article]) -> tuple[str, ...]:
    if not found:
        return ()
    titles = " / or: ".join(f"{article.title.rstrip('.')} ({article.id})" for article in found)
    return (f"What was written sounds like: {titles}.",)


def escalation(answers: Sequence[ConnectionAnswer]) -> str | None:
    """
    Why a case goes on to our support team, or None while somebody else can act.
    """
    for answer in answers:
        acting = [c for c in answer.causes if c.standing is not CauseRole.SUSPECT]
        match answer.verdict:
            case Verdict.CAUSE_FOUND:
                if why := _beyond_others(answer, acting):
                    return why
            case Verdict.AMBIGUOUS if acting and all(needs_us(cause) for cause in acting):
                return "Two causes look alike, and only we can act on either."
            case Verdict.AMBIGUOUS if not answer.question:
                return "Two causes look alike, and there is nothing left to ask."
            case Verdict.UNEXPLAINED if not answer.held:
                return answer.because or "No known cause fits what was seen."
            case Verdict.COULD_NOT_EXAMINE if not answer.partly:
                return answer.because or "Nothing that Amazon was asked was answered."
    return None


def _beyond_others(answer: ConnectionAnswer, acting: Sequence[RankedCause]) -> str:
    """
    Why nobody but us can go on with an answer that names a cause; empty where somebody can.
    """
    if ours := next((cause for cause in acting if needs_us(cause)), None):
        return f"Only we can act on this: {ours.title.rstrip('.')}."
    if answer.besides:
        return f"A second fault is open beside the one that is named: {answer.besides}"
    return ""


def waits(answer: Answer) -> tuple[timedelta, timedelta] | None:
    """
    How long something may take to clear by itself, and after how long it is looked at again; None where
    nothing is waited for.
    """
    if answer.connections and answer.connections[0].partly:
        return PARTLY_FOR, PARTLY_EVERY
    if answer.connections and answer.connections[0].held:
        return HELD_FOR, HELD_EVERY
    for cause in leading(answer)[:1] if answer.verdict is Verdict.CAUSE_FOUND else ():
        if cause.wait:
            return cause.wait, cause.recheck_after or timedelta(minutes=30)
    return None


def leading(answer: Answer) -> tuple[RankedCause, ...]:
    """
    The causes to act on, the first one first.
    """
    return tuple(cause for cause in answer.causes if cause.standing is not CauseRole.SUSPECT)


def _how_bad(answer: ConnectionAnswer) -> tuple[int, int, str]:
    lead = answer.causes[0] if answer.causes else None
    severity = SEVERITIES.index(lead.severity) if lead else len(SEVERITIES)
    return WORST_FIRST.index(answer.verdict), severity, answer.connection.id


CLEAR = 2.0  # nats, of the three that words may count at most
HARMLESS = frozenset({"not_a_connection_failure", "data_delay"})  # families merchants may read of
AT_HOME = 0.9  # P(all normal | cause) from which everything normal is just what one would see
MOST = 2


def explain_healthy(
    answers: Sequence[ConnectionAnswer], library: Library, words: Mapping[str, float]
) -> tuple[Article, ...]:
    """
    The articles that the words clearly lead to although nothing is wrong; mostly one or none.

    None where words speak as much for a cause that a probe would have seen.
    """
    if not words or any(answer.verdict is not Verdict.HEALTHY for answer in answers):
        return ()
    most = max(words.values())
    kinds = frozenset[str]().union(*(kinds_of(answer.connection) for answer in answers))
    best = {name for name, nats in words.items() if nats >= max(CLEAR, most)}
    found = tuple(
        article
        for article in library.explanations()
        if article.id in best and (not article.applies_to or article.applies_to & kinds)
    )
    return found[:MOST] if len(found) == len(best) else ()


def for_merchant(found: Sequence[Article], library: Library) -> Article | None:
    """
    The one of them that a merchant may be told of without anybody having looked, or None.

    Proved, harmless, with something to read or do, and never with a step to authorize again.
    """
    if len(found) != 1:
        return None
    [article] = found
    told = (
        Audience.MERCHANT in article.audience
        and article.confidence is Confidence.VALIDATED
        and article.family in HARMLESS
        and p_all_normal(article) >= AT_HOME
        and not article.reauthorizes
        and bool(advice_of(library.words(article.id)))
    )
    return article if told else None
