"""
A bundle diagnosed again with today's articles, offline; and what changed between two bundles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.bundles.bundle import probe_version
from bot.bundles.schema import Bundle, ConnectionPart, SeenPart
from bot.model.answer import CauseRole
from bot.triage.connection_answer import VERDICTS
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision, Diagnosis
from diagnostics.model import Finding
from diagnostics.probe import Probe
from knowledge.base.article import Article
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from knowledge.statements.reader import read


WORTH_SHOWING = 0.02
MOST_CAUSES = 5
MOVED = 0.05  # of probability, from which a change is worth a line


@dataclass(frozen=True, slots=True)
class Named:
    """
    One cause in a verdict; `named` where it is acted on, alone or beside another.
    """

    id: str
    probability: float
    named: bool


@dataclass(frozen=True, slots=True)
class Then:
    """
    What one examination made of one connection.
    """

    verdict: str
    causes: tuple[Named, ...]
    none_probability: float = 0.0

    @property
    def leading(self) -> str:
        """
        The first cause that is acted on; empty where none is.
        """
        return next((cause.id for cause in self.causes if cause.named), "")


@dataclass(frozen=True, slots=True)
class Replayed:
    """
    One connection then and now, and what made the difference, one sentence each.
    """

    connection: str
    then: Then
    now: Then
    changes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """
        True where the same verdict names the same causes.
        """
        named = [{c.id for c in each.causes if c.named} for each in (self.then, self.now)]
        return self.then.verdict == self.now.verdict and named[0] == named[1]


def replay(
    bundle: Bundle, library: Library, probes: Sequence[Probe], words: MessageReader | None = None
) -> tuple[Replayed, ...]:
    """
    Diagnose every connection of a bundle again. Asks nobody: findings are taken as they were.
    """
    ratios = words.ratios(read(bundle.issue).weighed) if words and bundle.issue.strip() else {}
    reported, lost = _known(bundle.reported, probes)
    replayed = []
    for part in bundle.connections:
        findings, gone = _known(part.findings, probes)
        diagnosis = diagnose(
            findings,
            library.causes(),
            probes,
            words=ratios,
            reported=reported,
            kinds=frozenset(part.kinds),
        )
        then, now = then_of(part), _now(diagnosis)
        changes = (*_lost((*lost, *gone)), *_why(bundle, then, now, library, probes))
        replayed.append(Replayed(part.id, then, now, changes))
    return tuple(replayed)


def then_of(part: ConnectionPart) -> Then:
    """
    What was answered of a connection when its bundle was written.
    """
    named = {CauseRole.NAMED.value, CauseRole.AS_WELL.value}
    causes = (Named(c.id, c.probability, c.standing in named) for c in part.causes)
    return Then(part.verdict, tuple(causes), part.none_probability)


def _now(diagnosis: Diagnosis[Article]) -> Then:
    named = list(diagnosis.named)
    for other in diagnosis.further:
        if other.decision is Decision.ANSWER:
            named += other.named
    causes = {s.cause.id: Named(s.cause.id, round(s.probability, 4), named=True) for s in named}
    for suspect in diagnosis.suspects:
        if suspect.probability >= WORTH_SHOWING and len(causes) < MOST_CAUSES:
            new = Named(suspect.cause.id, round(suspect.probability, 4), named=False)
            causes.setdefault(suspect.cause.id, new)
    verdict = VERDICTS[diagnosis.decision].value
    return Then(verdict, tuple(causes.values()), round(diagnosis.none_probability, 4))


def _known(
    seen: Sequence[SeenPart], probes: Sequence[Probe]
) -> tuple[list[Finding], list[SeenPart]]:
    """
    The findings that today's probes could bring, and those that they could not.
    """
    outcomes = {probe.name: probe.outcomes for probe in probes}
    known, lost = [], []
    for part in seen:
        if part.outcome is not None and part.outcome not in outcomes.get(part.probe, ()):
            lost.append(part)
        else:
            known.append(part.finding())
    return known, lost


def _lost(lost: Sequence[SeenPart]) -> list[str]:
    return [
        f"{part.probe}.{part.outcome} is no longer seen by any probe; left out." for part in lost
    ]


def _why(
    bundle: Bundle, then: Then, now: Then, library: Library, probes: Sequence[Probe]
) -> list[str]:
    sentences = []
    before = {cause.id: cause for cause in then.causes}
    after = {cause.id: cause for cause in now.causes}
    kept = bundle.versions.articles
    for name in dict.fromkeys((*before, *after)):
        moved = _moved(before.get(name), after.get(name))
        edited = _edited(name, kept, library)
        if moved or edited:
            sentences.append(f"{name}: {', '.join(each for each in (moved, edited) if each)}.")
    changed = [
        probe.name
        for probe in probes
        if (old := bundle.versions.probes.get(probe.name)) and old != probe_version(probe)
    ]
    if changed:
        sentences.append(f"These probes may see something else since: {', '.join(changed)}.")
    return sentences


def _moved(before: Named | None, after: Named | None) -> str:
    if before is None or after is None:
        if after is not None:
            return f"new here, {after.probability:.0%}"
        return f"gone, was {before.probability:.0%}" if before is not None else ""
    if abs(before.probability - after.probability) < MOVED and before.named == after.named:
        return ""
    said = f"{before.probability:.0%} → {after.probability:.0%}"
    if before.named != after.named:
        said += ", now acted on" if after.named else ", no longer acted on"
    return said


def _edited(name: str, kept: Mapping[str, str], library: Library) -> str:
    if not kept:
        return ""
    if name not in library:
        return "its article is gone"
    if name not in kept:
        return "its article is new"
    return "" if kept[name] == library.version(name) else "its article was changed"
