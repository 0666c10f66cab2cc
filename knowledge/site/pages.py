"""
Each page of the site, rendered: what a merchant may read, what support reads, and the lists.
"""

from __future__ import annotations

import json

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup

from knowledge.base.article import FREQUENCIES, Article, Audience
from knowledge.base.library import Library, in_force
from knowledge.base.snippets import Snippet, used_in
from knowledge.base.wording import OURS, TONGUES


TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
TREES = ("merchants", "support")
FREQUENCY_WORDS = {share: word for word, share in FREQUENCIES.items()}
LANGUAGE_NAMES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "it": "Italiano",
    "es": "Español",
}
HOME = {
    "en": ("All causes", "Amazon connections: what goes wrong, and what to do"),
    "de": ("Alle Ursachen", "Amazon-Verbindungen: was schiefgehen kann und was hilft"),
    "fr": ("Toutes les causes", "Connexions Amazon : ce qui peut échouer et que faire"),
    "it": ("Tutte le cause", "Collegamenti Amazon: che cosa può andare storto e che cosa fare"),
    "es": ("Todas las causas", "Conexiones con Amazon: qué puede fallar y qué hacer"),
}
ACTORS = {
    "merchant": "You",
    "account-admin": "Your account's administrator",
    "agency": "Your agency",
    "amazon": "Amazon",
    "nobody": "Wait",
}
GROUPS = {
    "Permission to read": (
        "authorization_expired",
        "authorization_revoked",
        "account_security_update",
        "permission_changed_user",
        "permission_missing_role",
        "restricted_data_token_required",
    ),
    "Account and set-up": (
        "account_setup",
        "account_deactivated",
        "wrong_region",
        "wrong_marketplace",
    ),
    "Advertising": ("ads_profile_missing",),
    "Data and reports": (
        "data_delay",
        "report_processing_failed",
        "not_a_connection_failure",
    ),
    "Amazon": ("amazon_outage", "rate_limited"),
    "On our side": (
        "app_credentials_invalid",
        "access_token_expired",
        "bad_request_client",
        "resource_not_found",
        "network_failure",
    ),
}
TEASER = 200  # characters of a list's second line


def for_merchants(article: Article) -> bool:
    """
    True where a merchant may read the article: in force, and theirs to read.
    """
    return in_force(article) and Audience.MERCHANT in article.audience


