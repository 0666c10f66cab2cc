"""
Findings and causes weighed against each other, and what to do with the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic

from diagnostics.diagnosis.fit import MOST_MISFIT, held_to_fit
from diagnostics.diagnosis.hard_rule import why_barred
from diagnostics.diagnosis.next_probe import next_probes
from diagnostics.diagnosis.result import NEW_CAUSE, C, Decision, Diagnosis, Suspect
from diagnostics.diagnosis.scoring import Observed, likelihood, score, softmax
from diagnostics.model import KnownCause
from diagnostics.probe import Probe, Side
from diagnostics.probes._refusals import UNREASONED


SURE = 0.90  # of a remedy: answer
OFFER = 0.85  # two remedies together: offer both to a person …
SECOND = 0.15  # … when the second is worth naming
MOST_OFFERED = 3
MOST_SHOWN = 0.97  # nothing is ever more certain than this
ONE_CAUSE = 0.75  # of its remedy's probability; below it the causes are named as a set
WORTH_TELLING = 0.2
EXPLAINED = 0.2  # P(outcome | cause) from which a cause accounts for an outcome
ALIKE = 1.5  # ratios under this cannot be told apart by what we could ask
_ACT = {True: "asked to authorize again", False: "told that it is theirs alone"}


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
    most_misfit: float = MOST_MISFIT
    own: Sequence[Observed] | None = None  # what an answer is held to; None: all that is observed

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
        if any(seen.is_plain_fault for seen in rest):
            room = replace(self, observed=rest, depth=1, causes=self._others(decided.named))
            decided = replace(decided, further=(room.diagnosis(),))
        # A decisive answer decides; and circumstances (an old consent, others' health) want no cause.
        left = self._left_unexplained(decided.named)
        if not self.examined or any(seen not in left for seen in self._decisive):
            return decided
        held = self.observed if self.own is None else self.own
        own = [o for o in held if (o.is_fault or not o.abnormal) and o.probe.side is not Side.FLEET]
        return held_to_fit(decided, own, self.most_misfit)

    def _two_faults(self, suspects: Sequence[Suspect[C]]) -> Diagnosis[C] | None:
        """
        Two causes that each account for what the other does not, and for everything together.
        """
        if not suspects:
            return None
        lead = suspects[0]
        rest = self._left_unexplained((lead,))
        theirs = [seen for seen in rest if seen.is_fault]
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
        kept = [
            seen for seen in self.observed if seen.outcome in seen.probe.bars or not seen.is_fault
        ]
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
        return [seen for seen in self.observed if seen.is_fault]

    @cached_property
    def _signals(self) -> frozenset[str]:
        return frozenset(seen.signal for seen in self.observed)

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(seen.probe.name for seen in self.observed)

    @cached_property
    def _decisive(self) -> list[Observed]:
        """
        Amazon's own answers that are almost a definition; what was pasted may be old, and is none.
        """
        return [o for o in self.observed if o.weight == 1 and o.outcome in o.probe.decisive]

    @cached_property
    def _to_explain(self) -> list[Observed]:
        """
        What is abnormal; a stale dataset is what a fault leads to, and counts where nothing else is.
        """
        plain = [seen for seen in self._faults if seen.is_plain_fault]
        return plain or [seen for seen in self.observed if seen.abnormal]

    def _ruled_out(self, cause: KnownCause) -> bool:
        signals = self._signals
        missed = any(need.partition(".")[0] in self._asked for need in cause.requires - signals)
        if missed or cause.excludes & signals or not self._explains_something(cause):
            return True
        return any(
            seen.outcome not in cause.signature.get(seen.probe.name, {}) for seen in self._decisive
        )

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
            barred=why_barred(cause, self.everything, examined=self.examined),
        )

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
            question = question_of(named) if len(named) > 1 else ""
            return replace(base, decision=Decision.ANSWER, named=named, question=question)
        worth = [(first, p1), *((r, p) for r, p in others if p >= SECOND)][:MOST_OFFERED]
        if len(worth) > 1 and sum(p for _, p in worth) >= OFFER and abnormal:
            offered = tuple(next(s for s in suspects if s.cause.remedy == r) for r, _ in worth)
            if not any(s.barred for s in offered):
                return replace(
                    base,
                    decision=Decision.ASK_PERSON,
                    named=offered,
                    question=question_of(offered),
                    because=_alike(offered),
                )
        return replace(base, because=_why_not(lead, p1, none), question=question_of((lead,)))

    def _left_unexplained(self, named: Sequence[Suspect[C]]) -> list[Observed]:
        accounted = [
            seen
            for seen in self.observed
            if seen.abnormal
            and any(likelihood(s.cause, seen.probe, seen.outcome) >= EXPLAINED for s in named)
        ]
        # Refusals that give no reason are one observation, however many reads they hit.
        one = {seen.outcome for seen in accounted} & {UNREASONED}
        return [seen for seen in self.observed if seen not in accounted and seen.outcome not in one]

    def _others(self, named: Sequence[Suspect[C]]) -> list[C]:
        remedies = {suspect.cause.remedy for suspect in named}
        return [cause for cause in self.causes if cause.remedy not in remedies]


def _set_of(of_remedy: Sequence[Suspect[C]], whole: float) -> tuple[Suspect[C], ...]:
    """
    The leading cause alone when it stands out within its remedy; else those that come near it.
    """
    lead = of_remedy[0]
    if lead.probability >= ONE_CAUSE * whole:
        return (lead,)
    near = [s for s in of_remedy if s.probability >= lead.probability / 5 and not s.unconfirmed]
    return tuple(near) or (lead,)


def question_of(named: Sequence[Suspect[C]]) -> str:
    return next((s.cause.question for s in named if s.cause.question), "")


def _alike(offered: Sequence[Suspect[C]]) -> str:
    first, second = offered[:2]
    if first.probability < ALIKE * second.probability:
        return "These cannot be told apart by what we could ask."
    return "One is likelier, but not sure enough to act on alone."


def _why_not(lead: Suspect[C], share: float, none: float) -> str:
    if lead.barred:
        return f"Nobody is {_ACT[lead.cause.reauthorizes]} while {lead.barred}."
    if none > NEW_CAUSE:
        return "This looks like a cause that nobody has written down yet."
    if lead.unconfirmed:
        return f"The likeliest cause is unconfirmed without {', '.join(lead.unconfirmed)}."
    return f"The likeliest remedy has {share:.0%}, which is not enough to act on."
