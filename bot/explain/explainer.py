"""
The use case behind `triage explain`: anything pasted goes in, what it may mean comes out.

What was pasted is weaker than a live answer, so causes are *possible*, never certain: no probability
reaches `MOST`, and nobody is told to authorize again on the strength of a paste alone.
"""

from __future__ import annotations

import logging

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.explain.given import Given
from bot.explain.weighting import leading, weighed, without_denied
from bot.model.answer import Verdict
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Suspect
from diagnostics.probe import Probe
from diagnostics.probes import PROBES
from diagnostics.reports.reader import PASTED, Force, Paste, PastedReading, errors_in, read
from knowledge.base.article import Article
from knowledge.base.fault import KnowledgeError
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from knowledge.messages.report_families import ReportFamilies
from knowledge.statements.reader import read as statements_of


log = logging.getLogger(__name__)

# The most that a paste can make of a cause: its words name it, they hint at it, or they only lean.
CEILINGS = {Force.NAMES: 0.79, Force.HINTS: 0.5, Force.NOTHING: 0.3}
ENOUGH = 0.6  # of its family, for a cause to be named rather than offered
LEANS = 0.5  # of its family, for a text in which no rule read anything to hint at it
WORTH_SHOWING = 0.02
MOST_CAUSES = 6
ALL_PROBES: tuple[Probe, ...] = (*PROBES, PASTED)


@dataclass(frozen=True, slots=True)
class Possible:
    """
    A cause that a paste may come from.
    """

    id: str
    family: str
    probability: float
    title: str
    who_acts: tuple[str, ...]
    reauthorizes: bool
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """
    What a paste may mean, the best cause of the likeliest family first.

    `together` is what all causes of that family have, also those too unlikely to be among `causes`.
    """

    verdict: Verdict
    causes: tuple[Possible, ...]
    reading: PastedReading
    question: str = ""
    together: float = 0.0

    @property
    def warnings(self) -> tuple[str, ...]:
        """
        One sentence for each kind of secret that was pasted: what it was and what to do now.
        """
        return tuple(
            f"The text held {kind.name}; we kept none of it. {kind.cure}"
            for kind in self.reading.secrets
        )


