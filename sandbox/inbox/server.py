"""
The SMTP server of the sandbox's mailbox, with the ways in which a mail server lets one down.
"""

from __future__ import annotations

import asyncio
import warnings

from collections.abc import Callable
from enum import StrEnum
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.inbox.mail import Mail


LARGEST_MAIL = 33_554_432  # bytes; announced with SIZE and enforced


class Fault(StrEnum):
    """
    What goes wrong with the next mail.
    """

    REFUSED = "refused"  # 550 to the recipient: for good
    LATER = "later"  # 451 to the recipient: try again
    DROP = "drop"  # the connection ends before DATA
    DROP_AFTER_DATA = "drop_after_data"  # the mail was taken, its 250 never arrives
    HANG = "hang"  # DATA is never answered


class _Protocol(SMTP):
    """
    aiosmtpd's protocol, known to the inbox so that it can end every conversation.
    """

    def __init__(self, inbox: Inbox, login: tuple[str, str] | None) -> None:
        self.inbox = inbox
        with warnings.catch_warnings():
            # a login without TLS: aiosmtpd warns of it, and on loopback it is meant
            warnings.simplefilter("ignore", UserWarning)
            super().__init__(
                inbox,
                data_size_limit=LARGEST_MAIL,
                enable_SMTPUTF8=True,
                hostname="inbox.sandbox",
                ident="sandbox inbox",
                auth_required=login is not None,
                auth_require_tls=False,
                authenticator=inbox.authenticate if login else None,
            )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.inbox.conversations.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.inbox.conversations = {t for t in self.inbox.conversations if not t.is_closing()}


class Inbox:
    """
    A mailbox with an SMTP server: `async with Inbox() as inbox: inbox.url, inbox.messages`.

    `login` asks for that user name and password before it takes a mail.
    """

    def __init__(self, port: int = 0, login: tuple[str, str] | None = None) -> None:
        self.messages: list[Mail] = []
        self.conversations: set[asyncio.BaseTransport] = set()
        self.connections = 0
        self._login = login
        self._port = port
        self._server: asyncio.Server | None = None
        self._fault: Fault | None = None
        self._left = 0
        self._arrived = asyncio.Event()
        self._on_change: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    @property
    def url(self) -> str:
        """
        What TRIAGE_SMTP_URL is set to.
        """
        return f"smtp://127.0.0.1:{self._port}"

    @property
    def is_up(self) -> bool:
        """
        Whether the port is open.
        """
        return self._server is not None

    async def up(self) -> None:
        """
        Open the port: the same one as before, after the first time.
        """
        if self._server is not None:
            return
        self._server = await asyncio.get_running_loop().create_server(
            self._conversation, "127.0.0.1", self._port
        )
        self._port = self._server.sockets[0].getsockname()[1]
        self._tell()

    async def down(self) -> None:
        """
        Close the port and end every conversation; connecting is refused until `up`.
        """
        if self._server is None:
            return
        self._server.close()
        for transport in self.conversations:
            if isinstance(transport, asyncio.Transport):
                transport.abort()
        await self._server.wait_closed()
        await asyncio.sleep(0)  # lets aborted conversations notice
        self._server = None
        self._tell()

    def fail(self, fault: Fault | None, times: int = 0) -> None:
        """
        Let the next `times` mails fail in this way (0: every one); None makes all well.
        """
        self._fault = fault
        self._left = times
        self._tell()

    @property
    def fault(self) -> Fault | None:
        """
        What the next mail will meet.
        """
        return self._fault

    def on_change(self, tell: Callable[[], None]) -> None:
        """
        Have `tell` called whenever a mail arrives or the server's state changes.
        """
        self._on_change.append(tell)

    async def wait_for(
        self,
        predicate: Callable[[Mail], bool] = lambda _: True,
        timeout: float = 10.0,  # noqa: ASYNC109 - a test says how long it is willing to wait
    ) -> Mail:
        """
        The first mail that fits, waiting for it up to `timeout` seconds (TimeoutError).
        """
        async with asyncio.timeout(timeout):
            while True:
                for mail in self.messages:
                    if predicate(mail):
                        return mail
                self._arrived.clear()
                await self._arrived.wait()

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        """
        aiosmtpd's question whether a login is good.
        """
        if not isinstance(data, LoginPassword) or self._login is None:
            return AuthResult(success=False)
        user, password = self._login
        good = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """
        aiosmtpd's question whether a recipient is welcome.
        """
        if self._fault is Fault.REFUSED:
            self._spend()
            return f"550 5.1.1 <{address}>: no such mailbox here"
        if self._fault is Fault.LATER:
            self._spend()
            return "451 4.3.0 the mailbox is busy, try again later"
        if self._fault is Fault.DROP:
            self._spend()
            _end(server)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 recipient is fine"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """
        aiosmtpd's question what to do with a mail.
        """
        if self._fault is Fault.HANG:
            self._spend()
            await asyncio.Event().wait()
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else bytes(content or b"")
        sender = str(envelope.mail_from or "")
        self.messages.append(Mail.parse(sender, [str(to) for to in envelope.rcpt_tos], raw))
        self._arrived.set()
        self._tell()
        if self._fault is Fault.DROP_AFTER_DATA:
            self._spend()
            _end(server)
        return "250 2.0.0 taken"

    def _conversation(self) -> _Protocol:
        self.connections += 1
        return _Protocol(self, self._login)

    def _spend(self) -> None:
        if self._left == 1:
            self._fault = None
        self._left = max(0, self._left - 1)

    def _tell(self) -> None:
        for tell in self._on_change:
            tell()


def _end(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
