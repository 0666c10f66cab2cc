"""
Tests for `diagnostics.connections.source` and its two sources, which must behave alike.
"""

from __future__ import annotations

import json
import sqlite3

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import jsonschema
import pytest

from cryptography.fernet import Fernet

from diagnostics.connections import platform_http
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.import_file import UnreadableFile, read_file
from diagnostics.connections.open import open_connections
from diagnostics.connections.platform_api import PlatformConnections
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.source import (
    ChangeKind,
    Connections,
    ConnectionsError,
    Count,
    HourCount,
    UnknownMerchant,
)
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.connections.thin_record import missing
from diagnostics.model import Dataset, PlatformStatus, Region
from sandbox.platform import Platform
from sandbox.platform.server import contract


KEY = Fernet.generate_key().decode()
NORDIC = ConnectionRecord(
    merchant_id="M1001",
    name="Nordic Kettle",
    account_type="seller",
    region="eu",
    marketplaces="DE;FR",
    authorised_at="2026-03-31",
    last_success_orders="2026-11-22T10:00:00+01:00",
    refresh_token="Atzr|FAKE-M1001",
    ads_profile_ids="111;222",
)
OTHER = NORDIC.model_copy(
    update={"merchant_id": "M1002", "name": "Otter & Sons", "status": PlatformStatus.CONNECTED}
)


@pytest.fixture
def store(tmp_path: Path) -> SqliteConnections:
    """
    Our own table with two merchants in it.
    """
    store = SqliteConnections(tmp_path / "connections.db", TokenCipher([KEY]))
    store.save([NORDIC, OTHER])
    return store


@pytest.fixture(params=["sqlite", "platform"])
async def connections(request, store) -> AsyncIterator[Connections]:
    """
    Each source in turn, with the same two merchants.
    """
    if request.param == "sqlite":
        yield store
    else:
        async with Platform(store, "FAKE-platform-token") as platform:
            source = PlatformConnections(platform.url, "FAKE-platform-token", TokenCipher([KEY]))
            yield source
            await source.aclose()
    await store.aclose()


async def test_a_record_comes_back_as_it_went_in(connections):
    """
    What was written is what is found, countries become ids and times are in UTC.
    """
    [found] = await connections.find("M1001")

    assert found == NORDIC.connection()
    assert found.marketplaces == ("A1PA6795UKMFR9", "A13V1IB3VIYZZH")
    assert found.last_success[Dataset.ORDERS] == datetime(2026, 11, 22, 9, tzinfo=UTC)


async def test_an_id_is_found_whatever_its_case(connections):
    """
    People type m1001.
    """
    assert (await connections.find("m1001"))[0].merchant_id == "M1001"


async def test_grants_are_decrypted_and_apart(connections):
    """
    The sales token is there, the Ads token is missing, and nothing prints.
    """
    [found] = await connections.find("M1001")
    grants = await connections.grants(found)

    assert (grants.spapi.refresh_token, grants.ads.problem) == ("Atzr|FAKE-M1001", "missing")
    assert "FAKE" not in repr(grants)


@pytest.mark.parametrize("typed", ["M101", "nordic ketle", "kettle"])
async def test_an_unknown_merchant_brings_the_nearest(connections, typed):
    """
    "Did you mean" looks at ids and at names.
    """
    with pytest.raises(UnknownMerchant, match=r"Did you mean .*M1001"):
        await connections.find(typed)


async def test_nothing_near_suggests_nothing(connections):
    """
    A far-off suggestion confuses more than it helps.
    """
    with pytest.raises(UnknownMerchant) as unknown:
        await connections.find("zzzzqqqq")

    assert unknown.value.suggestions == ()


async def test_a_typed_path_stays_a_merchant_id(connections):
    """
    What somebody types never steers the request elsewhere.
    """
    with pytest.raises(UnknownMerchant):
        await connections.find("../../v1/connections?region=eu")


async def test_others_of_the_region_leave_the_merchant_out(connections):
    """
    The fleet is everybody else.
    """
    drawn = await connections.draw(Region.EU, "M1001", 5, seed="x")

    assert [connection.merchant_id for connection in drawn.connections] == ["M1002"]
    assert drawn.fair


