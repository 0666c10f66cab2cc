"""
Sending a mail: what each way of a mail server to fail is called, and that none of them is success.
"""

from __future__ import annotations

import asyncio

from email.message import EmailMessage

import pytest

from pydantic import SecretStr

from bot.cases import smtp
from bot.cases.smtp import MailRoute, NotSent
from sandbox.inbox import Fault, Inbox


def a_mail() -> EmailMessage:
    """A mail worth sending."""
    message = EmailMessage()
    message["From"] = "triage@ours.example"
    message["To"] = "support@ours.example"
    message["Subject"] = "One"
    message.set_content("Two")
    return message


async def test_an_accepted_mail_has_arrived() -> None:
    """When send returns, the server has it."""
    async with Inbox() as inbox:
        await MailRoute(SecretStr(inbox.url)).send(a_mail())
        assert [m.subject for m in inbox.messages] == ["One"]


@pytest.mark.parametrize(
    ("fault", "said", "for_good"),
    [
        (Fault.REFUSED, "refused the recipient: 550", True),
        (Fault.LATER, "refused the recipient: 451", False),
        (Fault.DROP, "ended the conversation", False),
        (Fault.DROP_AFTER_DATA, "ended the conversation", False),
    ],
)
async def test_each_refusal_has_its_sentence(fault: Fault, said: str, for_good: bool) -> None:  # noqa: FBT001
    """A sentence that names the server and what it did, and whether trying again may help."""
    async with Inbox() as inbox:
        inbox.fail(fault)
        with pytest.raises(NotSent, match=said) as caught:
            await MailRoute(SecretStr(inbox.url)).send(a_mail())
        assert caught.value.for_good is for_good


async def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hanging server ends in a sentence, not in a hanging case."""
    monkeypatch.setattr(smtp, "WHOLE_S", 0.2)
    async with Inbox() as inbox:
        inbox.fail(Fault.HANG)
        with pytest.raises(NotSent, match="did not answer in time"):
            await MailRoute(SecretStr(inbox.url)).send(a_mail())


async def test_nobody_there_is_said_so() -> None:
    """A closed port is named with its host."""
    async with Inbox() as inbox:
        url = inbox.url
    with pytest.raises(NotSent, match=r"127\.0\.0\.1:\d+ could not be reached"):
        await MailRoute(SecretStr(url)).send(a_mail())


async def test_a_login_is_used() -> None:
    """User and password of the address are what the server asks for."""
    async with Inbox(login=("us", "FAKE:pass")) as inbox:
        url = inbox.url.replace("smtp://", "smtp://us:FAKE%3Apass@")
        await MailRoute(SecretStr(url)).send(a_mail())
        assert len(inbox.messages) == 1


async def test_a_wrong_password_is_not_repeated_in_the_sentence() -> None:
    """The refusal of a login names the host, never the password."""
    async with Inbox(login=("us", "FAKE-right")) as inbox:
        url = inbox.url.replace("smtp://", "smtp://us:FAKE-wrong@")
        with pytest.raises(NotSent) as caught:
            await MailRoute(SecretStr(url)).send(a_mail())
        assert "FAKE" not in str(caught.value)


async def test_looking_sends_nothing() -> None:
    """The doctor greets the server and leaves no mail."""
    async with Inbox() as inbox:
        assert await MailRoute(SecretStr(inbox.url)).look() == inbox.url.removeprefix("smtp://")
        await asyncio.sleep(0)
        assert inbox.messages == []
