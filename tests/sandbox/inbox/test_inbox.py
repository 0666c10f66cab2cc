"""
The sandbox's mailbox takes mail over SMTP and fails in each way that it is told to.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest
import pytest_asyncio

from sandbox.inbox import Fault, Inbox


@pytest_asyncio.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with Inbox() as opened:
        yield opened


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Triage <triage@bot.example>"
    mail["To"] = "support@desk.example"
    mail["Subject"] = "[case 7K3Q] Größe: orders stopped"
    mail["Message-ID"] = "<case-7K3Q-1@bot.example>"
    mail.set_content("Orders stopped on Monday.")
    mail.add_alternative("<p>Orders <b>stopped</b> on Monday.</p>", subtype="html")
    mail.add_attachment(b"{}", maintype="application", subtype="json", filename="case.json")
    return mail


async def send(inbox: Inbox, patience: float = 5.0) -> None:
    port = int(inbox.url.rpartition(":")[2])
    await aiosmtplib.send(a_mail(), hostname="127.0.0.1", port=port, timeout=patience)


async def test_a_mail_arrives_with_its_envelope_and_every_part(inbox: Inbox) -> None:
    """A mail is kept with envelope, decoded subject, both bodies and its attachment."""
    await send(inbox)
    mail = await inbox.wait_for(lambda m: "7K3Q" in m.subject)
    assert mail.recipients == ("support@desk.example",)
    assert mail.subject == "[case 7K3Q] Größe: orders stopped"
    assert mail.text.strip() == "Orders stopped on Monday."
    assert "<b>stopped</b>" in mail.html
    assert mail.attachments == (("case.json", "application/json", b"{}"),)


async def test_a_refused_recipient_is_a_550(inbox: Inbox) -> None:
    """A recipient that is refused for good is answered with 550 and nothing is kept."""
    inbox.fail(Fault.REFUSED)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
        await send(inbox)
    assert refusal.value.recipients[0].code == 550
    assert inbox.messages == []


async def test_a_temporary_refusal_ends_after_the_times_asked_for(inbox: Inbox) -> None:
    """A mailbox told to fail once takes the second attempt."""
    inbox.fail(Fault.LATER, times=1)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
        await send(inbox)
    assert refusal.value.recipients[0].code == 451
    await send(inbox)
    assert len(inbox.messages) == 1


async def test_a_dropped_connection_keeps_nothing(inbox: Inbox) -> None:
    """A connection that ends before DATA leaves no mail behind."""
    inbox.fail(Fault.DROP, times=1)
    with pytest.raises(aiosmtplib.SMTPException):
        await send(inbox)
    assert inbox.messages == []


async def test_a_lost_acknowledgement_leaves_the_mail_in_the_mailbox(inbox: Inbox) -> None:
    """A connection that ends after DATA has the sender fail although the mail was taken."""
    inbox.fail(Fault.DROP_AFTER_DATA, times=1)
    with pytest.raises(aiosmtplib.SMTPException):
        await send(inbox)
    assert [m.header("Message-ID") for m in inbox.messages] == ["<case-7K3Q-1@bot.example>"]


async def test_a_hanging_server_never_answers(inbox: Inbox) -> None:
    """A hanging server lets the sender wait until its own time limit."""
    inbox.fail(Fault.HANG)
    with pytest.raises((aiosmtplib.SMTPException, TimeoutError)):
        await send(inbox, patience=0.2)


async def test_a_server_that_was_down_comes_back_on_the_same_port(inbox: Inbox) -> None:
    """Down refuses connections; up again answers at the same address."""
    address = inbox.url
    await inbox.down()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(inbox)
    await inbox.up()
    await send(inbox)
    assert inbox.url == address
    assert len(inbox.messages) == 1


async def test_a_login_is_required_when_asked_for() -> None:
    """A mailbox with a login refuses a sender without one and takes a sender with it."""
    async with Inbox(login=("triage", "FAKE-password")) as guarded:
        with pytest.raises(aiosmtplib.SMTPException):
            await send(guarded)
        port = int(guarded.url.rpartition(":")[2])
        await aiosmtplib.send(
            a_mail(), hostname="127.0.0.1", port=port, username="triage", password="FAKE-password"
        )
        assert len(guarded.messages) == 1


async def test_waiting_for_a_mail_that_never_comes_ends() -> None:
    """Waiting for a mail ends with TimeoutError."""
    async with Inbox() as empty:
        with pytest.raises(TimeoutError):
            await empty.wait_for(timeout=0.01)
        await asyncio.sleep(0)
