"""
The knowledge base as Slack asks it: search, relevance, and what a pasted error may mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.slack.views.help import ArticleHit
from bot.slack.views.reasons import ACTORS
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from knowledge.search.search import Search


Explain = Callable[[str], Sequence[tuple[str, float]]]  # article ids with their probability


class KnowledgeBase:
    """
    What Slack asks of the knowledge base and of the reader of pasted errors. Nothing here waits.
    """

    def __init__(
        self, library: Library, search: Search, words: MessageReader, explain: Explain | None = None
    ) -> None:
        self._library = library
        self._search = search
        self._words = words
        self._explain = explain

    def search(self, words: str, limit: int = 5) -> list[ArticleHit]:
        """
        Articles that fit these words, best first.
        """
        return [
            ArticleHit(hit.id, hit.title, hit.marked("", ""), self._note(hit.id), hit.excerpt)
            for hit in self._search.search(words, limit)
        ]

    def relevant(self, text: str) -> bool:
        """
        Whether a message is clearly about the connection at all.
        """
        return self._words.relevant(text)

    def explain(self, text: str) -> list[ArticleHit]:
        """
        What a pasted error may mean, most likely first.
        """
        if self._explain is None:
            return self.search(text, 3)
        found = []
        for article_id, probability in self._explain(text)[:4]:
            wording = self._library.words(article_id)
            note = f"{probability:.0%} likely. {self._note(article_id)}"
            found.append(ArticleHit(article_id, wording.title, wording.merchant, note))
        return found

    def _note(self, article_id: str) -> str:
        article = self._library.get(article_id)
        if article is None:
            return ""
        who = dict.fromkeys(ACTORS.get(step.actor, step.actor) for step in article.steps)
        return "Acts: " + ", ".join(who)
