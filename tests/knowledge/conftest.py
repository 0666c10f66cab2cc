"""
A small knowledge base to break, and the real one to hold to its promises.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostics.diagnosis.scoring import likelihood
from knowledge.base.library import Library
from knowledge.base.vocabulary import ProbeWords, Vocabulary


ARTICLE = """\
---
id: {id}
title: {title}
family: authorization_expired
severity: high
confidence: not-validated
audience: [support, merchant]
owner: support-lead
review_by: 2027-05-01
remedy: {remedy}
reauthorizes: true
prior: common
signature:
  token: {{refused: always}}
  age: {{{age}: usually}}
symptoms: {{nothing_syncs: often}}
phrases:
  - {phrase}
merchant: >-
  Your yearly permission has run out.
steps:
  - account-admin: Open {{{{ paths.reconnect }}}} and agree once more.
  - support: Look again after an hour.
sources:
  - {{name: "Help centre", read: 2026-11-23}}
---

## Issue

Everything stopped.

## Environment

All sellers.

## Cause

A year is over.

## How we know

The token is refused.

## Not this when

The permission is young.
"""
SNIPPETS = """\
reconnect:
  text: "**Settings → Channels → Reconnect**"
  de: "**Einstellungen → Kanäle → Verbinden**"
  variants: {older: "**Settings → Links**"}
"""
TRANSLATION = """\
title: Die Erlaubnis ist abgelaufen
merchant: Ihre jährliche Erlaubnis ist abgelaufen.
steps:
  - Öffnen Sie {{ paths.reconnect }} und stimmen Sie zu.
  - Nach einer Stunde noch einmal nachsehen.
"""

VOCABULARY = Vocabulary(
    {
        "token": ProbeWords("token", "accepted", ("refused",)),
        "age": ProbeWords("age", "young", ("old", "ancient")),
    },
    likelihood,
)

Write = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nothing is kept in, or taken from, the cache of whoever runs the tests.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """
    A knowledge folder with two articles whose remedies differ, a snippet and a translation.
    """
    files = {
        "articles/expired.md": ARTICLE.format(
            id="expired",
            title="The permission has run out",
            remedy="reauthorize-sales",
            age="old",
            phrase="we connected a year ago and it stopped",
        ),
        "articles/other.md": ARTICLE.format(
            id="other",
            title="Something else is so",
            remedy="reauthorize-else",
            age="ancient",
            phrase="the parrot is dead",
        ),
        "snippets/paths.yml": SNIPPETS,
        "translations/de/expired.yml": TRANSLATION,
    }
    for name, text in files.items():
        path = tmp_path / "base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "base"


@pytest.fixture
def change(base: Path) -> Callable[[str, str, str], Path]:
    """
    `change("articles/expired.md", "old text", "new text")` edits a file of the small base.
    """

    def edit(name: str, old: str, new: str) -> Path:
        path = base / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return edit


@pytest.fixture(scope="session")
def real() -> Library:
    """
    The articles that are shipped: part of the product, so part of the tests.
    """
    return Library.open(cache=None)
