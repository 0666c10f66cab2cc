"""
The simulated Amazon listens on loopback alone, on seven ports.
"""

from __future__ import annotations

import socket

import psutil
import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon, Scenarios


def free_port() -> int:
    """
    A port that nobody listens on.
    """
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


async def test_every_host_has_a_port_of_its_own() -> None:
    """
    One for the token endpoint, three for SP-API, three for Ads.
    """
    async with Amazon(Scenarios([])) as amazon:
        urls = {amazon.url, *amazon.spapi_url.values(), *amazon.ads_url.values()}
    assert len(urls) == 7
    assert all(url.startswith("http://127.0.0.1:") for url in urls)


async def test_nothing_listens_beyond_loopback() -> None:
    """
    As the system itself sees it.
    """
    async with Amazon(Scenarios([])) as amazon:
        ports = {int(url.rpartition(":")[2]) for url in amazon.spapi_url.values()}
        listening = {
            each.laddr.ip
            for each in psutil.Process().net_connections(kind="tcp")
            if each.status == psutil.CONN_LISTEN and each.laddr.port in ports
        }
    assert listening == {"127.0.0.1"}


async def test_a_port_can_be_fixed() -> None:
    """
    By the host's name.
    """
    port = free_port()
    async with Amazon(Scenarios([]), ports={"spapi_eu": port}) as amazon:
        assert amazon.spapi_url[Region.EU] == f"http://127.0.0.1:{port}"


async def test_a_taken_port_stops_the_start_and_leaves_nothing_open() -> None:
    """
    The ports opened before are closed again.
    """
    port = free_port()
    async with Amazon(Scenarios([]), ports={"lwa": port}):
        before = len(psutil.Process().net_connections(kind="tcp"))
        with pytest.raises(OSError, match="address already in use"):
            await Amazon(Scenarios([]), ports={"spapi_eu": port}).__aenter__()
        assert len(psutil.Process().net_connections(kind="tcp")) == before
