"""
Finding merchants among many: best first, without a walk, and nothing left of who was forgotten.
"""

from __future__ import annotations

import sqlite3

from pathlib import Path

import pytest

from cryptography.fernet import Fernet

from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.sqlite import SqliteConnections


OURS = {"connections", "merchants", "merchant_terms", "merchant_keys"}
CIPHER = TokenCipher([Fernet.generate_key().decode()])
FIRST = ["Amber", "Birch", "Cedar", "Dune", "Elm", "Fjord", "Grove", "Heath", "Iris", "Juniper"]
LAST = ["Tools", "Books", "Toys", "Shoes", "Lamps", "Teas", "Bikes", "Rugs", "Pens", "Hats"]


def record(merchant_id: str, name: str) -> ConnectionRecord:
    """
    A merchant of whom nothing else is known.
    """
    return ConnectionRecord(merchant_id=merchant_id, name=name, account_type="seller", region="eu")


@pytest.fixture
def store(tmp_path: Path) -> SqliteConnections:
    """
    A thousand merchants whose ids are one letter apart.
    """
    store = SqliteConnections(tmp_path / "connections.db", CIPHER)
    numbered = enumerate((a, b, c) for c in range(10) for a in FIRST for b in LAST)
    store.save(record(f"N{150000 + n}", f"{a} {b} {c} GmbH") for n, (a, b, c) in numbered)
    store.save([record("M7", "Çelik & Søn"), record("M8", "キッチン東京")])
    return store


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("N150000", "N150000"),
        ("n15oooO", "N150000"),
        ("N15000O", "N150000"),
        ("N-150 123", "N150123"),
        ("N150l23", "N150123"),
        ("Fjord Rugs 3 GmbH", "N150357"),
        ("fjrod rugs 3 gmbh", "N150357"),
        ("celik", "M7"),
        ("キッチン", "M8"),
    ],
)
async def test_the_best_comes_first(store, typed, first):
    """
    What is read for each other counts as the same, whatever else is a letter away.
    """
    assert (await store.search(typed, 3))[0].merchant_id == first


@pytest.mark.parametrize("typed", ["", "?!", "zzzzqqqq", "x" * 5000])
async def test_what_is_near_nothing_finds_nothing(store, typed):
    """
    Whatever is typed; without words there are the first of all.
    """
    found = await store.search(typed, 2)

    assert [merchant.merchant_id for merchant in found] == ([] if typed else ["M7", "M8"])


@pytest.mark.parametrize("typed", ["N15000O", "fjrod rugs", "gmbh", "junip", "zzzzqqqq xxyy"])
async def test_no_search_walks_a_table(store, typed):
    """
    The same work for a thousand merchants as for a million: every query goes through an index.
    """
    asked: list[str] = []
    store._db.conn.set_trace_callback(asked.append)
    await store.search(typed, 20)
    with pytest.raises(Exception, match="no merchant"):
        await store.find(typed)
    store._db.conn.set_trace_callback(None)

    assert asked
    assert [query for query in asked if walks(store._db.conn, query)] == []


def walks(db: sqlite3.Connection, query: str) -> bool:
    """
    True where SQLite would read a whole table of ours.
    """
    steps = [step for *_, step in db.execute(f"explain query plan {query}")]
    return any(step.startswith("SCAN") and step.split()[1] in OURS for step in steps)


async def test_a_new_name_is_found_and_the_old_one_is_not(store):
    """
    The index changes with the row.
    """
    store.save([record("M7", "Harbour Mills")])

    assert [m.merchant_id for m in await store.search("harbour")] == ["M7"]
    assert [m.merchant_id for m in await store.search("celik")] == []


async def test_a_forgotten_merchant_leaves_no_word(store):
    """
    Words that others have stay theirs.
    """
    store.forget("M7")
    store.forget("N150357")
    tables = ("merchants", "merchant_terms", "merchant_keys")
    kept = [str(row) for t in tables for row in store._db[t].rows]

    assert not [row for row in kept if "celik" in row.casefold() or "M7" in row]
    assert (await store.search("fjord rugs 4"))[0].merchant_id == "N150457"


async def test_a_table_without_an_index_gets_one(store, tmp_path):
    """
    One of an earlier release, or folded otherwise, is indexed when it is opened.
    """
    for table in ("merchants", "merchant_terms", "merchant_keys", "merchant_index"):
        store._db.conn.execute(f"drop table {table}")
    again = SqliteConnections(tmp_path / "connections.db", CIPHER)

    assert (await again.search("N15000O", 1))[0].merchant_id == "N150000"


def test_pages_cut_no_merchant_in_two(store):
    """
    Each page begins behind the last one's merchant, and all together are everybody.
    """
    store.save([record("M7", "Çelik & Søn").model_copy(update={"account_type": "vendor"})])
    seen, page = [], store.page(7)
    while page:
        seen += page
        page = store.page(7, page[-1].merchant_id)

    assert seen == list(store.everything())
