"""
From what was seen to why it happened. Pure: no network, no clock, no files, no chance.

Sales and Ads are separate at Amazon and fail separately, so each group of findings is diagnosed by
itself; and once the best explanation stands, what it leaves unexplained is diagnosed once more, so
that two faults at once are two causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from diagnostics.diagnosis.next_probe import Candidate, next_probes
from diagnostics.diagnosis.scoring import REPORTED, Observed, likelihood, score, softmax
from diagnostics.model import Finding, KnownCause
from diagnostics.probe import Probe


C = TypeVar("C", bound=KnownCause)

SURE = 0.90  # of a remedy: answer
OFFER = 0.85  # two remedies together: offer both to a person …
SECOND = 0.15  # … when the second is worth naming
MOST_SHOWN = 0.97  # nothing is ever more certain than this
ONE_CAUSE = 0.75  # of its remedy's probability; below it the causes are named as a set
WORTH_TELLING = 0.2
NEW_CAUSE = 0.5
EXPLAINED = 0.2  # P(outcome | cause) from which a cause accounts for an outcome
ALIKE = 1.5  # ratios under this cannot be told apart by what we could ask

# The hard rule: while one of these is seen, nobody is asked to authorize again.
OUR_FAULT = frozenset(
    {
        "app_credentials.invalid_client",
        "app_credentials.unauthorized_client",
        "app_access.secret_expired",
        "lwa_token.invalid_client",
        "ads_token.invalid_client",
        "spapi_access.secret_expired",
    }
)
EVERYBODYS_FAULT = "fleet.same_failure"
ADS = frozenset({"ads"})
# What any lasting fault shows on our own record: evidence, but no fault to be explained by itself
# while something else is.
CONSEQUENCES = (
    "dataset_freshness.",
    "platform_status.reconnect_required",
    "platform_status.disconnected_by_platform",
)
# What makes a fault likelier or less, and is none: an old consent that works is no fault.
CIRCUMSTANCES = ("consent_age.", "ads_consent_age.", "secret_age.", "fleet.")
ADS_READS = ("ads_profiles", "ads_read")
ESSENTIAL = ("lwa_token", "spapi_access", "ads_token")  # unanswered, nothing is healthy
NO_ANSWER = frozenset({"throttled", "server_error"})  # of a token endpoint: says nothing of a token
SALES_RECORD = frozenset({"stored_token", "roles_on_record"})
MOST_OFFERED = 3


class Decision(StrEnum):
    """
    What to do with a diagnosis.
    """

    HEALTHY = "healthy"
    ANSWER = "answer"
    ASK_PERSON = "ask_person"
    ESCALATE = "escalate"
    COULD_NOT_EXAMINE = "could_not_examine"


@dataclass(frozen=True, slots=True)
class Suspect(Generic[C]):
    """
    One cause's standing, and the signals behind it, loudest first.
    """

    cause: C
    probability: float
    because: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()  # true by definition, and not seen
    barred: str = ""  # why the hard rule forbids to act on it; empty when it does not


@dataclass(frozen=True, slots=True)
class Diagnosis(Generic[C]):
    """
    The differential, most probable first, and what to do with it.

    `named` are the causes to be named: one when it stands alone, several when they share a remedy or
    are offered to a person. `further` are diagnoses of what the first leaves unexplained.
    """

    decision: Decision
    suspects: tuple[Suspect[C], ...]
    none_probability: float
    named: tuple[Suspect[C], ...] = ()
    question: str = ""
    next_probes: tuple[Candidate, ...] = ()
    because: str = ""  # why there is no answer, for our own people
    further: tuple[Diagnosis[C], ...] = ()

    @property
    def leading(self) -> C | None:
        """
        The cause to act on, or None where none may be acted on.
        """
        return self.named[0].cause if self.decision is Decision.ANSWER else None

    @property
    def single(self) -> bool:
        """
        True where one cause stands alone, not a set.
        """
        return len(self.named) == 1

    @property
    def new_cause(self) -> bool:
        """
        True where this looks like something nobody has written down: a gap.
        """
        return self.decision is Decision.ESCALATE and self.none_probability > NEW_CAUSE


def diagnose(  # noqa: PLR0913  (each is a different kind of evidence)
    findings: Iterable[Finding],
    causes: Sequence[C],
    probes: Iterable[Probe],
    *,
    words: Mapping[str, float] | None = None,
    reported: Iterable[Finding] = (),
    kinds: frozenset[str] = frozenset(),
) -> Diagnosis[C]:
    """
    Set every known cause, and none of them, against the answered findings.

    `words` are log ratios by cause id from what somebody wrote, `reported` findings read from what
    was pasted (half the weight), `kinds` what the connection is (of seller, vendor, ads).
    """
    probes = tuple(probes)
    findings, reported = tuple(findings), tuple(reported)
    live = [
        cause for cause in causes if not cause.applies_to or cause.applies_to & kinds or not kinds
    ]
    observed = _observed(findings, reported, probes)
    everything = tuple(observed)
    room = Problem(live, probes, observed, words or {}, kinds, everything, bool(findings))
    told = _of_all(room, findings, reported)
    if not findings or not (words or reported):
        return told
    observed = _observed(findings, (), probes)
    alone = replace(room, observed=observed, words={}, everything=tuple(observed))
    return _findings_decide(_of_all(alone, findings, ()), told)


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
    question = _question(named) if seen.question else ""
    return replace(seen, named=tuple(named), suspects=tuple(ranked), question=question)


def _of_all(
    room: Problem[C], findings: Sequence[Finding], reported: Sequence[Finding]
) -> Diagnosis[C]:
    if not _anything_answered(findings, reported, room.probes):
        whole = room.diagnosis()
        if whole.decision is Decision.ANSWER:
            return whole
        because = "Nothing that Amazon was asked was answered."
        return replace(whole, decision=Decision.COULD_NOT_EXAMINE, named=(), because=because)

    rooms = [
        each.diagnosis()
        for each in split_by_side(room)
        if any(_is_fault(seen) for seen in each.observed)
    ]
    if not rooms:
        return _nothing_abnormal(room.diagnosis(), findings)
    rooms.sort(key=lambda d: (d.decision is not Decision.ANSWER, -_top(d)))
    return replace(rooms[0], further=rooms[0].further + tuple(rooms[1:]))


def _top(diagnosis: Diagnosis[C]) -> float:
    return diagnosis.suspects[0].probability if diagnosis.suspects else 0.0


def _observed(
    findings: Sequence[Finding], reported: Sequence[Finding], probes: Sequence[Probe]
) -> list[Observed]:
    by_name = {probe.name: probe for probe in probes}
    live = {f.probe: f for f in findings if f.outcome is not None and f.probe in by_name}
    told = {
        f.probe: f
        for f in reported
        if f.outcome is not None and f.probe in by_name and f.probe not in live
    }
    signals = {str(f.signal) for f in (*live.values(), *told.values())}
    return [
        Observed(by_name[f.probe], str(f.outcome), weight)
        for found, weight in ((live, 1.0), (told, REPORTED))
        for f in found.values()
        if not by_name[f.probe].moot_when & signals
    ]


def _anything_answered(
    findings: Sequence[Finding], reported: Sequence[Finding], probes: Sequence[Probe]
) -> bool:
    """
    True where Amazon answered something about the merchant, or somebody pasted something.
    """
    if any(f.outcome is not None for f in reported):
        return True
    asks_amazon = {probe.name for probe in probes if probe.cost is not None}
    return any(
        f.outcome is not None and f.probe in asks_amazon and not f.probe.startswith("app_")
        for f in findings
    ) or any(f.normal is False and f.probe.startswith("app_") for f in findings)


def _nothing_abnormal(whole: Diagnosis[C], findings: Sequence[Finding]) -> Diagnosis[C]:
    """
    Everything answered is normal: healthy, unless a token, or all reads of a side, brought none.
    """
    silent = [f.probe for f in findings if f.outcome is None and f.probe in ESSENTIAL]
    ads = [f for f in findings if f.probe in ADS_READS and f.at is not None]
    if ads and all(f.outcome is None for f in ads):
        silent += [f.probe for f in ads]
    if silent:
        because = f"What was answered is normal, but {' and '.join(silent)} brought no answer."
        return replace(whole, decision=Decision.COULD_NOT_EXAMINE, named=(), because=because)
    return replace(whole, decision=Decision.HEALTHY, named=(), question="")


def split_by_side(whole: Problem[C]) -> list[Problem[C]]:
    """
    Sales and Ads apart. What belongs to neither alone (our own record, our app, the fleet) is seen
    by both, but is a reason to look only where something of the group's own is abnormal as well.
    """
    ads_only = [seen for seen in whole.observed if seen.probe.applies_to == ADS]
    if not any(_is_fault(seen) for seen in ads_only):
        return [whole]
    rest = [seen for seen in whole.observed if seen.probe.applies_to != ADS]
    sales_own = [seen for seen in rest if _is_of_sales(seen)]
    shared = [seen for seen in rest if seen not in sales_own]
    ads_causes = [c for c in whole.causes if "ads" in c.applies_to or not c.applies_to]
    rooms = [replace(whole, causes=ads_causes, observed=[*ads_only, *shared])]
    if any(_is_fault(seen) and seen.signal not in OUR_FAULT for seen in sales_own):
        sales_causes = [cause for cause in whole.causes if cause.applies_to != ADS]
        rooms.append(replace(whole, causes=sales_causes, observed=rest))
    return rooms


@dataclass(frozen=True)  # without slots, for what is worked out once
class Problem(Generic[C]):
    """
    Findings and causes that are weighed against each other.
    """

    causes: Sequence[C]
    probes: Sequence[Probe]
    observed: Sequence[Observed]
    words: Mapping[str, float]
    kinds: frozenset[str]
    everything: tuple[Observed, ...]  # of the whole examination: the hard rule looks at all of it
    examined: bool  # False where all there is was pasted
    depth: int = 0

    def diagnosis(self) -> Diagnosis[C]:
        suspects, none = self._ranked()
        decided = self._decided(suspects, none)
        if decided.decision in {Decision.ASK_PERSON, Decision.ESCALATE} and not self.depth:
            decided = self._two_faults(suspects) or decided
        if suspects and suspects[0].barred and not self.depth:
            decided = self._ours_first() or decided
        if decided.decision is not Decision.ANSWER or self.depth:
            return decided
        rest = self._left_unexplained(decided.named)
        if not any(_is_plain_fault(seen) for seen in rest):
            return decided
        room = replace(self, observed=rest, depth=1, causes=self._others(decided.named))
        second = room.diagnosis()
        return replace(decided, further=(second,))

    def _two_faults(self, suspects: Sequence[Suspect[C]]) -> Diagnosis[C] | None:
        """
        Two causes that each account for what the other does not, and for everything together.
        """
        if not suspects:
            return None
        lead = suspects[0]
        rest = self._left_unexplained((lead,))
        theirs = [seen for seen in rest if _is_fault(seen)]
        if not theirs or len(theirs) == len(self._faults):
            return None
        own = [seen for seen in self.observed if seen not in theirs]
        first = replace(self, observed=own, depth=1).diagnosis()
        second = replace(self, observed=rest, depth=1, causes=self._others((lead,))).diagnosis()
        answered = (first.decision, second.decision) == (Decision.ANSWER, Decision.ANSWER)
        return replace(first, further=(second,)) if answered else None

    def _ours_first(self) -> Diagnosis[C] | None:
        """
        While the hard rule forbids the likeliest cause: the one that accounts for what forbids it.
        """
        barring = OUR_FAULT | {EVERYBODYS_FAULT}
        kept = [seen for seen in self.observed if seen.signal in barring or not _is_fault(seen)]
        harmless = [cause for cause in self.causes if not cause.reauthorizes]
        found = replace(self, observed=kept, causes=harmless, depth=1).diagnosis()
        return found if found.decision is Decision.ANSWER else None

    def _ranked(self) -> tuple[tuple[Suspect[C], ...], float]:
        live = [cause for cause in self.causes if not self._ruled_out(cause)]
        standings, unknown = score(self.observed, live, self.words)
        *shares, none = softmax([*(s.score for s in standings), unknown])
        ranked = sorted(
            (
                self._suspect(cause, share, standing.terms)
                for cause, share, standing in zip(live, shares, standings, strict=True)
            ),
            key=lambda suspect: (-suspect.probability, suspect.cause.id),
        )
        return tuple(ranked), none

    @cached_property
    def _faults(self) -> list[Observed]:
        return [seen for seen in self.observed if _is_fault(seen)]

    @cached_property
    def _signals(self) -> frozenset[str]:
        return frozenset(seen.signal for seen in self.observed)

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(seen.probe.name for seen in self.observed)

    @cached_property
    def _to_explain(self) -> list[Observed]:
        """
        What is abnormal; a stale dataset is what a fault leads to, and counts where nothing else is.
        """
        plain = [seen for seen in self._faults if _is_plain_fault(seen)]
        return plain or [seen for seen in self.observed if seen.abnormal]

    def _ruled_out(self, cause: KnownCause) -> bool:
        signals = self._signals
        missed = any(need.partition(".")[0] in self._asked for need in cause.requires - signals)
        return missed or bool(cause.excludes & signals) or not self._explains_something(cause)

    def _explains_something(self, cause: KnownCause) -> bool:
        """
        A cause that names nothing of what is abnormal is no candidate: "none of them" stands for it.
        """
        return not self._to_explain or any(
            seen.outcome in cause.signature.get(seen.probe.name, {}) for seen in self._to_explain
        )

    def _suspect(self, cause: C, share: float, terms: Mapping[str, float]) -> Suspect[C]:
        loud = (signal for signal, term in terms.items() if abs(term) > WORTH_TELLING)
        loudest = sorted(loud, key=lambda signal: (-abs(terms[signal]), signal))
        return Suspect(
            cause,
            probability=min(share, MOST_SHOWN),
            because=tuple(s for s in loudest if terms[s] > WORTH_TELLING),
            despite=tuple(s for s in loudest if terms[s] < -WORTH_TELLING),
            unconfirmed=tuple(sorted(cause.requires - self._signals)),
            barred=self._barred(cause),
        )

    def _barred(self, cause: KnownCause) -> str:
        if not cause.reauthorizes:
            return ""
        signals = {seen.signal for seen in self.everything}
        if ours := sorted(signals & OUR_FAULT):
            return f"our own credentials are refused ({ours[0]})"
        if EVERYBODYS_FAULT in signals:
            return "other merchants show the same failure"
        token = "ads_token" if cause.applies_to == ADS else "lwa_token"
        # What somebody pasted answers for no token, and neither does Amazon's own trouble.
        answered = any(
            seen.probe.name == token and seen.weight == 1 and seen.outcome not in NO_ANSWER
            for seen in self.everything
        )
        return "" if answered or not self.examined else f"{token} brought no answer"

    def _decided(self, suspects: tuple[Suspect[C], ...], none: float) -> Diagnosis[C]:
        standing = [*((s.cause, s.probability) for s in suspects), (None, none)]
        # With nothing wrong there is nothing that a follow-up could tell apart.
        asked = (self.probes, standing, self._asked, self.kinds)
        follow_ups = next_probes(*asked) if self._faults else ()
        base = Diagnosis(Decision.ESCALATE, suspects, none, next_probes=follow_ups)
        if not suspects:
            return replace(base, because="No known cause fits what was seen.")
        shares: dict[str, float] = {}
        for suspect in suspects:
            remedy = suspect.cause.remedy
            shares[remedy] = shares.get(remedy, 0.0) + suspect.probability
        (first, p1), *others = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        of_first = [s for s in suspects if s.cause.remedy == first]
        abnormal = bool(self._faults)
        lead = of_first[0]
        if p1 >= SURE and abnormal and not lead.unconfirmed and not lead.barred:
            named = _set_of(of_first, p1)
            question = _question(named) if len(named) > 1 else ""
            return replace(base, decision=Decision.ANSWER, named=named, question=question)
        worth = [(first, p1), *((r, p) for r, p in others if p >= SECOND)][:MOST_OFFERED]
        if len(worth) > 1 and sum(p for _, p in worth) >= OFFER and abnormal:
            offered = tuple(next(s for s in suspects if s.cause.remedy == r) for r, _ in worth)
            if not any(s.barred for s in offered):
                return replace(
                    base,
                    decision=Decision.ASK_PERSON,
                    named=offered,
                    question=_question(offered),
                    because=_alike(offered),
                )
        return replace(base, because=_why_not(lead, p1, none), question=_question((lead,)))

    def _left_unexplained(self, named: Sequence[Suspect[C]]) -> list[Observed]:
        kept = []
        for seen in self.observed:
            accounted = any(
                likelihood(s.cause, seen.probe, seen.outcome) >= EXPLAINED for s in named
            )
            if not seen.abnormal or not accounted:
                kept.append(seen)
        return kept

    def _others(self, named: Sequence[Suspect[C]]) -> list[C]:
        remedies = {suspect.cause.remedy for suspect in named}
        return [cause for cause in self.causes if cause.remedy not in remedies]


def _is_of_sales(seen: Observed) -> bool:
    """
    True for what the sales side alone shows: its calls to Amazon, and its grant on our record.
    """
    ours = seen.probe.name.startswith("app_") or seen.signal == EVERYBODYS_FAULT
    asked = seen.probe.cost is not None or bool(seen.probe.reads)
    return not ours and (asked or seen.probe.name in SALES_RECORD)


def _is_fault(seen: Observed) -> bool:
    return seen.abnormal and not seen.signal.startswith(CIRCUMSTANCES)


def _is_plain_fault(seen: Observed) -> bool:
    """
    True for a fault that is not merely what some fault leads to on our own record.
    """
    return _is_fault(seen) and not seen.signal.startswith(CONSEQUENCES)


def _set_of(of_remedy: Sequence[Suspect[C]], whole: float) -> tuple[Suspect[C], ...]:
    """
    The leading cause alone when it stands out within its remedy; else those that come near it.
    """
    lead = of_remedy[0]
    if lead.probability >= ONE_CAUSE * whole:
        return (lead,)
    near = [s for s in of_remedy if s.probability >= lead.probability / 5 and not s.unconfirmed]
    return tuple(near) or (lead,)


def _question(named: Sequence[Suspect[C]]) -> str:
    return next((s.cause.question for s in named if s.cause.question), "")


def _alike(offered: Sequence[Suspect[C]]) -> str:
    first, second = offered[:2]
    if first.probability < ALIKE * second.probability:
        return "These cannot be told apart by what we could ask."
    return "One is likelier, but not sure enough to act on alone."


def _why_not(lead: Suspect[C], share: float, none: float) -> str:
    if lead.barred:
        return f"Nobody is asked to authorize again while {lead.barred}."
    if none > NEW_CAUSE:
        return "This looks like a cause that nobody has written down yet."
    if lead.unconfirmed:
        return f"The likeliest cause is unconfirmed without {', '.join(lead.unconfirmed)}."
    return f"The likeliest remedy has {share:.0%}, which is not enough to act on."
