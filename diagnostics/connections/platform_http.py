"""
One question to the platform's API over HTTP: bounded in time and in size, whatever it answers.
"""

from __future__ import annotations

import asyncio

from collections.abc import Mapping

import httpx

from diagnostics.connections.source import ConnectionsError


TIMEOUT_S = 5.0  # for each read
WHOLE_S = 10.0  # for one answer, however slowly it drips
LARGEST_ANSWER = 2_000_000  # bytes; a merchant's record is a few thousand


class PlatformBusy(Exception):
    """
    The platform did not answer usefully this time; worth asking again.
    """


def client(address: str, token: str | None) -> httpx.AsyncClient:
    """
    The HTTP client for an address. Nothing is asked for packed: an answer's size is known before it is read.
    """
    authorization = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        base_url=address,
        timeout=TIMEOUT_S,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", **authorization},
    )


async def ask_once(
    http: httpx.AsyncClient, address: str, path: str, params: Mapping[str, str]
) -> tuple[int, bytes]:
    """
    Status and body. Raises PlatformBusy where asking again may help, else ConnectionsError.
    """
    try:
        async with asyncio.timeout(WHOLE_S):
            status, body = await _read(http, address, path, params)
    except TimeoutError:
        raise PlatformBusy(f"did not finish its answer within {WHOLE_S:.0f} s") from None
    except httpx.HTTPError as error:
        raise PlatformBusy(f"did not answer ({type(error).__name__})") from None
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise ConnectionsError(
            f"The platform's API at {address} refused us ({status}); "
            "see that TRIAGE_PLATFORM_TOKEN is the current one."
        )
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise PlatformBusy(f"answered {status}")
    if status not in {httpx.codes.OK, httpx.codes.NOT_FOUND}:
        raise ConnectionsError(f"The platform's API at {address} answered {status}.")
    return status, body


async def _read(
    http: httpx.AsyncClient, address: str, path: str, params: Mapping[str, str]
) -> tuple[int, bytes]:
    body = bytearray()
    async with http.stream("GET", path, params=dict(params)) as response:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ConnectionsError(
                f"The platform's API at {address} packed its answer, which nobody asked it to; "
                "its size cannot be known before it is unpacked, so it was not read."
            )
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise ConnectionsError(
                    f"The platform's API at {address} answered more than "
                    f"{LARGEST_ANSWER:,} bytes; that is not a connection."
                )
    return response.status_code, bytes(body)
