"""
How right a set of answers is, and how well it knows: pure arithmetic on labelled cases.
"""

from __future__ import annotations

import math

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.messages.labelled import UNKNOWN, Labelled


SURE = 0.8  # from here a single cause reads as certain
NAMED = "cause_found"
# Families that somebody of the merchant's may have to authorize again for. Under every other label
# the actor is us, Amazon or nobody, and asking for it is the worst mistake.
MAY_REAUTHORIZE = frozenset(
    {
        "authorization_expired",
        "authorization_revoked",
        "permission_missing_role",
        "permission_changed_user",
        "account_security_update",
        "account_deactivated",
        "account_setup",
        "ads_profile_missing",
        "wrong_region",
        "wrong_marketplace",
    }
)
BINS = 10
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Predicted:
    """
    One answer: its verdict, its families with their probabilities (best first), the probability of
    the single cause in front, and whether acting on the answer asks somebody to authorize again.
    """

    verdict: str
    families: tuple[tuple[str, float], ...]
    single: float = 0.0
    reauthorizes: bool = False

    @property
    def abstains(self) -> bool:
        """
        True where no single cause is named.
        """
        return self.verdict != NAMED

    @property
    def top(self) -> str:
        """
        The family in front; `unknown` where there is none.
        """
        return self.families[0][0] if self.families else UNKNOWN

    @property
    def probability(self) -> float:
        """
        That of the family in front.
        """
        return self.families[0][1] if self.families else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """
    So many of so many.
    """

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """
        As a fraction; None where there was nothing to count.
        """
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Scored:
    """
    What the measuring found. Tellable means: the label names a family, and the given decides it.
    """

    cases: int
    top1: Share  # of the tellable: the right family in front
    top3: Share
    named: Share  # of the tellable: a single cause was named at all
    abstention_precision: Share  # of the abstentions: the label is unknown, or not tellable
    abstention_recall: Share  # of the unknown: no single cause was named
    wrong_reconnect: Share  # of those where nobody of the merchant's can help: told to authorize
    overconfident: Share  # of the unknown and untellable: one cause at 0.8 or more
    brier: float
    log_loss: float
    ece: float
    confusion: tuple[tuple[str, str, int], ...]  # label, answer, how many; the wrong ones first
    missed: tuple[tuple[str, str, str], ...]  # id, label, answer: tellable and not in front


def evaluate(
    cases: Sequence[Labelled], predict: Callable[[Labelled], Predicted]
) -> tuple[Scored, tuple[Predicted, ...]]:
    """
    Answer every case and score the answers.
    """
    predicted = tuple(predict(case) for case in cases)
    return score(tuple(zip(cases, predicted, strict=True))), predicted


def score(pairs: Sequence[tuple[Labelled, Predicted]]) -> Scored:
    """
    How right the answers are.
    """
    tellable = [(c, p) for c, p in pairs if c.tellable and c.cause != UNKNOWN]
    unknown = [(c, p) for c, p in pairs if c.cause == UNKNOWN]
    hopeless = [(c, p) for c, p in unknown if not c.tellable]
    abstained = [(c, p) for c, p in pairs if p.abstains]
    not_theirs = [(c, p) for c, p in pairs if c.acceptable and not c.acceptable & MAY_REAUTHORIZE]
    right = [c for c, p in tellable if p.top in c.acceptable]
    among = [c for c, p in tellable if c.acceptable & {name for name, _ in p.families[:3]}]
    chances = [(p.probability, p.top in c.acceptable) for c, p in pairs if p.families]
    return Scored(
        cases=len(pairs),
        top1=Share(len(right), len(tellable)),
        top3=Share(len(among), len(tellable)),
        named=_share(tellable, lambda _, p: not p.abstains),
        abstention_precision=_share(abstained, lambda c, _: c.cause == UNKNOWN or not c.tellable),
        abstention_recall=_share(unknown, lambda _, p: p.abstains),
        wrong_reconnect=_share(not_theirs, lambda _, p: p.reauthorizes and not p.abstains),
        overconfident=_share(hopeless, lambda _, p: p.single >= SURE),
        brier=brier(chances),
        log_loss=log_loss(chances),
        ece=ece(chances),
        confusion=_confusion(tellable),
        missed=tuple((c.id, c.cause, p.top) for c, p in tellable if p.top not in c.acceptable),
    )


def brier(chances: Iterable[tuple[float, bool]]) -> float:
    """
    The mean squared distance of a probability from what turned out; 0 is best.
    """
    errors = [(chance - right) ** 2 for chance, right in chances]
    return sum(errors) / len(errors) if errors else 0.0


def log_loss(chances: Iterable[tuple[float, bool]]) -> float:
    """
    The mean surprise in nats; 0 is best.
    """
    losses = [-math.log(max(LEAST, p if right else 1 - p)) for p, right in chances]
    return sum(losses) / len(losses) if losses else 0.0


def ece(chances: Sequence[tuple[float, bool]]) -> float:
    """
    How far probabilities are from frequencies, over ten equal bins; 0 is best.
    """
    total = 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        last = number == BINS - 1
        inside = [(p, right) for p, right in chances if low <= p < high or (last and p == high)]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(right for _, right in inside))
    return total / len(chances) if chances else 0.0


def _share(
    pairs: Sequence[tuple[Labelled, Predicted]], holds: Callable[[Labelled, Predicted], bool]
) -> Share:
    return Share(sum(holds(case, predicted) for case, predicted in pairs), len(pairs))


def _confusion(
    tellable: Sequence[tuple[Labelled, Predicted]],
) -> tuple[tuple[str, str, int], ...]:
    counted: Counter[tuple[str, str]] = Counter()
    for case, predicted in tellable:
        # An answer that is as good as the label counts as the label.
        counted[case.cause, case.cause if predicted.top in case.acceptable else predicted.top] += 1
    rows = [(label, answer, count) for (label, answer), count in counted.items()]
    return tuple(sorted(rows, key=lambda row: (row[0] == row[1], row[0], -row[2], row[1])))
