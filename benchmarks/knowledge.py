"""
The knowledge base: how soon it is loaded, how fast it is searched, and what one edit costs.

The large base is generated: words drawn by Zipf's law from a vocabulary of its own, so that some are
in nearly every article and most are rare, as in real text.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
import tempfile
import time

from bisect import bisect
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import Measure
from knowledge.base.article import Audience
from knowledge.base.library import HOME, Library
from knowledge.messages.evaluation import halves, measure, read_messages
from knowledge.messages.reader import MessageReader
from knowledge.search.index import Index
from knowledge.search.search import Search, find


LARGE = 100_000
VOCABULARY = 30_000
QUESTIONS = 400


def run() -> list[Measure]:
    """
    Load, search, edit and read words, on the shipped base and on a generated one.
    """
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "knowledge"
        shutil.copytree(HOME, base, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        return [
            *_loading(base),
            *_shipped(base),
            _edit(base),
            *_words(base),
            *_large(Path(folder) / "large.db"),
        ]


def _loading(base: Path) -> Iterator[Measure]:
    cache = base / "cache.json"
    cold = min(_ms(lambda: Library.open(base, cache=None)) for _ in range(3))
    Library.open(base, cache=cache)
    warm = min(_ms(lambda: Library.open(base, cache=cache)) for _ in range(5))
    yield Measure("knowledge: load the shipped base, files read anew", cold, "ms", 150)
    yield Measure("knowledge: load the shipped base, parsed before", warm, "ms", 150)


def _shipped(base: Path) -> Iterator[Measure]:
    search = Search(Library.open(base, cache=None), base / "index.db")
    questions = [message.text for message in read_messages()]
    taken = sorted(_ms(lambda q=q: search.search(q), 3) for q in questions)  # type: ignore[misc]
    yield Measure("knowledge: search the shipped base, p99", _p99(taken), "ms", 5)


def _edit(base: Path) -> Measure:
    library = Library.open(base, cache=base / "cache.json")
    search = Search(library, base / "index.db")
    path = base / "articles" / f"{next(iter(library)).id}.md"
    path.write_text(path.read_text("utf-8") + "\nOne more line.\n", encoding="utf-8")

    def again() -> None:
        library.reload()
        assert search.refresh() == 1

    return Measure("knowledge: read and index one edited article", _ms(again), "ms", 100)


def _large(path: Path) -> Iterator[Measure]:
    chance = random.Random(7)  # noqa: S311
    draw = _zipf(chance)
    index = Index(sqlite3.connect(path, check_same_thread=False))
    wanted = {f"generated-{number}": "1" for number in range(LARGE)}
    started = time.perf_counter()
    index.write((_row(name, chance, draw) for name in wanted), wanted)
    built = time.perf_counter() - started
    questions = [" ".join(draw(chance.randint(3, 14))) for _ in range(QUESTIONS)]
    taken = sorted(
        _ms(lambda q=q: find(index, q, 5, Audience.SUPPORT, ["ads"]), 3)  # type: ignore[misc]
        for q in questions
    )
    yield Measure("knowledge: search 100,000 articles with its filter, p99", _p99(taken), "ms", 50)
    yield Measure("knowledge: build the index of 100,000 articles", built, "s")
    yield Measure("knowledge: size of that index", path.stat().st_size / 1e6, "MB")


def _words(base: Path) -> Iterator[Measure]:
    words = MessageReader(Library.open(base, cache=None))
    tune, held_out = halves(read_messages())
    words.read("warm")
    taken = sorted(_ms(lambda m=m: words.read(m.text), 3) for m in (*tune, *held_out))  # type: ignore[misc]
    score = measure(words, held_out)
    yield Measure("knowledge: read one message, p99", _p99(taken), "ms", 5)
    share = 100 * score.in_three / score.ours
    yield Measure(f"knowledge: held out, right in three ({score.ours})", share, "%", at_least=90)
    spoke = 100 * score.spoke / score.others
    yield Measure(f"knowledge: held out, unrelated answered ({score.others})", spoke, "%", 5)


def _zipf(chance: random.Random) -> Callable[[int], list[str]]:
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def draw(many: int) -> list[str]:
        picks = (bisect(weights, chance.random() * weights[-1]) for _ in range(many))
        return [_word(min(pick, VOCABULARY - 1)) for pick in picks]

    return draw


def _word(number: int) -> str:
    letters = "bdfgklmnprstvz"
    vowels = "aeiou"
    word = ""
    while number or not word:
        number, rest = divmod(number, len(letters) * len(vowels))
        word += letters[rest % len(letters)] + vowels[rest // len(letters)]
    return word


def _row(name: str, chance: random.Random, draw: Callable[[int], list[str]]) -> dict[str, str]:
    kinds = chance.choice((["seller"], ["vendor"], ["ads"], ["seller", "vendor"]))
    readers = ["engineering", "support", *(["merchant"] if chance.random() < 0.6 else [])]
    kinds.append("any")
    return {
        "id": name,
        "hash": "1",
        "title": " ".join(draw(6)),
        "phrases": " ".join(draw(40)),
        "body": " ".join(draw(160)),
        "signals": " ".join(draw(4)),
        "scope": " ".join(f"{reader}{kind}" for reader in readers for kind in kinds),
    }


def _ms(work: Callable[[], object], times: int = 1) -> float:
    """
    Milliseconds; the best of several runs where other programs share the machine.
    """
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def _p99(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
