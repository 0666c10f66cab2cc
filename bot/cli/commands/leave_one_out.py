"""
`triage eval --leave-one-out`: every fixture once more, in a library that lacks its own article.

Then nobody has written the cause down, and the right answer is none. How much an answer may leave
unexplained is set on half of the families (the least that keeps their right answers) and tried on the
other half, then the other way round.
"""

from __future__ import annotations

import math

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.commands.kb_judge import all_probes, findings_of
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.fit import MOST_MISFIT
from diagnostics.diagnosis.result import Decision, Diagnosis
from knowledge.base.article import Article
from knowledge.base.fixtures import Fixture, read_fixtures
from knowledge.base.library import Library
from knowledge.quality.evaluation import Share


Diagnosed = Diagnosis[Article]
Z = 1.96  # of a normal distribution: 95 % lie within


@dataclass(frozen=True, slots=True)
class Trial:
    """
    One fixture, with its article (`right`: how much that answer leaves) and without (`wrong`).

    Both in nats, None where nothing, or in `wrong` the right remedy, was answered.
    """

    article: str
    family: str
    right: float | None
    wrong: float | None
    reconnects: bool  # the wrong answer asks somebody to authorize again


@dataclass(frozen=True, slots=True)
class HalfReport:
    """
    What a limit does to families that it was not set on (or to all, for the limit in use).
    """

    most_misfit: float
    kept: Share  # of the right answers
    wrong: Share  # of the fixtures without their article: a wrong remedy was answered
    reconnect: Share


def trials(library: Library, fixtures: Path) -> Iterator[Trial]:
    """
    Every fixture that must bring its article up by findings, and does not end healthy.
    """
    causes = {cause.id: cause for cause in library.causes()}
    files, _ = read_fixtures(fixtures)
    for file in files.values():
        for fixture, _ in file.fixtures:
            if file.id in causes and fixture.findings and fixture.expect.selects:
                yield from _trial(fixture, causes[file.id], tuple(causes.values()))


def _trial(fixture: Fixture, article: Article, causes: Sequence[Article]) -> Iterator[Trial]:
    whole = _diagnosed(fixture, causes)
    if whole.decision is Decision.HEALTHY:
        return
    asked = whole.decision in {Decision.ANSWER, Decision.ASK_PERSON}
    remedies = {article.remedy, *(s.cause.remedy for s in whole.named if asked)}
    left = _diagnosed(fixture, [cause for cause in causes if cause.id != article.id])
    acted = left.named if left.decision is Decision.ANSWER else ()
    wrong = [suspect.cause for suspect in acted if suspect.cause.remedy not in remedies]
    yield Trial(
        article.id,
        article.family,
        right=whole.misfit if whole.decision is Decision.ANSWER else None,
        wrong=left.misfit if wrong else None,
        reconnects=any(cause.reauthorizes for cause in wrong) and not article.reauthorizes,
    )


def _diagnosed(fixture: Fixture, causes: Sequence[Article]) -> Diagnosed:
    probes = all_probes()
    seen = findings_of(fixture, probes)
    return diagnose(seen, causes, probes, kinds=fixture.kinds, most_misfit=math.inf)


def report(tried: Sequence[Trial]) -> tuple[HalfReport, ...]:
    """
    The limit in use over all; then each half under the limit that the other half asks for.
    """
    families = sorted({trial.family for trial in tried})
    first, second = (
        [trial for trial in tried if trial.family in families[start::2]] for start in (0, 1)
    )
    return (
        under(MOST_MISFIT, tried),
        under(least_that_keeps(first), second),
        under(least_that_keeps(second), first),
    )


def least_that_keeps(tried: Sequence[Trial]) -> float:
    """
    The lowest limit under which no right answer is lost.
    """
    return max((trial.right for trial in tried if trial.right is not None), default=0.0)


def under(most: float, tried: Sequence[Trial]) -> HalfReport:
    """
    What is answered where an answer may leave no more than `most` unexplained.
    """

    def share(among: Sequence[Trial], holds: Callable[[Trial], bool]) -> Share:
        return Share(sum(map(holds, among)), len(among))

    def wrong(trial: Trial) -> bool:
        return trial.wrong is not None and trial.wrong <= most

    return HalfReport(
        most,
        kept=share([t for t in tried if t.right is not None], lambda t: (t.right or 0.0) <= most),
        wrong=share(tried, wrong),
        reconnect=share(tried, lambda trial: wrong(trial) and trial.reconnects),
    )


def bounds(share: Share) -> tuple[float, float]:
    """
    Within which the true share lies with 95 % (Wilson's interval); (0, 1) for nothing counted.
    """
    if not share.of:
        return 0.0, 1.0
    p, n = share.hits / share.of, share.of
    middle, width = p + Z**2 / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    low, high = ((middle + sign * width) / (1 + Z**2 / n) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def lines(reports: Sequence[HalfReport]) -> Iterator[str]:
    """
    The report for a person, with 95 % bounds.
    """
    titles = (
        "all families, the limit in use",
        "second half, limit of the first",
        "first half, limit of the second",
    )
    for title, half in zip(titles, reports, strict=True):
        yield f"{title} ({half.most_misfit:.1f} nats)"
        yield f"  right answers kept       {_said(half.kept)}"
        yield f"  wrong remedy answered    {_said(half.wrong)}"
        yield f"  reconnect for nothing    {_said(half.reconnect)}"


def as_plain(reports: Sequence[HalfReport]) -> list[dict[str, object]]:
    """
    The report for programs: hits, of, and the 95 % bounds of each share.
    """
    names = ("kept", "wrong", "reconnect")
    return [
        {"most_misfit": half.most_misfit} | {name: _plain(getattr(half, name)) for name in names}
        for half in reports
    ]


def _plain(share: Share) -> dict[str, object]:
    return {"hits": share.hits, "of": share.of, "bounds": list(bounds(share))}


def _said(share: Share) -> str:
    low, high = bounds(share)
    return f"{share.hits} of {share.of} ({low:.1%} to {high:.1%})"
