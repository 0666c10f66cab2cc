"""
From what was seen to why it happened. Pure: no network, no clock, no files, no chance.

Sales and Ads are separate at Amazon and fail separately, so each group of findings is diagnosed by
itself; and once the best explanation stands, what it leaves unexplained is diagnosed once more, so
that two faults at once are two causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from diagnostics.diagnosis.contradicted import contradicted
from diagnostics.diagnosis.datasets import unheard
from diagnostics.diagnosis.fit import MOST_MISFIT
from diagnostics.diagnosis.hard_rule import NOT_COMPARED, heard
from diagnostics.diagnosis.problem import ALIKE, MOST_SHOWN, Problem, question_of
from diagnostics.diagnosis.result import C, Decision, Diagnosis
from diagnostics.diagnosis.scoring import REPORTED, Observed
from diagnostics.model import Finding
from diagnostics.probe import Probe, Side


ADS = frozenset({"ads"})


def diagnose(  # noqa: PLR0913  (each is a different kind of evidence)
    findings: Iterable[Finding],
    causes: Sequence[C],
    probes: Iterable[Probe],
    *,
    words: Mapping[str, float] | None = None,
    reported: Iterable[Finding] = (),
    kinds: frozenset[str] = frozenset(),
    most_misfit: float = MOST_MISFIT,
) -> Diagnosis[C]:
    """
    Set every known cause, and none of them, against the answered findings.

    `words` are log ratios by cause id from what somebody wrote, `reported` findings read from what
    was pasted (half the weight; none where what was seen contradicts them), `kinds` what the connection is (of seller, vendor, ads).
    `most_misfit` is how much an answer may leave unexplained, in nats.
    """
    probes = tuple(probes)
    findings, reported = tuple(findings), tuple(reported)
    quoted = contradicted(findings, reported, probes)
    reported = tuple(finding for finding in reported if finding not in quoted)
    past = tuple(dict.fromkeys(str(finding.signal) for finding in quoted))
    live = [
        cause for cause in causes if not cause.applies_to or cause.applies_to & kinds or not kinds
    ]
    everything = tuple(_observed(findings, reported, probes))
    observed = _decided(everything)
    problem = Problem(live, probes, observed, words or {}, kinds, everything, bool(findings))
    problem = replace(problem, most_misfit=most_misfit)
    decided = told = replace(_of_all(problem, findings, reported), contradicted=past)
    if findings and (words or reported):
        everything = tuple(_observed(findings, (), probes))
        alone = replace(problem, observed=_decided(everything), words={}, everything=everything)
        seen = replace(_of_all(alone, findings, ()), contradicted=past)
        decided = _findings_decide(seen, told)
    return replace(decided, held=_if_compared(decided, problem, findings, reported))


def _if_compared(
    decided: Diagnosis[C],
    problem: Problem[C],
    findings: Sequence[Finding],
    reported: Sequence[Finding],
) -> Diagnosis[C] | None:
    """
    What would be answered if the comparison with others were not missing: for a person to decide on.
    """
    if not any(suspect.barred == NOT_COMPARED for suspect in decided.suspects[:1]):
        return None
    rest = tuple(o for o in problem.everything if o.outcome not in o.probe.uncompared)
    answer = _of_all(replace(problem, everything=rest), findings, reported)
    return answer if answer.decision is Decision.ANSWER else None


def _findings_decide(seen: Diagnosis[C], told: Diagnosis[C]) -> Diagnosis[C]:
    """
    What was seen decides where it can; what was said only orders causes that look alike.

    Everybody whose data stopped writes much the same, and quotes what was logged before. So words
    neither undo an answer, nor turn a question into one, nor shrink a set of causes.
    """
    if seen.decision is Decision.ASK_PERSON:
        return replace(seen, suspects=told.suspects, none_probability=told.none_probability)
    if seen.decision is not Decision.ANSWER:
        return told
    by_id = {suspect.cause.id: suspect for suspect in told.suspects}
    said = [by_id[s.cause.id] for s in seen.named if s.cause.id in by_id]
    whole = sum(suspect.probability for suspect in said)
    if len(said) < len(seen.named) or not whole:
        return seen  # by what was said, the other half of the connection leads
    scale = sum(suspect.probability for suspect in seen.named) / whole
    named = [replace(each, probability=min(each.probability * scale, MOST_SHOWN)) for each in said]
    named.sort(key=lambda suspect: (-suspect.probability, suspect.cause.id))
    spoken_for = {s.cause.id: s.probability / s.cause.prior for s in seen.named}
    if spoken_for[named[0].cause.id] * ALIKE < max(spoken_for.values()):
        return seen  # what was seen does tell them apart
    ids = {suspect.cause.id for suspect in named}
    others = [suspect for suspect in seen.suspects if suspect.cause.id not in ids]
    ranked = sorted([*named, *others], key=lambda s: (-s.probability, s.cause.id))
    question = question_of(named) if seen.question else ""
    return replace(seen, named=tuple(named), suspects=tuple(ranked), question=question)


def _of_all(
    problem: Problem[C], findings: Sequence[Finding], reported: Sequence[Finding]
) -> Diagnosis[C]:
    if not _anything_answered(findings, reported, problem.probes):
        whole = problem.diagnosis()
        if whole.decision is Decision.ANSWER:
            return whole
        because = "Nothing that Amazon was asked was answered."
        return replace(whole, decision=Decision.COULD_NOT_EXAMINE, named=(), because=because)

    sides = [
        each.diagnosis()
        for each in split_by_side(problem)
        if any(seen.is_fault for seen in each.observed)
    ]
    if not sides:
        return _nothing_abnormal(problem, findings)
    sides.sort(key=lambda d: (d.decision is not Decision.ANSWER, -_top(d)))
    return replace(sides[0], further=sides[0].further + tuple(sides[1:]))


def _top(diagnosis: Diagnosis[C]) -> float:
    return diagnosis.suspects[0].probability if diagnosis.suspects else 0.0


def _observed(
    findings: Sequence[Finding], reported: Sequence[Finding], probes: Sequence[Probe]
) -> list[Observed]:
    by_name = {probe.name: probe for probe in probes}
    live = {
        f.probe: replace(f, outcome=outcome)
        for f in findings
        if f.probe in by_name and (outcome := heard(f, by_name[f.probe]))
    }
    told = {
        f.probe: f
        for f in reported
        if f.outcome is not None and f.probe in by_name and f.probe not in live
    }
    signals = {str(f.signal) for f in (*live.values(), *told.values())}
    return [
        Observed(by_name[f.probe], str(f.outcome), weight, f.about)
        for found, weight in ((live, 1.0), (told, REPORTED))
        for f in found.values()
        if not by_name[f.probe].moot_when & signals
    ]


def _decided(everything: Sequence[Observed]) -> list[Observed]:
    """
    What is evidence: without outcomes that decide nothing.
    """
    return [seen for seen in everything if seen.outcome not in seen.probe.undecided]


def _anything_answered(
    findings: Sequence[Finding], reported: Sequence[Finding], probes: Sequence[Probe]
) -> bool:
    """
    True where Amazon answered something about the merchant, or somebody pasted something.
    """
    if any(f.outcome is not None for f in reported):
        return True
    app = {probe.name for probe in probes if probe.side is Side.APP}
    merchants = {probe.name for probe in probes if probe.cost is not None} - app
    return any(
        (f.outcome is not None and f.probe in merchants) or (f.normal is False and f.probe in app)
        for f in findings
    )


def _nothing_abnormal(problem: Problem[C], findings: Sequence[Finding]) -> Diagnosis[C]:
    """
    Everything answered is normal: healthy, where everything that Amazon was asked was answered.
    """
    whole = problem.diagnosis()
    silent = unheard(findings, problem.probes)
    if silent:
        because = f"What was answered is normal, but {' and '.join(silent)} brought no answer."
        decision = Decision.COULD_NOT_EXAMINE
        # Where no data at all was read, nothing is known to be well.
        data = {probe.name for probe in problem.probes if probe.datasets}
        partly = any(f.normal and f.probe in data for f in findings)
        return replace(whole, decision=decision, named=(), because=because, partly=partly)
    return replace(whole, decision=Decision.HEALTHY, named=(), question="")


def split_by_side(whole: Problem[C]) -> list[Problem[C]]:
    """
    Sales and Ads apart. What belongs to neither alone (our own record, our app, the fleet) is seen
    by both, but is a reason to look only where something of the group's own is abnormal as well.
    """
    ads_only = [seen for seen in whole.observed if seen.probe.applies_to == ADS]
    if not any(seen.is_fault for seen in ads_only):
        return [whole]
    rest = [seen for seen in whole.observed if seen.probe.applies_to != ADS]
    sales_own = [seen for seen in rest if _is_of_sales(seen)]
    shared = [seen for seen in rest if seen not in sales_own]
    ads_causes = [c for c in whole.causes if "ads" in c.applies_to or not c.applies_to]
    sides = [replace(whole, causes=ads_causes, observed=[*ads_only, *shared], own=ads_only)]
    if any(seen.is_fault and seen.outcome not in seen.probe.blames_us for seen in sales_own):
        sales_causes = [cause for cause in whole.causes if cause.applies_to != ADS]
        sides.append(replace(whole, causes=sales_causes, observed=rest, own=sales_own))
    return sides


def _is_of_sales(seen: Observed) -> bool:
    """
    True for what the sales side alone shows: its calls to Amazon, and its grant on our record.
    """
    if seen.probe.side is Side.FLEET:
        return seen.outcome not in seen.probe.blames_nobody_here
    return seen.probe.side is Side.SALES
