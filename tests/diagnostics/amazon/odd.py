"""
A host that answers whatever a test wants, byte for byte, and remembers what it was asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One request as it came over the wire.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """
        The body of a form.
        """
        return dict(parse_qsl(self.body.decode()))


def http(status: int, body: bytes | str = b"", headers: dict[str, str] | None = None) -> bytes:
    """
    A whole HTTP answer.
    """
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(raw)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + raw


TOKEN = http(200, '{"access_token": "Atza|FAKE-ACCESS", "token_type": "bearer"}')


@dataclass(slots=True)
class Odd:
    """
    The host. `answer` makes the bytes for a request; None never answers, an iterator takes its time.
    """

    answer: Callable[[Asked], bytes | AsyncIterator[bytes] | None] = lambda _: http(200, "{}")
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    greeting: bytes = b""  # said before anybody has asked, and then no more
    tls: ssl.SSLContext | None = None
    _server: asyncio.Server | None = None
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            await self._answer(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            self._serving.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            if self.greeting:
                writer.write(self.greeting)
                await writer.drain()
                return
            request = await self._read(reader)
            self.asked.append(request)
            answer = self.answer(request)
            if answer is None:
                await reader.read()  # until the other side has had enough
            elif isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                async for piece in answer:
                    writer.write(piece)
                    await writer.drain()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        parts = urlsplit(target)
        return Asked(method, parts.path, dict(parse_qsl(parts.query)), headers, body)
