"""
Tests for `knowledge.site.build`: two trees that never mix, readable without a script.
"""

import re

from pathlib import Path

import pytest

from knowledge.base.article import Audience
from knowledge.base.fault import KnowledgeError
from knowledge.base.library import Library
from knowledge.site.build import build


@pytest.fixture(scope="module")
def site(real, tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    build(real, out)
    return out


def test_every_link_leads_somewhere(site):
    """
    A static site has no server to guess.
    """
    for page in site.rglob("*.html"):
        for href in re.findall(r'(?:href|src)="([^"#][^"]*)"', page.read_text("utf-8")):
            if not href.startswith("https://"):
                assert (page.parent / href).is_file(), (page.name, href)


def test_the_merchants_tree_holds_nothing_internal(site, real):
    """
    No signal, no id of a remedy, no step of ours, no owner.
    """
    text = "\n".join(page.read_text("utf-8") for page in (site / "merchants").rglob("*.*"))
    signals = {f"{probe}.{o}" for a in real for probe, seen in a.signature.items() for o in seen}

    assert [signal for signal in signals if signal in text] == []
    assert "support-lead" not in text
    for article in real:
        assert f">{article.remedy}<" not in text


def test_an_article_for_our_own_people_is_not_among_the_merchants(site, real):
    """
    Not even by its name.
    """
    ours = [article.id for article in real if Audience.MERCHANT not in article.audience]
    pages = {page.stem for page in (site / "merchants").glob("*.html")}

    assert ours
    assert pages.isdisjoint(ours)


def test_without_a_script_every_cause_is_on_the_list(site, real):
    """
    The search box is an extra, hidden until its script runs.
    """
    index = (site / "support/index.html").read_text("utf-8")

    assert all(f'href="{article.id}.html"' in index for article in real)
    assert '<form id="search" role="search" hidden>' in index


def test_translated_pages_name_their_language(site):
    """
    A reader, and a screen reader, knows which language it is.
    """
    page = (site / "merchants/de/consent-expired.html").read_text("utf-8")

    assert '<html lang="de">' in page


def test_what_a_help_centre_hosts_has_no_way_into_the_rest(real, tmp_path):
    """
    The merchants' tree alone links to nothing of ours.
    """
    build(real, tmp_path, Audience.MERCHANT)

    assert not (tmp_path / "support").exists()
    assert not any("support/" in p.read_text("utf-8") for p in tmp_path.rglob("*.html"))


def test_markup_in_an_article_is_text(base, change, tmp_path):
    """
    An article is written by people, and shown as text.
    """
    change("articles/expired.md", "Everything stopped.", "<script>alert(1)</script>")
    change("articles/expired.md", "title: The permission", "title: <b>The</b> permission")
    build(Library.open(base, cache=None), tmp_path / "out")
    page = (tmp_path / "out/support/expired.html").read_text("utf-8")

    assert "<script>alert" not in page
    assert "<b>The</b>" not in page


def test_a_place_that_cannot_be_written_is_said(base, tmp_path):
    """
    A file where a folder should be.
    """
    (tmp_path / "taken").write_text("")

    with pytest.raises(KnowledgeError, match="cannot be written"):
        build(Library.open(base, cache=None), Path(tmp_path / "taken"))