async def test_a_list_of_which_nobody_knows_how_it_was_made_is_no_fair_draw(store):
    """
    A platform that neither draws nor counts may have listed those that are well.
    """
    async with Platform(store, "FAKE-platform-token") as platform:
        platform.fault = "old"
        source = PlatformConnections(platform.url, "FAKE-platform-token", TokenCipher([KEY]))
        drawn = await source.draw(Region.EU, "M1001", 5, seed="x")
        await source.aclose()

    assert [connection.merchant_id for connection in drawn.connections] == ["M1002"]
    assert not drawn.fair


async def test_changes_are_counted_by_hour_with_the_logins_behind_them(connections, store):
    """
    What the platform itself did counts; what a person did, or nobody dated, does not.
    """
    at = datetime(2026, 11, 30, 9, 40, tzinfo=UTC)
    lost = {
        "status": PlatformStatus.RECONNECT_REQUIRED,
        "status_changed_at": at,
        "status_changed_by": "platform",
    }
    person = {**lost, "status": PlatformStatus.DISCONNECTED, "status_changed_by": "U1"}
    unknown = {**lost, "status": None}
    changes = [
        unknown,
        *[lost] * 4,
        {**lost, "authorised_by": "o1"},
        person,
        {**lost, "status_changed_at": None},
    ]
    store.save(
        OTHER.model_copy(update={"merchant_id": f"N{n}", "authorised_by": f"o{n}"} | change)
        for n, change in enumerate(changes)
    )
    record = await connections.region_record(Region.EU, "M1001", at.replace(hour=11))

    assert record is not None
    assert record.connections == 8  # M1002, and all but the one that a person has ended
    assert [c for c in record.hours if c.kind is ChangeKind.STATUS] == [
        HourCount(at.replace(minute=0), ChangeKind.STATUS, connections=5, logins=4)
    ]


async def test_a_dataset_counts_as_stopped_once_it_is_overdue(connections, store):
    """
    How often each is pulled is not on record: what came yesterday may come again.
    """
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    store.save([OTHER.model_copy(update={"merchant_id": "N1", "last_success_orders": now})])
    record = await connections.region_record(Region.EU, "M1001", now)

    assert record is not None
    assert record.hours == (
        HourCount(datetime(2026, 11, 22, 9, tzinfo=UTC), ChangeKind.STOPPED, 1, 1, Dataset.ORDERS),
    )


async def test_a_platform_that_counts_no_changes_says_nothing_of_them(store):
    """
    Not that nothing happened.
    """
    async with Platform(store, "FAKE-platform-token") as platform:
        platform.fault = "old"
        source = PlatformConnections(platform.url, "FAKE-platform-token", TokenCipher([KEY]))
        assert await source.region_record(Region.EU, "M1001", datetime.now(UTC)) is None
        await source.aclose()


async def test_connections_are_counted_by_region_and_status(connections):
    """
    Both sources count alike, and a status that is not on record is none of the three.
    """
    assert set(await connections.census()) == {
        Count(Region.EU, PlatformStatus.CONNECTED, 1),
        Count(Region.EU, None, 1),
    }


async def test_what_a_row_leaves_out_stays_unknown(store):
    """
    An empty status is not Connected, an empty last success is not never; a written never is.
    """
    thin = ConnectionRecord(
        merchant_id="M1",
        name="Thin",
        account_type="seller",
        region="eu",
        last_success_orders="Never",
    )
    store.save([thin])
    (connection,) = await store.find("M1")

    assert (connection.status, connection.last_success) == (None, {})
    assert connection.never_succeeded == {Dataset.ORDERS}


def test_what_a_thin_record_costs_is_counted_by_column():
    """
    What a connection cannot have is not missed.
    """
    rows = {column.column: column.rows for column in missing([NORDIC, OTHER])}

    assert rows["status"] == 1
    assert rows["last_success_financial_events"] == 2
    assert not {"last_success_orders", "ads_profile_ids", "status_changed_by"} & set(rows)


async def test_search_without_words_lists_everybody(connections):
    """
    An empty search box shows what there is.
    """
    assert [m.merchant_id for m in await connections.search("")] == ["M1001", "M1002"]


def test_tokens_lie_encrypted(tmp_path, store):
    """
    The file on disk holds no token.
    """
    store.save([OTHER])
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"Nordic" in everything
    assert b"Atzr" not in everything


def test_importing_again_updates_and_never_duplicates(store):
    """
    The same file twice changes nothing; a changed cell changes one row.
    """
    again = store.save([NORDIC, OTHER])
    changed = store.save([NORDIC.model_copy(update={"status": PlatformStatus.DISCONNECTED})])

    assert (again.unchanged, again.updated, changed.updated) == (2, 0, 1)
    assert len(store.everything()) == 2


