"""
Tests for `knowledge.quality.authoring`: from a gap to a draft, with nothing of the merchant in it.
"""

import json

from datetime import date

import pytest

from knowledge.base.fault import KnowledgeError
from knowledge.base.library import Library
from knowledge.base.yaml_reader import read_article
from knowledge.quality import authoring
from tests.knowledge.conftest import VOCABULARY


TODAY = date(2026, 11, 23)
BUNDLE = {
    "merchant_id": "M4711",
    "merchant_name": "Secret Parrots Ltd",
    "issue": "nothing works, says Jane Doe",
    "connections": [
        {
            "kinds": ["seller", "ads"],
            "findings": [
                {"probe": "token", "outcome": "refused", "connection": "M4711/seller/eu"},
                {"probe": "age", "outcome": "young", "connection": "M4711/seller/eu"},
                {"probe": "M4711", "outcome": "leak", "connection": "M4711/seller/eu"},
                {"probe": "speed", "outcome": None, "connection": "M4711/seller/eu"},
            ],
        },
        {"kinds": ["vendor"], "findings": [{"probe": "age", "outcome": "old"}]},
    ],
}


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(BUNDLE), encoding="utf-8")
    return path


def test_a_draft_has_the_signals_and_nothing_of_the_merchant(base, bundle):
    """
    Closed lists go in; names, ids and words stay out.
    """
    library = Library.open(base, cache=None)
    text = authoring.draft("new-one", authoring.seen_in(bundle), VOCABULARY, library, TODAY)

    assert "token: {refused: usually}" in text
    assert "applies_to: [ads, seller]" in text
    for secret in ("M4711", "Parrots", "Jane", "leak", "young", "speed"):
        assert secret not in text


@pytest.mark.parametrize("outcomes", [{}, {"token": "refused", "age": "ancient"}])
def test_a_draft_is_an_article_at_once(base, outcomes):
    """
    The author begins from a file that can be read.
    """
    library = Library.open(base, cache=None)
    text = authoring.draft("new-one", authoring.CaseSignals(outcomes), VOCABULARY, library, TODAY)
    article, _ = read_article(text, "new-one.md", "new-one")

    assert article.confidence == "wip"
    assert set(article.signature) == set(outcomes)


def test_a_draft_names_what_it_will_be_confused_with(base):
    """
    The articles that share its signals.
    """
    library = Library.open(base, cache=None)
    seen = authoring.CaseSignals({"token": "refused", "age": "ancient"})
    text = authoring.draft("new-one", seen, VOCABULARY, library, TODAY)

    assert "confused_with: [other, expired]" in text


def test_an_article_is_never_written_over(base):
    """
    A second one of the same name is refused with a sentence.
    """
    library = Library.open(base, cache=None)

    with pytest.raises(KnowledgeError, match="already an article 'other'"):
        authoring.place(library, "other", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "no findings"),
        ("[]", "no findings"),
        ('{"findings": []}', "no findings"),
    ],
)
def test_what_is_no_bundle_is_refused_with_a_sentence(tmp_path, content, said):
    """
    Any file may be named by mistake.
    """
    path = tmp_path / "odd.json"
    path.write_text(content)

    with pytest.raises(KnowledgeError, match=said):
        authoring.seen_in(path)


@pytest.mark.parametrize("name", ["Big", "../up", "two words", "", "a--b"])
def test_a_name_that_is_no_id_is_refused(name):
    """
    An id is a file's name and part of an address.
    """
    with pytest.raises(KnowledgeError, match="small letters and hyphens"):
        authoring.named(name)
