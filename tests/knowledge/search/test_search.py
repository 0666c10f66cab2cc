"""
Tests for `knowledge.search.search` and `knowledge.search.index`.
"""

import sqlite3

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.base.article import Audience
from knowledge.base.library import Library
from knowledge.messages.evaluation import halves, read_messages
from knowledge.search.search import Search


def library_of(base):
    return Library.open(base, cache=None)


@pytest.fixture(scope="module")
def shipped(real):
    return Search(real)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_any_text_is_a_valid_question(shipped, text):
    """
    Whatever somebody types, the search answers or finds nothing.
    """
    assert len(shipped.search(text, 3)) <= 3


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'; drop table articles; --",
        "NEAR(a b) OR NOT *",
        "{title}: (((",
        "🙏🙏 why",
        "\x00\x02\x03 ads",
        "\ud800 ads",
        "orders " * 1_500,
        "lwa_token.invalid_grant",
        "日本語の注文",
    ],
)
def test_query_syntax_is_only_words(shipped, text):
    """
    Quotes, brackets, operators, control characters and 10,000 characters of anything.
    """
    shipped.search(text)


def test_the_article_whose_phrase_it_is_comes_first(base):
    """
    An asker's own words weigh most.
    """
    [hit, *_] = Search(library_of(base)).search("is the parrot dead?")

    assert hit.id == "other"


def test_the_words_asked_for_are_marked(base):
    """
    A reader sees why an article was found.
    """
    [hit, *_] = Search(library_of(base)).search("refused")

    assert "<refused>" in hit.marked("<", ">")


def test_words_are_found_by_their_stem(base):
    """
    "permissions" finds "permission".
    """
    assert Search(library_of(base)).search("permissions")


def test_only_what_the_reader_may_read_is_found(base, change):
    """
    An article for our own people is not there for a merchant.
    """
    change("articles/expired.md", "confidence: not-validated", "confidence: validated")
    change("articles/other.md", "audience: [support, merchant]", "audience: [engineering]")
    search = Search(library_of(base))

    assert [hit.id for hit in search.search("permission", audience=Audience.MERCHANT)] == [
        "expired"
    ]
    assert [hit.id for hit in search.search("permission", audience=Audience.SUPPORT)] == ["expired"]
    assert len(search.search("permission", audience=Audience.ENGINEERING)) == 2


def test_a_merchants_excerpt_is_the_merchants_wording(base, change):
    """
    The text around a word is written for our own people.
    """
    change("articles/expired.md", "confidence: not-validated", "confidence: validated")
    [hit] = Search(library_of(base)).search("token refused", audience=Audience.MERCHANT)

    assert hit.marked("", "") == "Your yearly permission has run out."


def test_kinds_keep_to_what_can_happen_to_the_connection(base, change):
    """
    An Ads cause is not offered for a connection without Ads.
    """
    change("articles/other.md", "signature:", "applies_to: [ads]\nsignature:")
    search = Search(library_of(base))

    assert [hit.id for hit in search.search("permission", kinds=["seller"])] == ["expired"]


def test_only_what_changed_is_written_again(base, change):
    """
    One edit is one row.
    """
    library = library_of(base)
    search = Search(library, base / "index.db")
    change("articles/expired.md", "Everything stopped.", "Everything stopped at noon.")
    library.reload()

    assert search.refresh() == 1
    assert search.refresh() == 0
    assert search.search("noon")[0].id == "expired"


def test_a_reloaded_library_is_found_without_being_told(base, change):
    """
    Whoever searches after a reload searches the new articles.
    """
    library = library_of(base)
    search = Search(library, base / "index.db")
    change("articles/other.md", "the parrot is dead", "the ferret is asleep")
    library.reload()

    assert [hit.id for hit in search.search("ferret")] == ["other"]


def test_an_edited_menu_path_is_searchable(base, change):
    """
    A snippet is part of every article that uses it.
    """
    library = library_of(base)
    search = Search(library, base / "index.db")
    change("snippets/paths.yml", "Channels", "Waterways")
    library.reload()

    assert len(search.search("waterways")) == 2


def test_a_removed_article_is_gone(base):
    """
    The files are the truth.
    """
    Search(library_of(base), base / "index.db")
    (base / "articles/other.md").unlink()

    assert Search(library_of(base), base / "index.db").search("parrot") == ()


@pytest.mark.parametrize("damage", ["no database at all" * 500, ""])
def test_a_corrupt_index_is_built_again(base, damage):
    """
    It holds nothing that the files do not.
    """
    Search(library_of(base), base / "index.db")
    (base / "index.db").write_text(damage)
    search = Search(library_of(base), base / "index.db")

    assert search.search("parrot")
    assert not search.notice


def test_an_index_whose_halves_disagree_is_built_again(base):
    """
    A row that full text does not know would never be found.
    """
    Search(library_of(base), base / "index.db")
    with sqlite3.connect(base / "index.db") as broken:
        broken.execute("delete from articles_fts_docsize where id = 1")
    broken.close()

    assert len(Search(library_of(base), base / "index.db").search("permission")) == 2


def test_a_locked_index_is_left_alone_and_said(base, change):
    """
    Another process writes; this one answers from memory.
    """
    Search(library_of(base), base / "index.db")
    change("articles/other.md", "the parrot is dead", "the ferret is asleep")
    lock = sqlite3.connect(base / "index.db", isolation_level=None)
    lock.execute("begin exclusive")
    search = Search(library_of(base), base / "index.db")
    lock.close()

    assert search.search("ferret")
    assert "works from memory" in search.notice


def test_a_place_that_cannot_be_written_is_said(base):
    """
    A file where a folder should be.
    """
    search = Search(library_of(base), base / "snippets/paths.yml/index.db")

    assert search.search("parrot")
    assert "works from memory" in search.notice


def test_labelled_messages_find_their_article_by_search_alone(shipped):
    """
    What people say of a symptom leads to the articles that name it: four in five within five.
    """
    ours = [message for message in halves(read_messages())[1] if message.leads_to]
    found = sum(
        any(hit.id in message.leads_to for hit in shipped.search(message.text, 5))
        for message in ours
    )

    assert found >= 0.8 * len(ours)
