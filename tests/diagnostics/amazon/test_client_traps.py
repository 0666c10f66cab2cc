"""
The traps of the library that the door is built on, each held shut against a live server.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import subprocess
import sys

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from diagnostics.amazon.http import HttpClient, NoResponse
from diagnostics.amazon.rate_limits import Buckets
from diagnostics.errors import CouldNotTell
from tests.diagnostics.amazon.odd import TOKEN, Odd, http
from tests.diagnostics.conftest import GRANTS, with_token


@pytest.fixture
def own_certificate(tmp_path) -> ssl.SSLContext:
    """
    A certificate for loopback that signs itself.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "own.pem"
    path.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


PARTICIPATIONS = (
    '{"payload": [{"marketplace": {"id": "A1PA6795UKMFR9"}, "storeName": "S",'
    ' "participation": {"isParticipating": true, "hasSuspendedListings": false}}]}'
)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, "<html><title>Website Temporarily Unavailable</title></html>"),
        (502, ""),
        (403, '{"message": "Forbidden"}'),
        (500, "[]"),
        (400, '{"errors": []}'),
        (418, '{"payload": {}}'),
    ],
)
async def test_a_refusal_without_errors_keeps_its_status(odd, door, status, body):
    """
    The library returns these as successes, with no status at all.
    """
    odd.answer = with_token(lambda _: http(status, body))
    async with door() as amazon:
        reply = await amazon.catalog()

    assert reply.status == status
    assert reply.evidence.status == status
    assert not reply.ok
    assert reply.pieces is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>Sign in</html>",
        "{}",
        "[]",
        "null",
        '{"payload": null}',
        '{"payload": {}}',
        '{"errors": [{"code": "X"}]}',
        '{"payload": [{"marketplace": {}}]}',
        "{'payload': nearly json,",
        '{"payload": ' + "[" * 2000,
    ],
)
async def test_a_success_in_another_shape_is_not_one(odd, door, body):
    """
    An outage must not look like "connected, and no data".
    """
    odd.answer = with_token(lambda _: http(200, body))
    async with door() as amazon:
        reply = await amazon.marketplace_participations()

    assert reply.ok
    assert reply.pieces is None
    assert amazon.participations is None


@pytest.mark.parametrize(
    "body",
    [
        '{"errors": {"code": "InvalidInput", "message": "Invalid Input"}}',
        '{"errors": "InvalidInput"}',
        '{"errors": [null]}',
        '{"errors": [["InvalidInput"]]}',
        '{"errors": [{"code": {"a": 1}, "message": ["x"]}]}',
        '{"error": {"errors": [{"code": "InvalidInput"}]}}',
    ],
)
async def test_errors_in_any_shape_are_read_or_passed_over(odd, door, body):
    """
    The library breaks on an object where it expects a list.
    """
    odd.answer = with_token(lambda _: http(400, body))
    async with door() as amazon:
        reply = await amazon.catalog()

    assert reply.status == 400
    assert reply.words.code in {"InvalidInput", ""}


async def test_a_timeout_is_kept(odd, door):
    """
    The library's async client waits for ever, whatever it was told.
    """
    odd.answer = lambda asked: TOKEN if asked.path.endswith("token") else None
    wire = HttpClient(patience=0.2)
    async with wire, door(wire=wire) as amazon:
        with pytest.raises(NoResponse, match=r"No answer within 0\.2 s") as silence:
            await amazon.catalog()

    assert silence.value.kind == "timeout"


async def test_a_token_request_times_out_too(odd, door):
    """
    The library's has no limit at all.
    """
    odd.answer = lambda _: None
    wire = HttpClient(patience=0.2)
    async with wire, door(wire=wire) as amazon:
        with pytest.raises(NoResponse, match="No answer"):
            await amazon.exchange()


