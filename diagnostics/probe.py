"""
A probe asks one question about one merchant's connection.

A probe is declared next to the function that asks it: its closed list of outcomes, what must be
so before it makes sense, what it costs, and what a merchant may be told of each outcome.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from diagnostics.amazon.rates import Cost
from diagnostics.model import Dataset
from diagnostics.target import Seen, Target


class Side(StrEnum):
    """
    Whose answer a probe's outcome is.
    """

    SALES = "sales"
    ADS = "ads"
    APP = "app"  # our own, without any merchant
    FLEET = "fleet"  # other merchants'
    RECORD = "record"  # ours of the connection, not of sales or Ads alone


Ask = Callable[[Target], Awaitable[Seen]]


@dataclass(frozen=True, slots=True)
class Probe:
    """
    One question, every answer it may have, and what must be so before it makes sense.

    `needs`: signals without which it is not asked. `reads`: probes it waits for without needing
    any outcome (a probe that only reads what others saw). `applies_to`: of seller, vendor, ads.
    `wanted_by`: signals, or `probe.unanswered` (asked in vain), of which one must be seen before a
    follow-up is worth its call; empty on a first question. `moot_when`: signals that already explain whatever
    this probe sees, so that the diagnosis does not count it twice.

    `datasets` are what cannot be pulled while it is refused. `undecided` outcomes are answers that are evidence of nothing; the first stands for a question asked in
    vain. What its outcomes are evidence of: `side` whose answer it is; `circumstance` makes a fault likelier
    and is none; `consequences` are what any lasting fault leads to on our own record; `blames_us` and
    `blames_nobody_here` (everybody fails alike) forbid to ask anybody to authorize again, and so does
    `uncompared` (nobody knows whether everybody does) for what Amazon refused; `decisive` outcomes are
    almost a definition of their cause, and exclude what leaves them unexplained;
    `answers_for_grant`: Amazon's word on the merchant's token, but for outcomes that `says_nothing`
    of it; `essential`: without its answer nothing is healthy, even where it was not asked; `contradicted_by`:
    a signal of the merchant's own call after which a remembered answer of this one no longer holds;
    `agrees_with_normal`: outcomes that may be so while everything that is asked is normal.
    """

    name: str
    asks: str
    normal: str
    abnormal: tuple[str, ...]
    run: Ask
    merchant_says: Mapping[str, str]
    needs: frozenset[str] = frozenset()
    reads: tuple[str, ...] = ()
    applies_to: frozenset[str] = frozenset({"seller", "vendor"})
    wanted_by: frozenset[str] = frozenset()
    moot_when: frozenset[str] = frozenset()
    role: str = ""
    cost: Cost | None = None
    datasets: tuple[Dataset, ...] = ()
    undecided: tuple[str, ...] = ()
    side: Side = Side.RECORD
    circumstance: bool = False
    consequences: frozenset[str] = frozenset()
    blames_us: frozenset[str] = frozenset()
    blames_nobody_here: frozenset[str] = frozenset()
    uncompared: frozenset[str] = frozenset()
    decisive: frozenset[str] = frozenset()
    says_nothing: frozenset[str] = frozenset()
    answers_for_grant: bool = False
    essential: bool = False
    contradicted_by: str = ""
    agrees_with_normal: frozenset[str] = frozenset()

    def is_fault(self, outcome: str) -> bool:
        """
        True for an abnormal outcome that asks to be explained: an old consent that works does not.
        """
        return outcome in self.abnormal and not self.circumstance

    def is_plain_fault(self, outcome: str) -> bool:
        """
        True for a fault that is not merely what some other fault leads to on our own record.
        """
        return self.is_fault(outcome) and outcome not in self.consequences

    @property
    def bars(self) -> frozenset[str]:
        """
        The outcomes while which nobody is asked to authorize again: our fault, or everybody's.
        """
        return self.blames_us | self.blames_nobody_here | self.uncompared

    @property
    def outcomes(self) -> tuple[str, ...]:
        """
        The closed list of answers, the normal one first.
        """
        return (self.normal, *self.abnormal, *self.undecided)

    @property
    def follow_up(self) -> bool:
        """
        True where it is asked only when earlier answers make it worth a call.
        """
        return bool(self.wanted_by)

    @property
    def never_asked(self) -> bool:
        """
        True where only reported findings bring its outcomes: nothing but itself could ask for it.
        """
        return self.wanted_by == {f"{self.name}.unanswered"}


def probe(  # noqa: PLR0913  (a declaration: every field is named where it is used)
    *,
    asks: str,
    normal: str,
    abnormal: Sequence[str],
    merchant_says: Mapping[str, str],
    needs: Iterable[str] = (),
    reads: Sequence[str] = (),
    applies_to: Iterable[str] = ("seller", "vendor"),
    wanted_by: Iterable[str] = (),
    moot_when: Iterable[str] = (),
    role: str = "",
    cost: Cost | None = None,
    datasets: Sequence[Dataset] = (),
    undecided: Sequence[str] = (),
    side: Side | None = None,
    circumstance: bool = False,
    consequences: Iterable[str] = (),
    blames_us: Iterable[str] = (),
    blames_nobody_here: Iterable[str] = (),
    uncompared: Iterable[str] = (),
    decisive: Iterable[str] = (),
    says_nothing: Iterable[str] = (),
    answers_for_grant: bool = False,
    essential: bool = False,
    contradicted_by: str = "",
    agrees_with_normal: Iterable[str] = (),
) -> Callable[[Ask], Probe]:
    """
    Turn a function into a `Probe` that carries its name.

    Without a `side` it is Ads where it applies to Ads alone, sales where it asks Amazon or reads what
    others saw, and else our own record.
    """
    asks_amazon = cost is not None or bool(reads)
    own_side = Side.SALES if asks_amazon else Side.RECORD
    if frozenset(applies_to) == {"ads"}:
        own_side = Side.ADS

    def wrap(run: Ask) -> Probe:
        return Probe(
            name=run.__name__,
            asks=asks,
            normal=normal,
            abnormal=tuple(abnormal),
            run=run,
            merchant_says=merchant_says,
            needs=frozenset(needs),
            reads=tuple(reads),
            applies_to=frozenset(applies_to),
            wanted_by=frozenset(wanted_by),
            moot_when=frozenset(moot_when),
            role=role,
            cost=cost,
            datasets=tuple(datasets),
            undecided=tuple(undecided),
            side=side or own_side,
            circumstance=circumstance,
            consequences=frozenset(consequences),
            blames_us=frozenset(blames_us),
            blames_nobody_here=frozenset(blames_nobody_here),
            uncompared=frozenset(uncompared),
            decisive=frozenset(decisive),
            says_nothing=frozenset(says_nothing),
            answers_for_grant=answers_for_grant,
            essential=essential,
            contradicted_by=contradicted_by,
            agrees_with_normal=frozenset(agrees_with_normal),
        )

    return wrap
