"""
Lint of what a machine acts on: signals, symptoms, links, remedies, waits and dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches

from knowledge.base.article import Actor
from knowledge.base.fault import Fault
from knowledge.base.library import Library, in_force
from knowledge.base.snippets import used_in
from knowledge.base.vocabulary import Vocabulary
from knowledge.base.wording import OURS
from knowledge.lint.page import Page


def lint_meaning(
    page: Page,
    library: Library,
    vocabulary: Vocabulary,
    symptoms: Collection[str],
    today: date,
) -> Iterator[Fault]:
    """
    Every fault in the fields of one article that the matching and the answering rest on.
    """
    yield from _signals(page, vocabulary)
    yield from _names(page, library, symptoms)
    yield from _steps(page)
    article = page.article
    if article.review_by < today:
        late = (today - article.review_by).days
        yield page.fault(
            f"The review is {late} days overdue ({article.review_by}).",
            f"Ask {article.owner} to read it again and set a new `review_by`.",
            "review_by",
        )
    if not article.sources:
        yield page.fault("No source is named.", "Add who says so, and the day it was read.")
    if in_force(article) and not article.phrases and not article.symptoms:
        yield page.fault(
            "No words lead to it: it has neither `phrases` nor `symptoms`.",
            "Add some sentences that an asker would type.",
        )


def nearest(word: str, known: Collection[str]) -> str:
    """
    A fix that names the nearest known word.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else "Use a name from docs/vocabulary.md."


def _signals(page: Page, vocabulary: Vocabulary) -> Iterator[Fault]:
    known = {f"{p.name}.{outcome}" for p in vocabulary.probes.values() for outcome in p.outcomes}
    if not known:
        return
    for probe, outcomes in page.article.signature.items():
        for outcome in outcomes:
            signal = f"{probe}.{outcome}"
            if signal not in known:
                path = ("signature", probe, outcome)
                yield page.fault(f"No probe sees `{signal}`.", nearest(signal, known), *path)
    for field in ("requires", "excludes"):
        for signal in sorted(getattr(page.article, field) - known):
            yield page.fault(f"No probe sees `{signal}`.", nearest(signal, known), field)


def _names(page: Page, library: Library, symptoms: Collection[str]) -> Iterator[Fault]:
    article = page.article
    for symptom in article.symptoms:
        if symptom not in symptoms:
            fix = nearest(symptom, symptoms).replace("docs/vocabulary.md", "symptoms.yml")
            yield page.fault(f"`{symptom}` is no symptom.", fix, "symptoms", symptom)
    for number, name in enumerate(article.confused_with):
        if name not in library:
            fix = nearest(name, [other.id for other in library])
            fix = fix.replace("Use a name from docs/vocabulary.md.", "Take it out, or write it.")
            yield page.fault(f"There is no article `{name}`.", fix, "confused_with", number)
        elif name == article.id:
            yield page.fault("It is confused with itself.", "Take it out.", "confused_with", number)


def _steps(page: Page) -> Iterator[Fault]:
    article = page.article
    if not article.steps:
        yield page.fault(
            "Nobody has anything to do.", "Add a step, or a wait by `nobody`.", "steps"
        )
    waits = [n for n, step in enumerate(article.steps) if step.actor is Actor.NOBODY]
    if waits and article.wait is None:
        yield page.fault(
            "A step waits, and nothing says how long.",
            "Add `wait: {minutes: …, recheck_minutes: …}`.",
            "steps",
            waits[0],
        )
    if article.reauthorizes:
        return
    for number, step in enumerate(article.steps):
        paths = {name for name in used_in(step.text) if "reconnect" in name.partition(".")[2]}
        if paths and step.actor not in OURS and "reconnect_end" not in "".join(paths):
            yield page.fault(
                "A step sends somebody to reconnect, and the article does not say so.",
                "Add `reauthorizes: true`, so that it is never asked for in vain.",
                "steps",
                number,
            )
