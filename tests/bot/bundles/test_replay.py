"""
A bundle diagnosed again, and two bundles side by side.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from rich.console import Console

from bot.bundles.bundle import load_bundle, make_bundle
from bot.bundles.comparison import compare
from bot.bundles.replay import Replayed, replay
from bot.bundles.schema import Bundle
from bot.cli.replay_view import comparison_plain, replay_plain, show_comparison, show_replay
from diagnostics.probes import PROBES
from knowledge.base.library import Library
from tests.bot.examined import NOW, answered


V1 = Path(__file__).parent / "v1.json"
ARTICLE = """---
id: grant-refused
title: Amazon no longer accepts the permission
family: authorization_revoked
severity: high
confidence: validated
audience: [support]
owner: support-lead
review_by: 2027-06-01
remedy: reauthorize-sales
reauthorizes: true
prior: very_common
signature:
  lwa_token: {invalid_grant: always}
  platform_status: {reconnect_required: often}
requires: [lwa_token.invalid_grant]
merchant: Please reconnect once.
steps:
  - account-admin: Reconnect once.
---

## Issue

It stopped.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """
    A knowledge base of one article.
    """
    (tmp_path / "articles").mkdir()
    (tmp_path / "snippets").mkdir()
    (tmp_path / "articles" / "grant-refused.md").write_text(ARTICLE)
    return Library.open(tmp_path, cache=None)


def bundle(library: Library) -> Bundle:
    return make_bundle(answered(), articles=library.versions, probes=PROBES, at=NOW)


def only(replayed: tuple[Replayed, ...]) -> Replayed:
    (each,) = replayed
    return each


def test_the_same_articles_come_to_the_same_answer(library: Library) -> None:
    """
    Nothing changed, so the verdict and the cause are the same.
    """
    again = only(replay(bundle(library), library, PROBES))
    assert again.same
    assert again.now.leading == "grant-refused"


def test_an_article_that_was_changed_is_named(library: Library) -> None:
    """
    The sentence says which article is not the one that spoke.
    """
    kept = bundle(library)
    path = library.folder / "articles" / "grant-refused.md"
    path.write_text(ARTICLE.replace("very_common", "common"))
    library.reload()
    assert "grant-refused: its article was changed." in "\n".join(
        only(replay(kept, library, PROBES)).changes
    )


def test_an_article_that_no_longer_fits_changes_the_answer(library: Library) -> None:
    """
    A rule added since rules the cause out, and the replay says that the answer changed.
    """
    kept = bundle(library)
    path = library.folder / "articles" / "grant-refused.md"
    path.write_text(
        ARTICLE.replace("requires:", "excludes: [consent_age.under_12_months]\nrequires:")
    )
    library.reload()
    again = only(replay(kept, library, PROBES))
    assert not again.same
    assert again.then.leading == "grant-refused"
    assert again.now.leading == ""


def test_a_probe_that_is_gone_is_left_out_and_named() -> None:
    """
    A finding that no probe of today could bring is no evidence.
    """
    changes = only(replay(load_bundle(V1), Library.open(), PROBES)).changes
    assert changes[0] == "fax_machine.jammed is no longer seen by any probe; left out."


def test_a_probe_that_may_see_something_else_is_named() -> None:
    """
    The version in the bundle is not the version of today.
    """
    changes = only(replay(load_bundle(V1), Library.open(), PROBES)).changes
    assert any(each.endswith("something else since: lwa_token.") for each in changes)


def test_the_first_version_still_leads_to_the_same_remedy() -> None:
    """
    The frozen bundle, with the articles of today.
    """
    library = Library.open()
    again = only(replay(load_bundle(V1), library, PROBES))
    assert again.now.verdict == "cause_found"
    assert library[again.now.leading].remedy == "reauthorize-sales"


def test_a_replay_asks_the_words_about_the_issue(library: Library) -> None:
    """
    The issue is read again as well.
    """
    asked: list[str] = []

    class Listening:
        def ratios(self, text: str) -> dict[str, float]:
            asked.append(text)
            return {}

    replay(bundle(library), library, PROBES, Listening())  # type: ignore[arg-type]
    assert asked[0].startswith("It stopped.")


def test_two_bundles_of_the_same_examination_do_not_differ(library: Library) -> None:
    """
    Nothing seen and nothing on record differs.
    """
    (each,) = compare(bundle(library), bundle(library))
    assert each.same


def test_what_was_seen_otherwise_is_listed(library: Library) -> None:
    """
    A finding that changed, with both sides.
    """
    first = bundle(library)
    second = first.model_copy(deep=True)
    part = second.connections[0]
    healed = part.findings[2].model_copy(update={"outcome": "accepted"})
    record = part.record | {"status": "Reconnect Required"}
    part = part.model_copy(update={"findings": (*part.findings[:2], healed), "record": record})
    (each,) = compare(first, second.model_copy(update={"connections": (part,)}))
    assert [(c.what, c.before, c.after) for c in each.findings] == [
        ("lwa_token", "invalid_grant", "accepted"),
        ("orders", "unanswered (It brought no answer within 8 s.)", ""),
    ]
    assert [(c.what, c.after) for c in each.record] == [("status", "Reconnect Required")]


def test_a_connection_that_one_bundle_lacks_is_said_to_be_missing(library: Library) -> None:
    """
    Neither its findings nor its record count as changed.
    """
    first = bundle(library)
    (each,) = compare(first, first.model_copy(update={"connections": ()}))
    assert each.after is None
    assert not each.same
    assert each.findings == ()


def test_a_replay_can_be_read_by_people_and_by_programs(library: Library) -> None:
    """
    Both renderings name the verdict and the cause.
    """
    kept = bundle(library)
    replayed = replay(kept, library, PROBES)
    page = StringIO()
    show_replay(kept, replayed, Console(file=page, width=100))
    assert "grant-refused" in page.getvalue()
    assert replay_plain(kept, replayed)["same"] is True


def test_a_comparison_can_be_read_by_people_and_by_programs(library: Library) -> None:
    """
    Both renderings name the connection.
    """
    compared = compare(bundle(library), bundle(library))
    page = StringIO()
    show_comparison(compared, Console(file=page, width=100))
    assert "Nothing that was seen differs." in page.getvalue()
    assert comparison_plain(compared)["connections"][0]["connection"] == "M1001/seller/eu"
