"""
Sends one mail over SMTP and says in a sentence what became of it.
"""

from __future__ import annotations

import asyncio
import ssl

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from pydantic import SecretStr


PATIENCE_S = 20.0  # for each answer of the server
WHOLE_S = 60.0  # for the whole conversation
SUBMISSION_PORT, TLS_PORT = 587, 465


class NotSent(Exception):
    """
    The mail was not accepted now. `for_good` where the server will not have it later, either.
    """

    def __init__(self, sentence: str, *, for_good: bool = False) -> None:
        super().__init__(sentence)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class MailRoute:
    """
    A mail server, from `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…`.
    """

    url: SecretStr

    async def send(self, message: EmailMessage) -> None:
        """
        Hand one mail over; returns once the server has accepted it. Raises `NotSent`.
        """
        try:
            async with asyncio.timeout(WHOLE_S):
                client = await self._connected()
                try:
                    refused, _ = await client.send_message(message)
                finally:
                    client.close()
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise NotSent(
                f"{self.host} refused the recipient: {first.code} {_one_line(first.message)}",
                for_good=first.code >= 500,  # noqa: PLR2004
            ) from None
        except aiosmtplib.SMTPResponseException as error:
            raise NotSent(
                f"{self.host} refused the mail: {error.code} {_one_line(error.message)}",
                for_good=error.code >= 500,  # noqa: PLR2004
            ) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotSent(self._why(error)) from None
        if refused:
            address, (code, words) = next(iter(refused.items()))
            raise NotSent(f"{self.host} refused {address}: {code} {_one_line(words)}")

    async def look(self) -> str:
        """
        Greet the server, log in where the address says so, send nothing; what it is called.

        Raises `NotSent`.
        """
        try:
            async with asyncio.timeout(WHOLE_S):
                client = await self._connected()
                try:
                    await client.noop()
                    await client.quit()
                finally:
                    client.close()
        except aiosmtplib.SMTPResponseException as error:
            words = _one_line(error.message)
            raise NotSent(f"{self.host} answered {error.code} {words}.") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotSent(self._why(error)) from None
        return self.host

    @property
    def host(self) -> str:
        """
        The server's name and port.
        """
        parts = urlsplit(self.url.get_secret_value())
        return f"{parts.hostname}:{parts.port or self._usual_port}"

    @property
    def _usual_port(self) -> int:
        scheme = urlsplit(self.url.get_secret_value()).scheme
        return TLS_PORT if scheme == "smtps" else SUBMISSION_PORT

    async def _connected(self) -> aiosmtplib.SMTP:
        parts = urlsplit(self.url.get_secret_value())
        # On loopback there is nobody to listen in and rarely a certificate.
        local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        client = aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or self._usual_port,
            use_tls=parts.scheme == "smtps",
            start_tls=False if parts.scheme == "smtps" or local else None,
            tls_context=None if local and parts.scheme == "smtp" else ssl.create_default_context(),
            timeout=PATIENCE_S,
        )
        await client.connect()
        if parts.username:
            if not local and not _is_encrypted(client):
                client.close()
                raise NotSent(
                    f"{self.host} offers no encryption, so the password of TRIAGE_SMTP_URL "
                    "was not sent; use smtps:// or a server with STARTTLS.",
                    for_good=True,
                )
            await client.login(unquote(parts.username), unquote(parts.password or ""))
        return client

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
            return f"{self.host} did not answer in time."
        if isinstance(error, aiosmtplib.SMTPServerDisconnected):
            return f"{self.host} ended the conversation before it accepted the mail."
        if isinstance(error, ssl.SSLError):
            return f"{self.host} could not be trusted: its certificate is not good."
        if isinstance(error, aiosmtplib.SMTPConnectError | OSError):
            return f"{self.host} could not be reached."
        return f"{self.host} did not take the mail ({type(error).__name__})."


def _is_encrypted(client: aiosmtplib.SMTP) -> bool:
    transport = client.transport
    return transport is not None and transport.get_extra_info("sslcontext") is not None


def _one_line(words: str) -> str:
    return " ".join(words.split())[:200]
