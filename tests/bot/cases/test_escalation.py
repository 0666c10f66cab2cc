"""
The escalation email: headers that join a conversation and start no loop, and a body that reads well.
"""

from __future__ import annotations

import json

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bundles.bundle import read_bundle
from bot.cases.desk import Person, Reaction
from sandbox.inbox import Mail
from tests.bot.office import Office, office, until


ANA = Person("UANA", "TOURS", "Ana")
HOSTILE = "Orders <b>gone</b>\r\nBcc: x@evil.example\n<script>alert(1)</script> since Monday"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as open_office:
        yield open_office


async def escalated(
    desk: Office, merchant: str = "M1003", issue: str = HOSTILE
) -> tuple[str, Mail]:
    """A case that somebody escalated, and its mail."""
    case_id = await desk.answered(merchant, issue)
    await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="go")
    await until(lambda: desk.inbox.messages)
    return case_id, desk.inbox.messages[0]


async def test_headers_name_the_case_and_stop_autoresponders(desk: Office) -> None:
    """Case in the subject, answers to the inbox itself, and no machine shall answer."""
    case_id, mail = await escalated(desk)
    assert mail.subject.startswith(f"[case {case_id}] Quillfeather Stationers (M1003): ")
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert mail.header("X-Auto-Response-Suppress") == "All"
    assert mail.header("Reply-To") == "support@ours.example"
    assert mail.header("Message-ID").startswith(f"<case.{case_id}.")
    assert mail.header("Bcc") == ""


async def test_the_body_holds_everything_found(desk: Office) -> None:
    """Issue, finding with Amazon's own words, steps, the alternatives, the record and the link."""
    case_id, mail = await escalated(desk)
    for said in (
        "since Monday",
        "Ana asked for it.",
        "invalid_grant",
        "request id",
        "STEPS SUGGESTED",
        "ALSO CONSIDERED",
        "M1003/seller/eu, shown as Reconnect Required",
        f"https://slack.example/archives/CCASES/{case_id}",
        "WHAT WAS DONE",
    ):
        assert said in mail.text


async def test_a_hostile_issue_is_text_in_the_page(desk: Office) -> None:
    """What a merchant wrote is shown, never run."""
    _, mail = await escalated(desk)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in mail.html


async def test_the_evidence_is_attached_and_can_be_replayed(desk: Office) -> None:
    """The attachment is a bundle that `triage replay` reads."""
    case_id, mail = await escalated(desk)
    [(name, kind, content)] = mail.attachments
    assert (name, kind) == (f"case-{case_id}-run-1.json", "application/json")
    assert read_bundle(content).case_id == case_id


async def test_no_secret_is_in_any_byte(desk: Office) -> None:
    """Tokens and our app's secret are nowhere in the mail, whatever its encoding."""
    _, mail = await escalated(desk)
    everything = mail.text + mail.html + json.dumps(str(mail.attachments)) + str(mail.headers)
    for secret in ("Atzr|", "Atza|", desk.amazon.client_secret, desk.amazon.client_id):
        assert secret not in everything


async def test_a_later_mail_joins_the_conversation(desk: Office) -> None:
    """A second escalation of the same case refers to the first mail."""
    case_id, first = await escalated(desk)
    await until(lambda: "escalated" in desk.notebook.kinds)
    await desk.desk.signal(case_id, Reaction.STILL_BROKEN, ANA, identity="still")
    await until(lambda: len(desk.inbox.messages) == 2)
    second = desk.inbox.messages[1]
    assert second.header("References") == first.header("Message-ID")
    assert second.header("In-Reply-To") == first.header("Message-ID")
    assert second.header("Message-ID") != first.header("Message-ID")
    assert "There is news in this case." in second.text


async def test_a_case_nobody_takes_goes_to_the_next_on_the_list(tmp_path: Path) -> None:
    """Unacknowledged past the set time: one reminder, to the second address, in the same thread."""
    async with office(tmp_path, to=("first@ours.example", "second@ours.example")) as desk:
        case_id, first = await escalated(desk)
        await until(lambda: "escalated" in desk.notebook.kinds)
        sent = (await desk.files.deliveries.of_case(case_id))[0].accepted_at
        assert sent is not None
        house = desk.desk.housekeeping
        await house.round(sent + house.remind_after)
        await until(lambda: len(desk.inbox.messages) == 2)
        reminder = desk.inbox.messages[1]
        assert (first.recipients, reminder.recipients) == (
            ("first@ours.example",),
            ("second@ours.example",),
        )
        assert "Not acknowledged yet" in reminder.subject
        assert reminder.header("References") == first.header("Message-ID")


async def test_a_case_somebody_took_is_not_repeated(tmp_path: Path) -> None:
    """Acknowledging ends the reminders."""
    async with office(tmp_path, to=("first@ours.example", "second@ours.example")) as desk:
        case_id, _ = await escalated(desk)
        await until(lambda: "escalated" in desk.notebook.kinds)
        await desk.desk.signal(case_id, Reaction.ACKNOWLEDGE, ANA, identity="mine")
        sent = (await desk.files.deliveries.of_case(case_id))[0].accepted_at
        assert sent is not None
        house = desk.desk.housekeeping
        await house.round(sent + house.remind_after)
        await until(lambda: "acknowledged" in desk.notebook.kinds)
        assert len(desk.inbox.messages) == 1