class Explainer:
    """
    Explains pasted text by the articles of one library.
    """

    def __init__(
        self,
        library: Library,
        words: MessageReader | None = None,
        meaning: ReportFamilies | None = None,
    ) -> None:
        self._library = library
        self._words = words
        self._meaning = meaning

    def explain(self, given: Given) -> Explained:
        """
        What one report may mean. The same report gets the same answer.
        """
        return self._judged(
            Paste(
                body=given.body or "",
                said=given.user_text or "",
                provider=given.provider,
                status=given.http_status,
                headers=given.headers or {},
            )
        )

    def explain_text(self, text: str) -> Explained:
        """
        What a pasted text may mean, with nothing else known.
        """
        return self._judged(Paste(body=text))

    def ranked(self, text: str) -> tuple[tuple[str, float], ...]:
        """
        The articles that a text may come from, with their probabilities; none where it says nothing.
        """
        explained = self.explain_text(text)
        if explained.verdict is Verdict.UNEXPLAINED:
            return ()
        return tuple((cause.id, cause.probability) for cause in explained.causes)

    def _judged(self, paste: Paste) -> Explained:
        body, said = statements_of(paste.body), statements_of(paste.said)
        paste = replace(paste, body=body.weighed, said=said.weighed)
        reading = read(paste)
        ratios: Mapping[str, float] = {}
        if self._words and reading.force is not Force.NAMES and reading.said.strip():
            ratios = self._words.ratios(reading.said)
        causes = self._library.causes()
        diagnosis = diagnose((), causes, ALL_PROBES, words=ratios, reported=reading.findings)
        ruled = diagnosis.suspects if reading.findings or ratios else ()
        shares = self._shares(paste, reading)
        bare = diagnosis
        if shares and reading.findings:
            bare = diagnose((), causes, ALL_PROBES, words=ratios)
        both = weighed(ruled, bare.suspects, shares, reading.force)
        if not errors_in(f"{paste.body}\n{paste.said}"):
            both = without_denied(both, body.denied | said.denied)
            reading = _only_asked(reading, both, body.unsure | said.unsure)
        force = _force(reading, ruled, both)
        ranked = _by_family(both)
        possible = tuple(self._possible(each, CEILINGS[force]) for each in ranked[:MOST_CAUSES])
        verdict = _verdict(force, ranked)
        question = "" if verdict is Verdict.CAUSE_FOUND else diagnosis.question
        together = min(leading(both)[1], CEILINGS[force])
        return Explained(verdict, possible, reading, question, together)

    def _shares(self, paste: Paste, reading: PastedReading) -> Mapping[str, float]:
        if self._meaning is None:
            return {}
        # The models find a family for everything, for small talk too.
        whole = f"{reading.body}\n{reading.said}"
        if not reading.findings and self._words and not self._words.relevant(whole):
            return {}
        provider = paste.provider or ""
        try:
            return self._meaning.families(reading.said, reading.body, provider, paste.status)
        except KnowledgeError as error:
            log.warning("The rules alone explain what was pasted: %s", error)
            return {}

    def _possible(self, suspect: Suspect[Article], ceiling: float) -> Possible:
        article = suspect.cause
        return Possible(
            id=article.id,
            family=article.family,
            probability=round(min(suspect.probability, ceiling), 4),
            title=article.title,
            who_acts=tuple(dict.fromkeys(step.actor.value for step in article.steps)),
            reauthorizes=article.reauthorizes,
            because=suspect.because,
        )


def plain(given_id: Any, explained: Explained) -> dict[str, Any]:
    """
    An explanation as `triage explain --jsonl` prints it.
    """
    return {
        "id": given_id,
        "verdict": explained.verdict.value,
        "causes": [
            {"id": each.id, "family": each.family, "probability": each.probability}
            for each in explained.causes
        ],
    }


def _by_family(suspects: Sequence[Suspect[Article]]) -> list[Suspect[Article]]:
    """
    Causes best first, after the best one of the likeliest family: a family is answered alike.
    """
    family, _ = leading(suspects)
    ranked = sorted(suspects, key=lambda s: (-s.probability, s.cause.id))
    first = next((s for s in ranked if s.cause.family == family), None)
    worth = [s for s in ranked if s is first or s.probability >= WORTH_SHOWING]
    return sorted(worth, key=lambda s: s is not first)


def _only_asked(
    reading: PastedReading, suspects: Sequence[Suspect[Article]], unsure: frozenset[str]
) -> PastedReading:
    """
    What a person only asks or supposes names nothing; it may still hint.
    """
    family, _ = leading(suspects)
    if family in unsure and reading.force is Force.NAMES:
        return replace(reading, force=Force.HINTS)
    return reading


def _force(
    reading: PastedReading, ruled: Sequence[Suspect[Article]], both: Sequence[Suspect[Article]]
) -> Force:
    """
    How far both readings together carry.

    Only where the rules name a family by themselves, and the text as a whole speaks of none that is
    likelier, is it named. A bare refusal stays one, whatever else is written.
    """
    family, share = leading(both)
    if reading.force is Force.NAMES:
        alone, enough = leading(ruled)
        return Force.NAMES if alone == family and enough >= ENOUGH else Force.HINTS
    if not reading.findings and share >= LEANS:
        return Force.HINTS
    return reading.force


def _verdict(force: Force, suspects: Sequence[Suspect[Article]]) -> Verdict:
    if not suspects or force is Force.NOTHING:
        return Verdict.UNEXPLAINED
    return Verdict.CAUSE_FOUND if force is Force.NAMES else Verdict.AMBIGUOUS
