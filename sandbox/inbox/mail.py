"""
One mail as it came over the wire, parsed for looking into.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True, slots=True)
class Mail:
    """
    What was received: the envelope as SMTP gave it, and the parsed message.
    """

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage

    @classmethod
    def parse(cls, sender: str, recipients: list[str], raw: bytes) -> Mail:
        """
        A mail received now.
        """
        message = message_from_bytes(raw, policy=default)
        return cls(datetime.now(UTC), sender, tuple(recipients), raw, message)

    def header(self, name: str) -> str:
        """
        One header decoded; empty when the mail has none of that name.
        """
        return str(self.message.get(name, ""))

    @property
    def subject(self) -> str:
        """
        The subject, decoded.
        """
        return self.header("Subject")

    @property
    def text(self) -> str:
        """
        The plain-text part; empty when there is none.
        """
        return self._part("plain")

    @property
    def html(self) -> str:
        """
        The HTML part; empty when there is none.
        """
        return self._part("html")

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """
        Every header in order, decoded.
        """
        return tuple((name, str(value)) for name, value in self.message.items())

    @property
    def attachments(self) -> tuple[tuple[str, str, bytes], ...]:
        """
        File name, media type and content of each attachment.
        """
        return tuple(
            (
                part.get_filename() or "unnamed",
                part.get_content_type(),
                part.get_payload(decode=True) or b"",  # type: ignore[misc]
            )
            for part in self.message.iter_attachments()
        )

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part else ""