async def test_a_body_that_trickles_for_ever_is_cut_off(door, odd):
    """
    Every byte comes in time, and still the whole is bounded.
    """

    async def trickle(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        while True:
            yield b" "
            await asyncio.sleep(0.02)

    odd.answer = trickle
    wire = HttpClient(patience=0.3)
    async with wire, door(wire=wire) as amazon:
        with pytest.raises(NoResponse, match="No answer within"):
            await amazon.exchange()


async def test_every_examination_trades_the_token_anew(odd, door):
    """
    The library's cache would show a revoked grant as well for another hour.
    """
    answers = iter([TOKEN, http(400, '{"error": "invalid_grant"}')])
    odd.answer = lambda _: next(answers)
    async with door() as amazon:
        first = await amazon.exchange()
    async with door() as amazon:
        second = await amazon.exchange()

    assert (first.status, second.status) == (200, 400)
    assert len(odd.asked) == 2


async def test_two_merchants_never_share_an_access_token(odd, door, seller):
    """
    The library's cache knows refresh tokens alone, and holds ten of them.
    """

    def answer(asked):
        if asked.path.endswith("token"):
            name = asked.form["refresh_token"].removeprefix("Atzr|")
            return http(200, f'{{"access_token": "Atza|{name}"}}')
        return http(200, PARTICIPATIONS)

    odd.answer = answer
    names = [f"FAKE-{number}" for number in range(12)]
    for name in names:
        grant = replace(GRANTS.spapi, refresh_token=f"Atzr|{name}")
        async with door(grants=replace(GRANTS, spapi=grant)) as amazon:
            await amazon.marketplace_participations()

    sent = [a.headers["x-amz-access-token"] for a in odd.asked if a.method == "GET"]
    assert sent == [f"Atza|{name}" for name in names]


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "[]", "{}", '{"access_token": null}', '{"access_token": "Atza|a\\nb"}'],
)
async def test_a_token_answer_without_a_token_is_no_success(odd, door, body):
    """
    The library goes on with None, and fails with a TypeError somewhere else.
    """
    odd.answer = lambda _: http(200, body)
    async with door() as amazon:
        reply = await amazon.exchange()
        with pytest.raises(CouldNotTell, match="Without an access token"):
            await amazon.catalog()

    assert reply.pieces is None


async def test_a_token_error_keeps_amazons_description(odd, door):
    """
    And its request id, for a case with Amazon.
    """
    odd.answer = lambda _: http(
        400,
        '{"error_description": "User may have revoked it.", "error": "invalid_grant",'
        ' "request_id": "1f5e8f9a-0000-4000-8000-000000000001"}',
    )
    async with door() as amazon:
        evidence = (await amazon.exchange()).evidence

    assert evidence.code == "invalid_grant"
    assert evidence.message == "User may have revoked it."
    assert evidence.request_id == "1f5e8f9a-0000-4000-8000-000000000001"


async def test_no_parameter_is_added_to_a_question(odd, door):
    """
    The library adds four spellings of the marketplace to most, which has caused refusals.
    """
    odd.answer = with_token(lambda _: http(404, "{}"))
    async with door() as amazon:
        await amazon.nobodys_order()
        await amazon.marketplace_participations()
        await amazon.catalog()

    order, participations, catalog = [a for a in odd.asked if a.method == "GET"]
    assert order.query == participations.query == {}
    assert set(catalog.query) == {"keywords", "pageSize", "marketplaceIds"}


async def test_the_host_header_names_the_host(odd, door):
    """
    The library cuts eight characters off every address.
    """
    odd.answer = with_token(lambda _: http(200, "{}"))
    async with door() as amazon:
        await amazon.catalog()

    assert {a.headers["host"] for a in odd.asked} == {odd.url.removeprefix("http://")}


async def test_environment_variables_are_not_obeyed(odd, door, monkeypatch):
    """
    Neither credentials, marketplaces, proxies nor certificates come from there.
    """
    for name in ("SP_API_REFRESH_TOKEN", "LWA_APP_ID", "LWA_CLIENT_SECRET"):
        monkeypatch.setenv(name, "FAKE-FROM-ENVIRONMENT")
    monkeypatch.setenv("SP_API_DEFAULT_MARKETPLACE", "US")
    monkeypatch.setenv("AWS_ENV", "SANDBOX")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    odd.answer = with_token(lambda _: http(200, "{}"))
    async with door() as amazon:
        await amazon.catalog()

    token, catalog = odd.asked
    assert token.form["client_id"] == "FAKE-CLIENT-ID"
    assert token.form["refresh_token"] == "Atzr|FAKE-M1001"
    assert catalog.query["marketplaceIds"] == "A1PA6795UKMFR9"


def test_odd_values_in_the_environment_do_not_stop_the_import():
    """
    The library breaks while it is imported on a marketplace that it does not know.
    """
    odd = {"SP_API_DEFAULT_MARKETPLACE": "NARNIA", "AWS_ENV": "MOON", "SP_API_AUTH_CACHE_TTL": "x"}
    code = "import os, diagnostics.amazon.client; print(os.environ['AWS_ENV'])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=odd, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "MOON\n", "")


async def test_missing_credentials_fall_through_to_nothing(odd, door):
    """
    Without a grant nothing is sent, wherever else credentials may lie around.
    """
    none = replace(GRANTS, spapi=replace(GRANTS.spapi, refresh_token=None, problem="missing"))
    async with door(grants=none) as amazon:
        with pytest.raises(CouldNotTell, match="no usable refresh token"):
            await amazon.exchange()

    assert odd.asked == []


