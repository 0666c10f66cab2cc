"""
What Slack asks of the rest of the product, and nothing more of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.model.answer import Answer
from bot.model.reactions import Opened, Person, Preview, Reaction, Settled
from bot.model.surface import CaseView, Place
from bot.slack.views.help import ArticleHit
from bot.storage.stores import Stores
from diagnostics.model import Finding


class Knowledge(Protocol):
    """
    What Slack asks of the knowledge base and of the reader of pasted errors. Nothing here waits.
    """

    def search(self, words: str, limit: int = 5) -> list[ArticleHit]:
        """
        Articles that fit these words, best first.
        """

    def relevant(self, text: str) -> bool:
        """
        Whether a message is clearly about the connection at all.
        """

    def explain(self, text: str) -> list[ArticleHit]:
        """
        What a pasted error may mean, most likely first; empty when nothing is recognised.
        """


class CaseDesk(Protocol):
    """
    What Slack asks of the desk that works cases; see `bot.cases.desk.Desk`.
    """

    files: Stores

    async def open_case(  # noqa: PLR0913  (every field of a request, named at the call)
        self,
        identity: str,
        merchant_id: str,
        issue: str,
        place: Place,
        *,
        merchant_facing: bool,
        language: str = "en",
        reported: Sequence[Finding] = (),
    ) -> Opened:
        """
        Open a case, on disk before this returns. The same identity again is the same case.
        """

    async def signal(
        self,
        case_id: str,
        reaction: Reaction,
        who: Person,
        *,
        identity: str,
        payload: Mapping[str, str] | None = None,
    ) -> Settled:
        """
        Take a reaction, on disk before this returns. Raises `UnknownCase`.
        """

    async def view(self, case_id: str) -> CaseView:
        """
        The case as a surface needs it. Raises `UnknownCase`.
        """

    async def answer(self, case_id: str) -> Answer | None:
        """
        The case's latest answer, or None before the first. Raises `UnknownCase`.
        """

    async def preview(self, case_id: str, who: Person, note: str = "") -> Preview:
        """
        The escalation email as it would leave now, were this person to ask. Raises `UnknownCase`.
        """
