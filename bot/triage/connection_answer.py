"""
From one connection's findings to its part of the answer: the diagnosis, with its articles' words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.model.answer import Advice, CauseRole, ConnectionAnswer, RankedCause, Verdict
from diagnostics.diagnosis.problem import EXPLAINED
from diagnostics.diagnosis.result import Decision, Diagnosis, Suspect
from diagnostics.model import Connection, Finding
from knowledge.base.article import Article
from knowledge.base.library import Library


WORTH_SHOWING = 0.02
MOST_SUSPECTS = 4
OURS = frozenset({"support", "engineering"})
NOBODYS = frozenset({"nobody", "amazon"})

VERDICTS = {
    Decision.HEALTHY: Verdict.HEALTHY,
    Decision.ANSWER: Verdict.CAUSE_FOUND,
    Decision.ASK_PERSON: Verdict.AMBIGUOUS,
    Decision.ESCALATE: Verdict.UNEXPLAINED,
    Decision.COULD_NOT_EXAMINE: Verdict.COULD_NOT_EXAMINE,
}


def kinds_of(connection: Connection) -> frozenset[str]:
    """
    What a connection is, of seller, vendor and ads.
    """
    return frozenset({connection.account_type.value} | ({"ads"} if connection.has_ads else set()))


def judge_connection(
    connection: Connection,
    findings: Sequence[Finding],
    diagnosis: Diagnosis[Article],
    library: Library,
) -> ConnectionAnswer:
    """
    One connection's part of the answer.
    """
    return ConnectionAnswer(
        connection=connection,
        verdict=VERDICTS[diagnosis.decision],
        findings=tuple(findings),
        causes=_causes(diagnosis, findings, library),
        none_probability=diagnosis.none_probability,
        question=diagnosis.question,
        partial=any(f.outcome is None and f.at is not None for f in findings),
        because=diagnosis.because,
        partly=diagnosis.partly,
        besides=_besides(diagnosis),
        held=_held(diagnosis, findings, library),
        contradicted=diagnosis.contradicted,
    )


def _held(
    diagnosis: Diagnosis[Article], findings: Sequence[Finding], library: Library
) -> tuple[RankedCause, ...]:
    if diagnosis.held is None:
        return ()
    causes = _causes(diagnosis.held, findings, library)
    return tuple(cause for cause in causes if cause.standing is not CauseRole.SUSPECT)


def _besides(diagnosis: Diagnosis[Article]) -> str:
    """
    What an answer leaves open: a fault of the other side, or a second one, that no cause is named for.
    """
    if diagnosis.decision is not Decision.ANSWER:
        return ""
    said = []
    for other in diagnosis.further:
        if other.decision in {Decision.ASK_PERSON, Decision.ESCALATE}:
            likeliest = " / or: ".join(s.cause.title.rstrip(".") for s in other.suspects[:2])
            said.append(f"{likeliest or 'no known cause'}. {other.because}".strip())
    return " ".join(said)


def needs_us(cause: RankedCause) -> bool:
    """
    True where whoever acts on the cause is one of our own people and nobody else.

    A cause that clears by itself waits first; it is looked at again before anybody is called.
    """
    if cause.wait is not None and cause.steps and cause.steps[0].actor == "nobody":
        return False
    acting = set(cause.who_acts) - NOBODYS
    return bool(acting) and acting <= OURS


def _causes(
    diagnosis: Diagnosis[Article], findings: Sequence[Finding], library: Library
) -> tuple[RankedCause, ...]:
    found: dict[str, RankedCause] = {}

    def add(suspects: Iterable[Suspect[Article]], standing: CauseRole, settled: list[str]) -> None:
        for suspect in suspects:
            if suspect.cause.id not in found:
                found[suspect.cause.id] = _ranked(
                    suspect, standing, settled, _because(suspect, findings), library
                )

    settled = [candidate.probe.asks for candidate in diagnosis.next_probes[:2]]
    if diagnosis.question:
        settled.append(diagnosis.question)
    add(diagnosis.named, CauseRole.NAMED, settled)
    for other in diagnosis.further:
        if other.decision is Decision.ANSWER:
            add(other.named, CauseRole.AS_WELL, [])
    worth = [s for s in diagnosis.suspects if s.probability >= WORTH_SHOWING]
    worth.sort(key=lambda suspect: bool(suspect.barred))
    add(worth[: MOST_SUSPECTS + len(found)], CauseRole.SUSPECT, settled)
    return tuple(found.values())


def _because(suspect: Suspect[Article], findings: Sequence[Finding]) -> tuple[str, ...]:
    # What every cause still in the running explains tells none of them apart, so the diagnosis
    # leaves it out; a reader misses it.
    signature = suspect.cause.signature
    shared = {
        f.signal: signature.get(f.probe, {}).get(str(f.outcome), 0.0)
        for f in findings
        if f.signal and f.normal is False
    }
    told = [signal for signal, share in shared.items() if share >= EXPLAINED]
    told.sort(key=lambda signal: -shared[signal])
    return tuple(dict.fromkeys([*suspect.because, *told]))


def _ranked(
    suspect: Suspect[Article],
    standing: CauseRole,
    settled: Sequence[str],
    because: tuple[str, ...],
    library: Library,
) -> RankedCause:
    article = suspect.cause
    words = library.words(article.id)
    unconfirmed = [f"seeing {signal}" for signal in suspect.unconfirmed]
    # What the hard rule forbids to act on is shown without anything to do.
    steps = () if suspect.barred else words.steps
    barred = (f"knowing more: {suspect.barred}",) if suspect.barred else ()
    return RankedCause(
        id=article.id,
        version=library.version(article.id),
        family=article.family,
        title=words.title,
        severity=article.severity.value,
        probability=round(suspect.probability, 4),
        who_acts=tuple(dict.fromkeys(step.actor for step in steps)),
        because=because,
        despite=suspect.despite,
        settled_by=(*barred, *unconfirmed, *settled),
        remedy=article.remedy,
        reauthorizes=article.reauthorizes,
        steps=tuple(Advice(step.actor, step.text) for step in steps),
        wait=article.wait.budget if article.wait else None,
        recheck_after=timedelta(minutes=article.wait.recheck_minutes) if article.wait else None,
        standing=standing,
    )
