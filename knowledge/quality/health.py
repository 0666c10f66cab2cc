"""
How the base is doing: which articles are used, which help, which are due, and what is missing.

Feedback is read through a small protocol; whoever keeps it hands it over. Small numbers stay small
numbers: two of three is not 67 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from knowledge.base.article import Article
from knowledge.base.library import Library, in_force
from knowledge.base.vocabulary import Vocabulary
from knowledge.quality.separation import ties as ties_of
from knowledge.quality.separation import told_apart


ENOUGH_FOR_A_SHARE = 10


class FeedbackKind(StrEnum):
    """
    What somebody, or a probe that passed, said of an article.
    """

    USED = "used"
    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    WRONG_CAUSE = "wrong_cause"
    STEP_OUTDATED = "step_outdated"
    VERIFIED_FIX = "verified_fix"


class Note(Protocol):
    """
    One piece of feedback on one version of an article. Unknown kinds and articles are left out.
    """

    @property
    def article(self) -> str:
        """
        The article's id.
        """

    @property
    def version(self) -> str:
        """
        The version that was read.
        """

    @property
    def kind(self) -> str:
        """
        One of `FeedbackKind`.
        """

    @property
    def at(self) -> datetime:
        """
        When it was said.
        """


@dataclass(frozen=True, slots=True)
class Gap:
    """
    What cases that no article explained have in common: their abnormal signals, and how many.
    """

    signals: tuple[str, ...]
    cases: int
    latest: str = ""  # the id of one such case, to draft from


@dataclass(frozen=True, slots=True)
class ArticleStatus:
    """
    One article's record. Counts are of all versions, `of_this_version` only of the one in force.
    """

    article: Article
    version: str
    counts: Counter[str]
    of_this_version: int
    days_overdue: int  # 0 when the review is not due

    @property
    def used(self) -> int:
        """
        How often it was given as the answer; feedback without a use counts as one.
        """
        return max(
            self.counts[FeedbackKind.USED], self.counts[FeedbackKind.VERIFIED_FIX], self._judged
        )

    @property
    def fixes(self) -> str:
        """
        Verified fixes among the uses, in words.
        """
        return share(self.counts[FeedbackKind.VERIFIED_FIX], self.used)

    @property
    def did_not_help(self) -> str:
        """
        Readers who said no among those who said anything, in words.
        """
        said_no = self.counts[FeedbackKind.DID_NOT_HELP] + self.counts[FeedbackKind.WRONG_CAUSE]
        return share(said_no, self._judged)

    @property
    def _judged(self) -> int:
        kinds = (FeedbackKind.HELPED, FeedbackKind.DID_NOT_HELP, FeedbackKind.WRONG_CAUSE)
        return sum(self.counts[kind] for kind in kinds)


@dataclass(frozen=True, slots=True)
class Health:
    """
    The whole base: articles with the most trouble first, gaps by frequency, and ties.
    """

    standings: tuple[ArticleStatus, ...]
    gaps: tuple[Gap, ...]
    ties: tuple[tuple[str, str, float], ...]  # two ids, and the nats between them

    @property
    def never_used(self) -> tuple[str, ...]:
        """
        The articles that no case has needed yet.
        """
        return tuple(s.article.id for s in self.standings if not s.used)


def health(
    library: Library,
    notes: Iterable[Note],
    gaps: Iterable[Gap],
    vocabulary: Vocabulary,
    today: date,
) -> Health:
    """
    Take stock of a library with the feedback and the gaps of its cases.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    current: Counter[str] = Counter()
    for note in notes:
        if note.article in library and note.kind in set(FeedbackKind):
            counts[note.article][note.kind] += 1
            current[note.article] += note.version == library.version(note.article)
    standings = [
        ArticleStatus(
            article,
            library.version(article.id),
            counts[article.id],
            current[article.id],
            max(0, (today - article.review_by).days),
        )
        for article in library
    ]
    standings.sort(key=_trouble)
    live = [article for article in library if in_force(article) and article.signature]
    pairs = ties_of(live, vocabulary) if vocabulary.probes else ()
    return Health(
        tuple(standings),
        tuple(sorted(gaps, key=lambda gap: (-gap.cases, gap.signals))),
        tuple((one.id, other.id, told_apart(one, other, vocabulary)) for one, other in pairs),
    )


def share(part: int, whole: int) -> str:
    """
    A part of a whole as a person should read it: no percentage of fewer than ten.
    """
    if not whole:
        return "–"
    if whole < ENOUGH_FOR_A_SHARE:
        return f"{part} of {whole}"
    return f"{part / whole:.0%} of {whole}"


def _trouble(standing: ArticleStatus) -> tuple[int, int, int, str]:
    kinds = (FeedbackKind.WRONG_CAUSE, FeedbackKind.DID_NOT_HELP, FeedbackKind.STEP_OUTDATED)
    complaints = sum(standing.counts[kind] for kind in kinds)
    return (-complaints, -standing.days_overdue, -standing.used, standing.article.id)
