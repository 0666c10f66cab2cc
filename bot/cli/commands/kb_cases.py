"""
What the case file tells the knowledge base: feedback, gaps, and one case to draft from.

Only signals and kinds are taken from a case; nothing that anybody typed.
"""

from __future__ import annotations

import asyncio

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.foundation.settings import Settings
from bot.model.answer import Answer, Verdict
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.journal import Feedback, Journal
from knowledge.quality.authoring import CaseSignals
from knowledge.quality.health import Gap


if TYPE_CHECKING:
    from knowledge.base.vocabulary import Vocabulary

MOST_CASES = 2_000


def told_by_cases(vocabulary: Vocabulary) -> tuple[Sequence[Feedback], Sequence[Gap]]:
    """
    All feedback, and the gaps of the latest cases; nothing where there is no case file yet.
    """
    settings = Settings.load()
    path = settings.database_path
    if path is not None and not path.exists():
        return (), ()
    database = Database.open(settings.triage_database_url)
    try:
        return asyncio.run(_read(database, vocabulary))
    finally:
        database.close()


def seen_in_case(case_id: str) -> CaseSignals:
    """
    What the latest run of a case saw. Raises `UnknownCase`.
    """
    settings = Settings.load()
    database = Database.open(settings.triage_database_url)
    try:
        answer = asyncio.run(_answer(database, case_id))
    finally:
        database.close()
    return CaseSignals({}) if answer is None else seen_by(answer)


def seen_by(answer: Answer) -> CaseSignals:
    """
    The outcomes of an answer's worst connection.
    """
    if not answer.connections:
        return CaseSignals({})
    worst = answer.connections[0]
    outcomes = {f.probe: f.outcome for f in worst.findings if f.outcome is not None}
    kinds = {worst.connection.account_type.value} | ({"ads"} if worst.connection.has_ads else set())
    return CaseSignals(outcomes, frozenset(kinds))


async def _answer(database: Database, case_id: str) -> Answer | None:
    cases = Cases(database)
    await cases.get(case_id)
    return await cases.answer(case_id)


async def _read(
    database: Database, vocabulary: Vocabulary
) -> tuple[Sequence[Feedback], Sequence[Gap]]:
    cases = Cases(database)
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for case in await cases.list(limit=MOST_CASES):
        answer = await cases.answer(case.id)
        if answer is not None and answer.verdict is Verdict.UNEXPLAINED:
            signals = seen_by(answer).signals(vocabulary)
            if signals:
                alike[signals].append(case.id)
    gaps = [Gap(signals, len(ids), ids[0]) for signals, ids in alike.items()]
    return await Journal(database).all_feedback(), gaps