async def test_no_log_at_any_level_holds_a_secret(odd, door, caplog):
    """
    The library writes the access token into its debug log.
    """
    caplog.set_level(logging.DEBUG)
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith(("sp_api", "httpx", "httpcore")):
            caplog.set_level(logging.DEBUG, logger=name)
    odd.answer = with_token(lambda _: http(200, "{}"))
    async with door() as amazon:
        await amazon.catalog()
        await amazon.destinations()
        await amazon.ads_profiles()

    assert odd.asked
    for secret in ("FAKE-ACCESS", "FAKE-M1001", "FAKE-CLIENT-SECRET", "FAKE-ADS"):
        assert secret not in caplog.text


async def test_a_door_prints_no_secret(door):
    """
    Whatever is made of it in a traceback or a log.
    """
    async with door() as amazon:
        said = repr([amazon, amazon._session, vars(amazon), amazon._session.app])

    assert "FAKE-M1001" not in said
    assert "SECRET" not in said


async def test_a_gigabyte_is_cut_off(odd, door):
    """
    One mebibyte is more than any honest answer.
    """
    odd.answer = with_token(
        lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + b"x" * (1 << 21)
    )
    async with door() as amazon:
        with pytest.raises(NoResponse, match=r"too large \(over 1024 KiB\)") as silence:
            await amazon.catalog()

    assert silence.value.kind == "too_large"


async def test_a_redirect_is_not_followed(odd, door):
    """
    A token goes nowhere but to the host it was meant for.
    """
    odd.answer = with_token(lambda _: http(302, "", {"Location": f"{odd.url}/elsewhere"}))
    async with door() as amazon:
        reply = await amazon.catalog()

    assert reply.status == 302
    assert not any(a.path == "/elsewhere" for a in odd.asked)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"payload": [{"mark', "dropped"),
        (b"", "dropped"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "dropped"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "dropped"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "unsent"),
    ],
    ids=["half a body", "nothing", "another protocol", "broken chunks", "broken gzip"],
)
async def test_a_broken_answer_is_silence(odd, door, raw, kind):
    """
    With a sentence, and never an exception of the HTTP library's.
    """
    odd.answer = with_token(lambda _: raw)
    async with door() as amazon:
        with pytest.raises(NoResponse) as silence:
            await amazon.catalog()

    assert silence.value.kind == kind


async def test_nobody_listening_is_silence(odd, door):
    """
    And is told apart from a host that is slow.
    """
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    odd.url = f"http://127.0.0.1:{port}"
    async with door() as amazon:
        with pytest.raises(NoResponse, match="No connection") as silence:
            await amazon.exchange()
        assert await amazon.can_connect() == "connect"

    assert silence.value.kind == "connect"


async def test_a_name_that_does_not_resolve_is_told_apart(odd, door):
    """
    Reserved for that by RFC 6761.
    """
    odd.url = "http://amazon.invalid"
    async with door() as amazon:
        with pytest.raises(NoResponse, match="name could not be resolved") as silence:
            await amazon.exchange()
        assert await amazon.can_connect() == "dns"

    assert silence.value.kind == "dns"


async def test_a_host_without_tls_is_told_apart(odd, door):
    """
    An encrypted connection to something that does not speak TLS.
    """
    odd.url = odd.url.replace("http:", "https:")
    odd.greeting = b"220 mail.example ESMTP\r\n"
    async with door() as amazon:
        with pytest.raises(NoResponse, match="encrypted connection") as silence:
            await amazon.exchange()
        assert await amazon.can_connect() == "tls"

    assert silence.value.kind == "tls"


async def test_a_certificate_that_nobody_vouches_for_is_refused(door, odd, own_certificate):
    """
    Tokens are not handed to whoever answers.
    """
    async with Odd(tls=own_certificate) as host:
        odd.url = host.url
        async with door() as amazon:
            with pytest.raises(NoResponse, match="certificate could not be verified") as silence:
                await amazon.exchange()
            assert await amazon.can_connect() == "tls"

    assert silence.value.kind == "tls"
    assert host.asked == []


async def test_a_bucket_that_is_empty_asks_nothing(odd, door):
    """
    The platform's own quota is not eaten.
    """
    odd.answer = with_token(lambda _: http(429, "{}"))
    async with door(buckets=Buckets()) as amazon:
        assert (await amazon.catalog()).status == 429
        asked = len(odd.asked)
        with pytest.raises(CouldNotTell, match="budget for searchCatalogItems"):
            await amazon.catalog()

    assert len(odd.asked) == asked


async def test_one_wire_serves_many_doors(odd, door):
    """
    A door closes only what it opened itself.
    """
    async with HttpClient() as wire:
        for _ in range(3):
            async with door(wire=wire) as amazon:
                await amazon.exchange()

    assert len(odd.asked) == 3