async def test_a_row_without_a_token_keeps_the_one_we_hold(store):
    """
    An export without secrets does not disconnect anybody.
    """
    store.save([NORDIC.model_copy(update={"refresh_token": None})])
    [found] = await store.find("M1001")

    assert (await store.grants(found)).spapi.refresh_token == "Atzr|FAKE-M1001"


def test_forgetting_leaves_nothing(store):
    """
    A forgotten merchant is gone with the tokens.
    """
    assert (store.forget("M1001"), store.forget("M1001")) == (1, 0)


async def test_keys_rotate(tmp_path, store):
    """
    A new first key encrypts; the old one still opens what it closed.
    """
    new = Fernet.generate_key().decode()
    rotated = SqliteConnections(tmp_path / "connections.db", TokenCipher([new, KEY]))
    [found] = await rotated.find("M1001")

    assert (await rotated.grants(found)).spapi.problem is None


async def test_another_key_says_undecryptable(tmp_path, store):
    """
    A lost key is a finding, not a crash.
    """
    other = TokenCipher([Fernet.generate_key().decode()])
    stranger = SqliteConnections(tmp_path / "connections.db", other)
    [found] = await stranger.find("M1001")

    assert (await stranger.grants(found)).spapi.problem == "undecryptable"


async def test_what_was_never_a_refresh_token_is_malformed(store):
    """
    An access token pasted in its place is told apart.
    """
    store.save([NORDIC.model_copy(update={"refresh_token": "Atza|FAKE"})])
    [found] = await store.find("M1001")

    assert (await store.grants(found)).spapi.problem == "malformed"


def test_a_key_that_is_none_is_named():
    """
    The sentence says which variable and how to make a key.
    """
    with pytest.raises(ConnectionsError, match=r"TRIAGE_SECRET_KEY is not a key; make one with"):
        TokenCipher(["short"])


def test_a_token_is_never_stored_without_a_key(tmp_path):
    """
    Plain text is not a fallback.
    """
    store = SqliteConnections(tmp_path / "c.db", TokenCipher([]))

    with pytest.raises(ConnectionsError, match="TRIAGE_SECRET_KEY is not set"):
        store.save([NORDIC])


def test_a_corrupt_table_is_a_sentence(tmp_path):
    """
    A broken file names itself.
    """
    path = tmp_path / "connections.db"
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(ConnectionsError, match=r"connections\.db cannot be used"):
        SqliteConnections(path, TokenCipher([KEY]))


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("html", "answered 503; try again"),
        ("down", "did not answer"),
        ("garbage", "is not its contract"),
        ("packed", "packed its answer"),
        ("drip", "did not finish its answer"),
        ("mixed up", "sent another merchant; nothing of it was used"),
    ],
)
async def test_a_platform_that_answers_oddly_is_a_sentence(store, fault, sentence, monkeypatch):
    """
    Whatever the platform does, a person reads what to do.
    """
    monkeypatch.setattr(platform_http, "WHOLE_S", 0.2)
    async with Platform(store, "FAKE-t") as platform:
        platform.fault = fault
        source = PlatformConnections(platform.url, "FAKE-t", TokenCipher([KEY]))
        with pytest.raises(ConnectionsError, match=sentence):
            await source.find("M1001")
        await source.aclose()


async def test_tokens_of_another_connection_are_not_taken(store):
    """
    Where the platform says whose they are, it is compared.
    """
    async with Platform(store, "FAKE-t") as platform:
        source = PlatformConnections(platform.url, "FAKE-t", TokenCipher([KEY]))
        [mine] = await source.find("M1001")
        assert (await source.grants(mine)).spapi.refresh_token == "Atzr|FAKE-M1001"
        platform.fault = "mixed up"
        with pytest.raises(ConnectionsError, match="another connection's tokens"):
            await source.grants(mine)
        await source.aclose()


async def test_a_refused_platform_token_is_named(store):
    """
    401 points to the variable.
    """
    async with Platform(store, "FAKE-right") as platform:
        source = PlatformConnections(platform.url, "FAKE-wrong", TokenCipher([KEY]))
        with pytest.raises(ConnectionsError, match="TRIAGE_PLATFORM_TOKEN"):
            await source.find("M1001")
        await source.aclose()


