"""
HTTP to Amazon: one pool of connections for many merchants, with limits that hold.

Nothing of the environment is obeyed (proxies, netrc, certificate variables), no redirect is
followed, and no body is read beyond its bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import socket
import ssl

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import httpx

from diagnostics.errors import CouldNotTell


# httpx loads its engine at the first request, which would pay for that with its patience.
for _engine in ("httpcore", "anyio.streams.tls", "anyio._backends._asyncio"):
    with contextlib.suppress(ImportError):
        importlib.import_module(_engine)

LARGEST_BODY = 1 << 20  # bytes; the largest page that our questions can bring is far smaller
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody; for loopback without TLS
_CONNECTIONS = 100  # to one host
_USER_AGENT = "triage/0.1 (Language=Python)"
_NOT_YET_VALID = 9  # OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID: most often our own clock is late
PATIENCE = 8.0  # seconds for one answer, from name resolution to the last byte


class NoResponse(CouldNotTell):
    """
    No usable answer came. `kind` says how: dns, tls, connect, dropped, timeout, too_large, unsent.
    """

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """
    What came back, whatever its status.
    """

    status: int
    headers: httpx.Headers
    body: bytes


@functools.cache
def tls() -> ssl.SSLContext:
    """
    The process's one TLS context: making one takes longer than most answers do.
    """
    return httpx.create_ssl_context(trust_env=False)


class HttpClient:
    """
    The pool. Open one for a process and share it between merchants.

    It belongs to the event loop it is first used in.
    """

    def __init__(self, patience: float = PATIENCE, largest_body: int = LARGEST_BODY) -> None:
        self.patience = patience
        self._largest = largest_body
        self._by_host: dict[str, httpx.AsyncClient] = {}

    def _http(self, url: str) -> httpx.AsyncClient:
        # A pool looks through all of its connections for every request, so each host has its own.
        host = "/".join(url.split("/", 3)[:3])
        http = self._by_host.get(host)
        if http is None:
            http = self._by_host[host] = httpx.AsyncClient(
                verify=tls() if url.startswith("https:") else _NO_TLS,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(self.patience),
                limits=httpx.Limits(
                    max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS
                ),
                headers={"accept-encoding": "identity", "user-agent": _USER_AGENT},
            )
        return http

    async def ask(  # noqa: PLR0913  (an HTTP request has that many parts)
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        patience: float | None = None,
    ) -> HttpResponse:
        """
        Send one request and read its answer, within `patience` seconds. Raises `NoResponse`.
        """
        limit = self.patience if patience is None else min(patience, self.patience)
        try:
            async with (
                asyncio.timeout(limit),
                self._http(url).stream(
                    method, url, headers=headers, params=params, data=form, content=content
                ) as response,
            ):
                return HttpResponse(
                    response.status_code, response.headers, await self._body(response)
                )
        except TimeoutError:
            raise NoResponse("timeout", f"No answer within {limit:g} s.") from None
        except httpx.TransportError as error:
            raise _silence(error, limit) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise NoResponse("unsent", f"The request broke ({type(error).__name__}).") from None

    async def can_connect(self, url: str, patience: float) -> str | None:
        """
        Connect to a host without asking anything: None if it let us in, else the kind of silence.
        """
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        try:
            async with asyncio.timeout(patience):
                _, writer = await asyncio.open_connection(
                    parts.hostname, port, ssl=tls() if secure else None
                )
        except socket.gaierror:
            return "dns"
        except ssl.SSLCertVerificationError as error:
            return "tls_date" if error.verify_code == _NOT_YET_VALID else "tls"
        except ssl.SSLError:
            return "tls"
        except (OSError, TimeoutError):
            return "connect"
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return None

    async def aclose(self) -> None:
        """
        Close the sockets.
        """
        clients = list(self._by_host.values())
        self._by_host.clear()
        await asyncio.gather(*(http.aclose() for http in clients))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > self._largest:
                raise NoResponse(
                    "too_large",
                    f"The answer was too large (over {self._largest >> 10} KiB) and was cut off.",
                )
        return b"".join(pieces)


_KINDS: tuple[tuple[type[BaseException], str, str], ...] = (
    (ssl.SSLCertVerificationError, "tls", "The host's certificate could not be verified."),
    (ssl.SSLError, "tls", "The encrypted connection could not be set up."),
    (socket.gaierror, "dns", "The host's name could not be resolved."),
    (httpx.ConnectError, "connect", "No connection to the host could be made."),
    (
        httpx.RemoteProtocolError,
        "dropped",
        "The connection was closed before the answer was complete.",
    ),
    (httpx.NetworkError, "dropped", "The connection broke while the answer was read."),
)


def _silence(error: httpx.TransportError, limit: float) -> NoResponse:
    if isinstance(error, httpx.TimeoutException):
        return NoResponse("timeout", f"No answer within {limit:g} s.")
    causes = _causes(error)
    for type_, kind, why in _KINDS:
        if any(isinstance(cause, type_) for cause in causes):
            return NoResponse(kind, why)
    return NoResponse("unsent", f"The request broke ({type(error).__name__}).")


def _causes(error: BaseException) -> Sequence[BaseException]:
    causes: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in causes:
        causes.append(at)
        at = at.__cause__ or at.__context__
    return causes
