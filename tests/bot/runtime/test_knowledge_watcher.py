"""
The bot keeps up with the knowledge base on disk, and says in the internal channel what is broken.
"""

from __future__ import annotations

import shutil

from pathlib import Path

import pytest

from bot.model.surface import SurfaceUnavailable
from bot.runtime.knowledge_watcher import KnowledgeWatcher
from knowledge.base.library import HOME, Library


KEPT = ("consent-expired.md", "numbers-differ.md")


class Channel:
    """
    The internal channel: keeps what it is told, or is down.
    """

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.down = False

    async def alarm(self, key: str, sentence: str) -> None:
        if self.down:
            raise SurfaceUnavailable("down")
        self.said.append((key, sentence))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """
    Two of the shipped articles, with all the snippets, to break.
    """
    folder = tmp_path / "knowledge"
    (folder / "articles").mkdir(parents=True)
    for name in KEPT:
        shutil.copy(HOME / "articles" / name, folder / "articles" / name)
    shutil.copytree(HOME / "snippets", folder / "snippets")
    return folder


@pytest.fixture
def channel() -> Channel:
    """
    An internal channel that takes everything.
    """
    return Channel()


def opened(base: Path) -> Library:
    """
    The base with a cache of its own.
    """
    return Library.open(base, cache=base.parent / "cache.json")


def edit(base: Path, old: str, new: str) -> None:
    """
    Change the article about differing numbers.
    """
    path = base / "articles" / "numbers-differ.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def test_an_edit_is_in_force_without_a_restart(base, channel):
    """
    A support lead saves a file and the running bot speaks its words.
    """
    library = opened(base)
    following = KnowledgeWatcher(library, (), channel.alarm)
    edit(base, "title: Numbers differ", "title: Figures differ")

    assert await following.look()
    assert library["numbers-differ"].title.startswith("Figures differ")
    assert channel.said == []


async def test_a_look_at_an_unchanged_base_reads_nothing(base, channel):
    """
    Looking often costs next to nothing.
    """
    following = KnowledgeWatcher(opened(base), (), channel.alarm)

    assert not await following.look()


async def test_a_broken_edit_is_told_once_and_the_last_good_version_stays(base, channel):
    """
    The internal channel reads file, line and fix; merchants go on as before.
    """
    library = opened(base)
    before = library.version("numbers-differ")
    following = KnowledgeWatcher(library, (), channel.alarm)
    edit(base, "family:", "familiy:")
    await following.look()
    await following.look()

    assert library.version("numbers-differ") == before
    [(_, sentence)] = channel.said
    assert "knowledge/articles/numbers-differ.md:" in sentence
    assert "last good version stays in force of: numbers-differ" in sentence


async def test_a_mended_file_is_told_as_well(base, channel):
    """
    Whoever read of the fault reads of its end.
    """
    following = KnowledgeWatcher(opened(base), (), channel.alarm)
    edit(base, "family:", "familiy:")
    await following.look()
    edit(base, "familiy:", "family:")
    await following.look()

    assert "whole again" in channel.said[-1][1]
    assert len({key for key, _ in channel.said}) == 2


async def test_a_fault_is_told_once_slack_is_back(base, channel):
    """
    A channel that is down delays the sentence and loses nothing.
    """
    following = KnowledgeWatcher(opened(base), (), channel.alarm)
    edit(base, "family:", "familiy:")
    channel.down = True
    await following.look()
    channel.down = False
    await following.look()

    assert len(channel.said) == 1


async def test_a_broken_snippet_file_keeps_its_menu_paths(base, channel):
    """
    A menu path never turns into a placeholder because somebody forgot a quote.
    """
    library = opened(base)
    steps = library.words("consent-expired").steps
    following = KnowledgeWatcher(library, (), channel.alarm)
    path = base / "snippets" / "paths.yml"
    path.write_text(path.read_text("utf-8") + '\nbroken: "unfinished\n', "utf-8")
    await following.look()

    assert library.faults
    assert library.words("consent-expired").steps == steps


def test_the_last_good_version_survives_a_restart(base):
    """
    What was whole when it was last read stays in force in the next process.
    """
    before = opened(base).version("numbers-differ")
    edit(base, "family:", "familiy:")
    opened(base)
    library = opened(base)

    assert library.faults
    assert library.stale == {"numbers-differ"}
    assert library.version("numbers-differ") == before