@pytest.mark.parametrize(
    ("path", "operation", "status"),
    [
        ("/v1/merchants?query=nordic", "/v1/merchants", 200),
        ("/v1/merchants/M1001/connections", "/v1/merchants/{merchant_id}/connections", 200),
        ("/v1/merchants/M101/connections", "/v1/merchants/{merchant_id}/connections", 404),
        ("/v1/connections?region=eu", "/v1/connections", 200),
        ("/v1/census", "/v1/census", 200),
        (
            "/v1/connections/M1001/seller/eu/grants",
            "/v1/connections/{merchant_id}/{account_type}/{region}/grants",
            200,
        ),
    ],
)
async def test_the_sandbox_keeps_the_published_contract(store, path, operation, status):
    """
    What the sandbox answers is what the document promises.
    """
    document = contract()
    answer = document["paths"][operation]["get"]["responses"][str(status)]  # type: ignore[index]
    schema = {**answer["content"]["application/json"]["schema"], **_components(document)}
    async with Platform(store, "FAKE-t") as platform, httpx.AsyncClient() as http:
        reply = await http.get(platform.url + path, headers={"Authorization": "Bearer FAKE-t"})

    assert reply.status_code == status
    jsonschema.validate(reply.json(), schema)


def _components(document):
    return {"components": document["components"]}


def test_bad_rows_are_named_and_good_rows_kept(tmp_path):
    """
    Three faults in two rows, each with its line and column; the third row is kept.
    """
    path = tmp_path / "c.csv"
    path.write_text(
        "merchant_id,name,account_type,region,status,authorised_at\n"
        "M1,One,buyer,eu,Connected,2026-01-01\n"
        "M2,Two,seller,eu,Gone,yesterday\n"
        "M3,Three,vendor,NA,reconnect required,\n"
    )
    reading = read_file(path)

    assert [record.merchant_id for record in reading.records] == ["M3"]
    assert [str(fault).partition(": ")[0] for fault in reading.faults] == [
        "line 2, column account_type",
        "line 3, column status",
        "line 3, column authorised_at",
    ]


def test_a_quoted_line_break_does_not_shift_the_lines(tmp_path):
    """
    The fault is named where the row begins.
    """
    path = tmp_path / "c.csv"
    path.write_text(
        'merchant_id,name,account_type,region\nM1,"One\nLtd",seller,eu\nM2,Two,seller,mars\n'
    )

    assert [fault.line for fault in read_file(path).faults] == [4]


def test_the_same_connection_twice_in_a_file_is_named(tmp_path):
    """
    Which of two rows is right is not ours to guess.
    """
    path = tmp_path / "c.csv"
    path.write_text("merchant_id,name,account_type,region\nM1,One,seller,eu\nM1,Uno,seller,eu\n")
    reading = read_file(path)

    assert len(reading.records) == 1
    assert "already on line 2" in reading.faults[0].sentence


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_json_is_read_and_its_faults_have_lines(tmp_path, suffix):
    """
    A list, or one object a line.
    """
    good = {"merchant_id": "M1", "name": "One", "account_type": "seller", "region": "eu"}
    rows = [good, {**good, "merchant_id": "M 2"}, 7]
    lines = [json.dumps(row) for row in rows]
    text = "[\n" + ",\n".join(lines) + "\n]" if suffix == "json" else "\n".join(lines)
    path = tmp_path / f"c.{suffix}"
    path.write_text(text)
    reading = read_file(path)

    first = 2 if suffix == "json" else 1
    assert len(reading.records) == 1
    assert [fault.line for fault in reading.faults] == [first + 1, first + 2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a,b\n1,2\n", "no column merchant_id"),
        (b'{"merchant_id": ', "is not JSON"),
        (b"[1", "is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, sentence):
    """
    One sentence, and what to do where there is something to do.
    """
    path = tmp_path / "c.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=sentence):
        read_file(path)


def test_no_message_repeats_a_token(tmp_path):
    """
    A token in the wrong column is not echoed.
    """
    path = tmp_path / "c.csv"
    path.write_text("merchant_id,name,account_type,region,refresh_token\nM1,,seller,eu,Atzr|FAKE\n")

    assert "Atzr" not in str(read_file(path).faults)


def test_the_source_is_chosen_by_its_address(tmp_path):
    """
    `sqlite` is a file in the folder given.
    """
    opened = open_connections("sqlite", keys=[KEY], folder=tmp_path)

    assert isinstance(opened, SqliteConnections)
    with sqlite3.connect(tmp_path / "connections.db") as raw:
        assert raw.execute("select count(*) from connections").fetchone() == (0,)
    raw.close()