class Pages:
    """
    Renders each page of a library; knows which links lead where.
    """

    def __init__(self, library: Library, trees: Sequence[str]) -> None:
        self.library = library
        self.translated = {
            key
            for key, t in library.translations.items()
            if key[1] in library and t.keeps_step_with(library[key[1]])
        }
        self._trees = trees
        self._markdown = MarkdownIt("commonmark", {"html": False})
        self._markdown.renderer.rules["code_inline"] = self._code  # type: ignore[attr-defined]
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def merchant(self, article: Article, language: str) -> str:
        """
        What a merchant may read: their words and their steps, nothing of the article's inside.
        """
        wording = self.library.words(article.id, language, markup=True)
        theirs = wording.for_merchant()
        return self._page(
            "merchant.html",
            language,
            "merchants",
            other=f"support/{article.id}.html",
            title=theirs.title,
            text=self._inline(theirs.merchant),
            steps=[(ACTORS[step.actor], self._inline(step.text)) for step in theirs.steps],
            ours=len(theirs.steps) < len(wording.steps),
            nothing=not any(step.actor != "nobody" for step in theirs.steps),
            wait=article.wait,
            phrases=article.phrases if language == "en" else (),
            languages=[
                (tongue, LANGUAGE_NAMES[tongue], self._to_tongue(language, tongue, article.id))
                for tongue in TONGUES
                if tongue == "en" or (tongue, article.id) in self.translated
            ],
        )

    def support(self, article: Article) -> str:
        """
        Everything about one cause, for our own people.
        """
        wording = self.library.words(article.id, markup=True)
        return self._page(
            "support.html",
            "en",
            "support",
            other=f"merchants/{article.id}.html" if for_merchants(article) else None,
            title=wording.title,
            article=article,
            version=self.library.version(article.id),
            text=self._inline(wording.merchant),
            question=self._inline(self.library.snippets.render_leniently(article.question)),
            steps=[
                (step.actor, step.actor in OURS, self._inline(step.text)) for step in wording.steps
            ],
            body=Markup(self._markdown.render(self.library.body(article.id))),  # noqa: S704
            signature=list(signs(article)),
            confused=[self.library[n] for n in article.confused_with if n in self.library],
            snippets=list(self._variants(article)),
            tongues=[t for t in TONGUES[1:] if (t, article.id) in self.translated],
        )

    def index(self, tree: str, articles: Sequence[Article], language: str) -> tuple[str, str]:
        """
        The list of all causes by subject, and the words that the search box looks through.
        """
        groups = [
            (
                name if language == "en" else "",
                [(a, self._title(a, language), self._says(a, language)) for a in members],
            )
            for name, members in _grouped(articles)
        ]
        entries = [
            {
                "id": article.id,
                "title": self._title(article, language),
                "says": self._says(article, language),
                "words": " ".join(article.phrases).lower(),
            }
            for article in articles
        ]
        data = json.dumps(entries, ensure_ascii=False).replace("</", "<\\/")
        page = self._page(
            "index.html",
            language,
            tree,
            other=f"{'support' if tree == 'merchants' else 'merchants'}/index.html",
            title=HOME[language][1],
            groups=groups,
            count=len(articles),
            languages=[
                (tongue, LANGUAGE_NAMES[tongue], self._to_tongue(language, tongue, "index"))
                for tongue in TONGUES
            ]
            if tree == "merchants"
            else [],
        )
        return page, f"window.ARTICLES = {data};\n"

    def _page(self, template: str, language: str, tree: str, **values: Any) -> str:
        deep = 1 if language == "en" else 2
        other = values.pop("other")
        shown = other if other and other.split("/")[0] in self._trees else None
        values["tree"] = tree
        return self._templates.get_template(template).render(
            up="../" * deep,
            home=HOME[language][0],
            language=language,
            other="../" * deep + shown if shown else None,
            **({"languages": []} | values),
        )

    def _title(self, article: Article, language: str) -> str:
        return self.library.words(article.id, language).title

    def _says(self, article: Article, language: str) -> str:
        said = self.library.words(article.id, language).merchant
        return said if len(said) <= TEASER else said[:TEASER].rsplit(" ", 1)[0] + " …"

    def _to_tongue(self, here: str, there: str, name: str) -> str:
        up = "" if here == "en" else "../"
        return f"{up}{name}.html" if there == "en" else f"{up}{there}/{name}.html"

    def _inline(self, text: str) -> Markup:
        return Markup(self._markdown.renderInline(text))  # noqa: S704  (html is off)

    def _code(self, tokens: Sequence[Token], position: int, *_: Any) -> str:
        # An id in the text becomes a link to that article.
        text = tokens[position].content
        code = f"<code>{escapeHtml(text)}</code>"
        return f'<a href="{text}.html">{code}</a>' if text in self.library else code

    def _variants(self, article: Article) -> Iterator[tuple[str, Snippet]]:
        names = used_in(
            article.body, article.merchant, article.question, *(s.text for s in article.steps)
        )
        for name in sorted(names):
            snippet = self.library.snippets.get(name)
            if snippet is not None and (snippet.variants or snippet.note):
                yield name, snippet


def _grouped(articles: Sequence[Article]) -> Iterator[tuple[str, list[Article]]]:
    ads = {a.id for a in articles if a.applies_to == {"ads"} or a.id.startswith("ads-")}
    for name, families in GROUPS.items():
        members = [
            article
            for article in articles
            if (article.id in ads if name == "Advertising" else article.id not in ads)
            and (name == "Advertising" or article.family in families)
        ]
        if members:
            yield name, members


def signs(article: Article) -> Iterator[tuple[str, str, str]]:
    """
    Each signal, how often it is seen, and whether it is needed by definition.
    """
    for probe, outcomes in article.signature.items():
        for outcome, frequency in outcomes.items():
            signal = f"{probe}.{outcome}"
            word = FREQUENCY_WORDS.get(frequency, f"{frequency:.0%}")
            yield signal, word, "required" if signal in article.requires else ""
    for signal in sorted(article.excludes):
        yield signal, "never", "rules it out"
