"""
Tests for `knowledge.base.library`, `knowledge.base.yaml_reader` and `knowledge.base.wording`.
"""

import pytest

from knowledge.base.library import Library, UnknownArticle


def opened(base):
    return Library.open(base, cache=base / "cache.json")


def test_an_article_is_found_by_its_id(base):
    """
    The name of the file is the id.
    """
    assert opened(base)["expired"].title == "The permission has run out"


def test_an_unknown_id_names_the_nearest(base):
    """
    A slip of the finger is answered with the article that was meant.
    """
    with pytest.raises(UnknownArticle, match="Did you mean expired"):
        opened(base)["expird"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("confidence:", "confidance:", 6, "Did you mean `confidence`"),
        ("severity: high\n", "", 2, "`severity` is missing"),
        ("token: {refused: always}", "token: {refused: mostly}", 14, "'mostly' is none of"),
        ("- support: Look", "- somebody: Look", 23, "Write a step as"),
        ("- support: Look again after an hour.", "- Look again.", 23, "Write a step as"),
        ("title: The", "title: [The", 4, "This is not YAML"),
        ("review_by: 2027-05-01", "review_by: 2027-02-31", 2, "Write dates as"),
        ("owner: support-lead", "owner: a\nowner: b", 9, "`owner` is written twice"),
        ("id: expired", "id: another", 2, "the file is called"),
        ("---\nid", "id", 1, "no front matter"),
    ],
)
def test_a_broken_article_names_file_line_and_fix(  # noqa: PLR0913, PLR0917  (one case, spelt out)
    base, change, old, new, line, said
):
    """
    Whatever is wrong with an article, its author is sent to the line.
    """
    change("articles/expired.md", old, new)
    [fault, *_] = opened(base).faults

    assert fault.file == "articles/expired.md"
    assert (fault.line, said in str(fault)) == (line, True), str(fault)
    assert fault.fix


def test_bytes_that_are_no_utf8_are_found_by_line(base):
    """
    An editor with another encoding is told so.
    """
    path = base / "articles/expired.md"
    path.write_bytes(path.read_bytes().replace(b"sellers", b"s\xe9llers"))
    [fault] = opened(base).faults

    assert "UTF-8" in fault.fix
    assert fault.line == 34


def test_windows_line_ends_are_no_fault(base):
    """
    Files come from any editor.
    """
    path = base / "articles/expired.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert opened(base)["expired"].body.startswith("## Issue\n")


def test_one_broken_article_leaves_the_others(base, change):
    """
    A start never fails for one file.
    """
    change("articles/expired.md", "family:", "familiy:")
    library = opened(base)

    assert [article.id for article in library] == ["other"]


def test_a_reload_keeps_the_last_good_version(base, change):
    """
    What was whole stays in force until the file is whole again.
    """
    library = opened(base)
    before = library.version("expired")
    change("articles/expired.md", "family:", "familiy:")
    faults = library.reload()

    assert faults
    assert library.version("expired") == before
    assert library.stale == {"expired"}


def test_a_reload_takes_a_good_edit(base, change):
    """
    An edit is in force at once, with a version of its own.
    """
    library = opened(base)
    before = library.version("expired")
    change("articles/expired.md", "title: The permission", "title: Your permission")
    library.reload()

    assert library["expired"].title == "Your permission has run out"
    assert library.version("expired") != before


@pytest.mark.parametrize("damage", [b"", b"not json", b"[]", b'{"x": {"id": "expired"}}'])
def test_a_damaged_cache_costs_nothing_but_time(base, damage):
    """
    The files are the truth.
    """
    opened(base)
    (base / "cache.json").write_bytes(damage)

    assert len(opened(base)) == 2


def test_a_second_start_reads_the_same_from_the_cache(base):
    """
    What was kept is what was read.
    """
    assert opened(base)["expired"] == opened(base)["expired"]


def test_words_come_with_menu_paths_in_place(base):
    """
    A step names the menu, in plain text.
    """
    step = opened(base).words("expired").steps[0]

    assert step.text == "Open Settings → Channels → Reconnect and agree once more."


def test_a_translation_brings_its_own_menu_paths(base):
    """
    A regional tag is enough to choose the language.
    """
    words = opened(base).words("expired", "de-AT")

    assert words.language == "de"
    assert words.steps[0].text.startswith("Öffnen Sie Einstellungen → Kanäle")


@pytest.mark.parametrize("language", ["fr", "xx", "", "EN_us"])
def test_a_missing_translation_falls_back_to_english(base, language):
    """
    English is better than silence.
    """
    assert opened(base).words("expired", language).title == "The permission has run out"


def test_a_translation_out_of_step_is_not_used(base, change):
    """
    A step less would put the wrong actor before the words.
    """
    change("translations/de/expired.yml", "  - Nach einer Stunde noch einmal nachsehen.\n", "")

    assert opened(base).words("expired", "de").language == "en"


def test_a_missing_snippet_never_silences_an_answer(base, change):
    """
    The name itself stands in for what is missing.
    """
    change("snippets/paths.yml", "reconnect:", "elsewhere:")

    assert opened(base).words("expired").steps[0].text == "Open reconnect and agree once more."


def test_a_merchant_reads_no_step_of_ours(base):
    """
    What support does is no step for a merchant.
    """
    theirs = opened(base).words("expired").for_merchant()

    assert [step.actor for step in theirs.steps] == ["account-admin"]


def test_articles_still_being_written_are_no_causes(base, change):
    """
    A draft in the folder never answers anybody.
    """
    change("articles/other.md", "confidence: not-validated", "confidence: wip")

    assert [article.id for article in opened(base).causes()] == ["expired"]


def test_without_a_cache_the_last_good_version_is_the_one_in_memory(base, change):
    """
    What was whole a moment ago stays in force where nothing may be kept on disk.
    """
    library = Library.open(base, cache=None)
    before = library.version("expired")
    change("articles/expired.md", "family:", "familiy:")
    library.reload()

    assert library.version("expired") == before
