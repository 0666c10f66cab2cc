"""
Where the knowledge base meets the probes and the diagnosis, which it does not know by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.problem import ALIKE
from diagnostics.diagnosis.result import Decision, Diagnosis
from diagnostics.diagnosis.scoring import likelihood
from diagnostics.model import Finding
from diagnostics.probe import Probe
from diagnostics.probes import PROBES
from knowledge.base.article import Article
from knowledge.base.fixtures import Fixture, Judge, Judgement
from knowledge.base.library import Library
from knowledge.base.vocabulary import ProbeWords, Vocabulary
from knowledge.messages.reader import MessageReader, MessageReading
from knowledge.quality.authoring import CaseSignals


ROOT = Path(__file__).parents[3]
OFFERED = 3  # articles that words alone may lead to


def all_probes() -> tuple[Probe, ...]:
    """
    Every probe, with the one that only reads pasted text.
    """
    from diagnostics.reports.reader import PASTED  # its patterns are costly to compile

    return (*PROBES, PASTED)


def vocabulary() -> Vocabulary:
    """
    What the probes can see, and where each list of outcomes is written.
    """
    return Vocabulary({probe.name: _words(probe) for probe in all_probes()}, likelihood)


def judge(library: Library) -> Judge:
    """
    The diagnosis as lint asks it: a fixture in, the standing of every article out.
    """
    words = MessageReader(library)
    causes = library.causes()
    probes = all_probes()

    def judged(fixture: Fixture) -> Judgement:
        diagnosis = diagnose(
            findings_of(fixture, probes),
            causes,
            probes,
            words=words.ratios(fixture.words),
            reported=[_finding(name, seen, probes) for name, seen in fixture.reported.items()],
            kinds=fixture.kinds,
        )
        if diagnosis.decision is Decision.HEALTHY:
            return _by_words(words.read(fixture.words), library)
        return _judgement(diagnosis, causes)

    return judged


def findings_of(fixture: Fixture, probes: Sequence[Probe]) -> list[Finding]:
    """
    The findings that a fixture stands for: those it names, and the first questions it does not.

    A first question is left out where what it needs was not seen, as in a live examination.
    """
    outcomes = dict(fixture.findings)
    for probe in probes:
        first_question = not probe.follow_up and probe.name != "pasted"
        applies = bool(probe.applies_to & fixture.kinds)
        seen = {f"{name}.{outcome}" for name, outcome in outcomes.items()}
        if fixture.rest == "normal" and first_question and applies and probe.needs <= seen:
            outcomes.setdefault(probe.name, probe.normal)
    return [_finding(name, outcome, probes) for name, outcome in outcomes.items()]


def findings_seen(seen: CaseSignals, probes: Sequence[Probe]) -> list[Finding]:
    """
    The findings that a bundle holds, as the diagnosis takes them.
    """
    known = {probe.name: probe for probe in probes}
    return [
        _finding(name, outcome, probes)
        for name, outcome in seen.outcomes.items()
        if name in known and outcome in (known[name].normal, *known[name].abnormal)
    ]


def _judgement(diagnosis: Diagnosis[Article], causes: Sequence[Article]) -> Judgement:
    # Fixtures prove one article, so what a second fault adds is not looked at.
    suspects = diagnosis.suspects
    standing = {suspect.cause.id for suspect in suspects}
    lead = diagnosis.named[:1] or suspects[:1]
    if not lead or diagnosis.none_probability > lead[0].probability:
        ranked: tuple[str, ...] = ("none", *(s.cause.id for s in suspects))
    else:
        ranked = tuple(dict.fromkeys(s.cause.id for s in (*lead, *suspects)))
    near = [s for s in suspects if lead and s.probability * ALIKE >= lead[0].probability]
    told = [f"{s.cause.id} {s.probability:.0%}" for s in suspects[:3]]
    if diagnosis.none_probability > 0.1:  # noqa: PLR2004  (worth a word)
        told.append(f"none of them {diagnosis.none_probability:.0%}")
    return Judgement(
        ranked=ranked,
        offered=frozenset(s.cause.id for s in (*diagnosis.named, *near)),
        ruled_out=frozenset(cause.id for cause in causes if cause.id not in standing),
        told=", ".join(told) or "nothing",
    )


def _by_words(reading: MessageReading, library: Library) -> Judgement:
    # Nothing is wrong that a probe could see, so what was written leads to what may be so unseen.
    quiet = [article.id for article in library.explanations()]
    ranked = tuple(name for name, _ in reading.ranked if name in quiet and reading.relevant)
    return Judgement(
        ranked=ranked or ("none",),
        offered=frozenset(ranked[:OFFERED]),
        ruled_out=frozenset(article.id for article in library if article.id not in quiet),
        told="nothing wrong, and by its words " + (", ".join(ranked[:3]) or "nothing of ours"),
    )


def _finding(name: str, outcome: str, probes: Sequence[Probe]) -> Finding:
    normal = next((probe.normal for probe in probes if probe.name == name), "")
    return Finding(name, "fixture", outcome, outcome == normal, f"{name}.{outcome}")


def _words(probe: Probe) -> ProbeWords:
    code = getattr(probe.run, "__code__", None)
    path = Path(code.co_filename) if code is not None else ROOT
    inside = path.is_relative_to(ROOT)
    return ProbeWords(
        probe.name,
        probe.normal,
        probe.abnormal,
        probe.applies_to,
        probe.follow_up,
        file=str(path.relative_to(ROOT)) if inside else path.name,
        line=code.co_firstlineno if code is not None else 1,
    )
