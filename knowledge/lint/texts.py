"""
Lint of what people read: length, sections, snippets, and words that must not be there.
"""

from __future__ import annotations

import re

from collections.abc import Iterator

from knowledge.base.article import Article, Audience
from knowledge.base.fault import Fault
from knowledge.base.snippets import SnippetMissing, Snippets
from knowledge.base.vocabulary import Vocabulary
from knowledge.base.wording import OURS
from knowledge.lint.page import Page
from knowledge.lint.sentences import TELL_LESS, TOO_LONG, bad_sentences, too_long


MOST_LINES = 60
MOST_CHARACTERS = 3500
SECTIONS = ("Issue", "Environment", "Cause", "How we know", "Not this when")
INTERNAL = re.compile(
    r"\b(?:tokens?|lwa|login with amazon|oauth|sp-?api|grantless|https?\s*[45]\d\d|[45]\d\d\s+"
    r"(?:error|response|status|forbidden)|(?:error|status|code|http)\s+[45]\d\d|endpoints?|"
    r"client (?:id|secret)|payloads?|json|stack ?trace|exceptions?|probes?|fleet|grants?|"
    r"selling partner api|refresh[_ ]tokens?|regional hosts?|access[_ ]key|"
    r"(?:other|another) (?:merchant|customer|client)s?|[a-z]+_[a-z_]+|[a-z_]+\.[a-z]+_[a-z_]+)\b",
    re.IGNORECASE,
)
# Menu paths are Capitalised words with > or an arrow between them; they live in snippets alone.
MENU = re.compile(r"\b[A-Z][\w&'’]*(?: [\w&'’()/]+){0,3}\s*[>→›]\s*[A-Z]")
DELETE_AND_ADD = re.compile(
    r"\b(?:delet|remov|disconnect)\w*\b[^.;\n]{0,60}\b(?:re-?add|add (?:it|them|the \w+) (?:again|back|anew)|"
    r"re-?creat|set (?:it|them) up again)\w*",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:never|not|don['’]t|nobody|without|instead of|avoid)\b", re.IGNORECASE)


# What stands in templates/article.md.jinja to be written over.
TEMPLATE = frozenset(
    {
        "what is so, and what happens next, in the merchant's words.",
        "what to do first.",
        "what an asker would type",
        "who says so",
        "in the asker's own words.",
        "which kinds of account, region or dataset it happens to.",
        "why it happens.",
    }
)


def lint_texts(page: Page, snippets: Snippets, vocabulary: Vocabulary) -> Iterator[Fault]:
    """
    Every fault in the words of one article.
    """
    yield from _length(page)
    yield from _sections(page)
    for text, path in page.texts():
        yield from _snippets(page, text, snippets, path)
        yield from _menus(page, text, path)
        yield from _deleting(page, text, path)
    yield from _internals(page, snippets, vocabulary)
    yield from _body(page, snippets)
    yield from _unwritten(page)


def _unwritten(page: Page) -> Iterator[Fault]:
    """
    Sentences that `triage kb new` wrote: somebody has to write the article first.
    """
    for text, path in page.texts():
        if _plain(text) in TEMPLATE:
            yield page.fault("This is still the template's own sentence.", "Write it.", *path)
    for number, phrase in enumerate(page.article.phrases):
        if _plain(phrase) in TEMPLATE:
            problem = "This is still the template's own phrase."
            yield page.fault(problem, "Write what askers type.", "phrases", number)
    for number, source in enumerate(page.article.sources):
        if _plain(source.name) in TEMPLATE:
            problem = "This is still the template's own source."
            yield page.fault(problem, "Say who says so, and where.", "sources", number)
    for line in page.article.body.split("\n"):
        if _plain(line) in TEMPLATE:
            at = page.article.body.find(line)
            yield page.body_fault("This is still the template's own sentence.", "Write it.", at)


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(' -"').casefold()


def internal_word(text: str, vocabulary: Vocabulary) -> str | None:
    """
    The first word of a text that only our own people should read; None where there is none.
    """
    found = INTERNAL.search(text)
    if found is not None:
        return found[0]
    words = {word.strip(".,;:!?()'\"`") for word in text.split()}
    return next((name for name in vocabulary.probes if "_" in name and name in words), None)


def merchants_texts(article: Article) -> Iterator[tuple[str, tuple[int | str, ...]]]:
    """
    The texts of an article that reach a merchant.
    """
    yield article.merchant, ("merchant",)
    if Audience.MERCHANT in article.audience:
        yield article.title, ("title",)
    for number, step in enumerate(article.steps):
        if step.actor not in OURS:
            yield step.text, ("steps", number)


def _length(page: Page) -> Iterator[Fault]:
    body = page.article.body
    lines = body.count("\n") + 1
    if lines > MOST_LINES or len(body) > MOST_CHARACTERS:
        yield page.body_fault(
            f"The text is over a page: {lines} lines, {len(body)} characters.",
            f"Cut it to {MOST_LINES} lines and {MOST_CHARACTERS} characters.",
        )


def _sections(page: Page) -> Iterator[Fault]:
    headings = re.findall(r"^## (.+?)\s*$", page.article.body, re.MULTILINE)
    for name in SECTIONS:
        if name not in headings:
            yield page.body_fault(
                f"The section `## {name}` is missing.", "Add it; one or two lines are enough."
            )


def _snippets(
    page: Page, text: str, snippets: Snippets, path: tuple[int | str, ...]
) -> Iterator[Fault]:
    try:
        snippets.render(text)
    except SnippetMissing as error:
        yield page.fault(str(error), "Use a name from the folder `snippets`, or add it.", *path)


def _menus(page: Page, text: str, path: tuple[int | str, ...]) -> Iterator[Fault]:
    found = MENU.search(text)
    if found is not None:
        problem = f"A menu path is written out: `{found[0]}…`."
        yield page.fault(problem, "Use or add a snippet under `snippets/paths.yml`.", *path)


def _deleting(page: Page, text: str, path: tuple[int | str, ...]) -> Iterator[Fault]:
    if tells_to_delete(text):
        yield page.fault(
            "It says to delete something and add it again.",
            "Say `reconnect`: deleting a connection may delete its data.",
            *path,
        )


def tells_to_delete(text: str) -> bool:
    """
    True where a sentence advises to delete and add again, rather than warning of it.
    """
    for found in DELETE_AND_ADD.finditer(text):
        start = max(text.rfind(".", 0, found.start()), text.rfind("\n\n", 0, found.start()))
        if not NEGATED.search(text[start + 1 : found.end()]):
            return True
    return False


def _internals(page: Page, snippets: Snippets, vocabulary: Vocabulary) -> Iterator[Fault]:
    for text, path in merchants_texts(page.article):
        word = internal_word(snippets.render_leniently(text), vocabulary)
        if word is not None:
            yield page.fault(
                f"A merchant reads this, and it names something internal: `{word}`.",
                "Say it in the merchant's words, or give the step to support or engineering.",
                *path,
            )
        said = snippets.render_leniently(text)
        for problem, fix in bad_sentences(page.article, said, "en"):
            yield page.fault(problem, fix, *path)
    if (over := too_long(snippets.render_leniently(page.article.merchant))) > 0:
        yield page.fault(TOO_LONG.format(over), TELL_LESS, "merchant")


def _body(page: Page, snippets: Snippets) -> Iterator[Fault]:
    body = page.article.body
    for number, line in enumerate(body.split("\n")):
        try:
            snippets.render(line)
        except SnippetMissing as error:
            at = sum(len(each) + 1 for each in body.split("\n")[:number])
            yield page.body_fault(
                str(error), "Use a name from the folder `snippets`, or add it.", at
            )
    menu = MENU.search(body)
    if menu is not None:
        yield page.body_fault(
            f"A menu path is written out: `{menu[0]}…`.",
            "Use or add a snippet under `snippets/paths.yml`.",
            menu.start(),
        )
    if tells_to_delete(body):
        found = DELETE_AND_ADD.search(body)
        yield page.body_fault(
            "It says to delete something and add it again.",
            "Say `reconnect`: deleting a connection may delete its data.",
            found.start() if found else 0,
        )
