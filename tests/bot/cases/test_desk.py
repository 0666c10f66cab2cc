"""
The life of a case at the desk: opened once, answered, escalated, repaired, closed.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cases.desk import Person, Reaction
from bot.model.answer import Verdict
from bot.model.case import UnknownCase
from bot.model.surface import Place
from sandbox.inbox import Fault
from tests.bot.office import PLACE, QUICK, Office, office, until


ANA = Person("UANA", "TOURS", "Ana")
BEN = Person("UBEN", "TOURS", "Ben")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as open_office:
        yield open_office


async def test_a_case_is_examined_and_answered(desk: Office) -> None:
    """A request ends in an answer on the surface, after the plan with every probe."""
    case_id = await desk.answered("M1004")
    [(case, answer, before)] = desk.notebook.shown
    assert (case.id, case.merchant_name, before) == (case_id, "Tarnholm Outdoor", None)
    assert answer.verdict is Verdict.CAUSE_FOUND
    assert desk.notebook.opened[0][1] >= 12
    assert "lwa_token" in desk.notebook.found


async def test_the_same_request_twice_is_one_case(desk: Office) -> None:
    """Slack delivers again what it believes lost; nothing is done twice."""
    first = await desk.open("M1001", identity="event 1")
    second = await desk.open("M1001", identity="event 1")
    await until(lambda: desk.notebook.shown)
    await asyncio.sleep(0.1)
    assert first == second
    assert len(desk.notebook.shown) == 1


async def test_two_requests_are_two_cases(desk: Office) -> None:
    """The same merchant asked for twice by two people is two cases."""
    first = await desk.open("M1001", identity="event 1")
    second = await desk.open("M1001", identity="event 2")
    await until(lambda: len(desk.notebook.shown) == 2)
    assert first != second


async def test_an_unknown_merchant_is_refused_with_a_suggestion(desk: Office) -> None:
    """A merchant that is not on record gets a sentence, with the nearest that are."""
    await desk.files.cases.list()
    opened = await desk.desk.open_case("x", "M1O01", "", PLACE, merchant_facing=False)
    await until(lambda: desk.notebook.refused)
    assert "M1001" in desk.notebook.refused[0]
    assert await desk.state(opened.case.id) == "refused"


async def test_what_only_we_can_mend_is_escalated_by_itself(desk: Office) -> None:
    """Our own client secret refused: one mail, and the thread says that it was sent and to whom."""
    case_id = await desk.open("M1010")
    await until(lambda: "escalated" in desk.notebook.kinds)
    [mail] = desk.inbox.messages
    assert mail.subject.startswith(f"[case {case_id}] Hollin Bridge Ceramics (M1010): ")
    assert "support@ours.example" in desk.notebook.told[-1].detail
    assert await desk.state(case_id) == "escalated"


async def test_what_the_merchant_can_mend_is_not_escalated(desk: Office) -> None:
    """A lapsed consent is the merchant's to renew; nobody is written to."""
    await desk.answered("M1004")
    await asyncio.sleep(0.1)
    assert desk.inbox.messages == []


async def test_the_button_escalates_once(desk: Office) -> None:
    """Two people press Escalate; one mail goes out, and the second reads who was first."""
    case_id = await desk.answered("M1001", "orders are missing since Monday")
    say = {"note": "Big customer, please hurry."}
    first = await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="a", payload=say)
    second = await desk.desk.signal(case_id, Reaction.ESCALATE, BEN, identity="b")
    await until(lambda: desk.inbox.messages)
    await asyncio.sleep(0.1)
    assert (first.accepted, second.accepted, second.by) == (True, False, "Ana")
    [mail] = desk.inbox.messages
    assert "From Ana: Big customer, please hurry." in mail.text
    assert "orders are missing since Monday" in mail.text


async def test_the_same_click_delivered_twice_is_accepted_twice_and_sent_once(desk: Office) -> None:
    """A click that Slack repeats is the same click, not somebody who came too late."""
    case_id = await desk.answered("M1001")
    for _ in range(2):
        settled = await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="same")
        assert settled.accepted
    await until(lambda: desk.inbox.messages)
    await asyncio.sleep(0.1)
    assert len(desk.inbox.messages) == 1


async def test_run_again_shows_what_changed(desk: Office) -> None:
    """Run again examines anew and hands the surface the answer before, for the difference."""
    case_id = await desk.answered("M1001")
    await desk.desk.signal(case_id, Reaction.RUN_AGAIN, ANA, identity="again")
    await until(lambda: len(desk.notebook.shown) == 2)
    case, _, before = desk.notebook.shown[1]
    assert case.run == 2
    assert before == desk.notebook.shown[0][1]


async def test_run_again_while_running_is_refused_kindly(desk: Office) -> None:
    """Two presses in a row start one examination."""
    desk.amazon.latency = 0.1
    case_id = await desk.open("M1001")
    settled = await desk.desk.signal(case_id, Reaction.RUN_AGAIN, ANA, identity="again")
    assert (settled.accepted, settled.sentence) == (
        False,
        "This case is being examined right now.",
    )
    await until(lambda: desk.notebook.shown)


async def test_done_is_fixed_only_when_what_failed_has_passed(desk: Office) -> None:
    """After the merchant reconnected, the probe that failed passes: told as fixed, and recorded."""
    case_id = await desk.answered("M1003")
    desk.amazon.mend("M1003")
    await desk.desk.signal(case_id, Reaction.DONE, ANA, identity="done")
    await until(lambda: "fixed" in desk.notebook.kinds)
    assert "lwa_token" in desk.notebook.told[-1].detail
    assert await desk.state(case_id) == "fixed"
    kinds = [feedback.kind for feedback in await desk.files.journal.all_feedback()]
    assert kinds == ["used", "verified_fix"]


async def test_done_asks_only_what_failed(desk: Office) -> None:
    """Of a seller whose finances were refused: a token, finances, and what is ours or others'."""
    await desk.answered("M1005")
    [case] = await desk.files.cases.list()
    desk.amazon.mend("M1005")
    desk.amazon.calls.clear()
    await desk.desk.signal(case.id, Reaction.DONE, ANA, identity="done")
    await until(lambda: "fixed" in desk.notebook.kinds)
    asked = [call.operation for call in desk.amazon.calls if call.merchant_id == "M1005"]
    assert sorted(asked) == ["listTransactions", "token"]


async def test_what_passed_before_stands_in_the_answer_to_done(desk: Office) -> None:
    """The new answer has every finding: those asked again, and the rest as it was."""
    case_id = await desk.answered("M1005")
    await desk.desk.signal(case_id, Reaction.DONE, ANA, identity="done")
    await until(lambda: "still_broken" in desk.notebook.kinds)
    (_, first), (_, second) = await desk.files.cases.answers(case_id)
    found = [{f.probe: f.outcome for f in a.connections[0].findings} for a in (first, second)]
    assert found[0] == found[1]
    assert [cause.id for cause in first.causes][:1] == [cause.id for cause in second.causes][:1]


async def test_run_again_after_a_mend_shows_the_answer_and_says_fixed(desk: Office) -> None:
    """Whoever ran it again sees the plan end, the difference, and the verified fix; it stays so."""
    case_id = await desk.answered("M1003")
    desk.amazon.mend("M1003")
    await desk.desk.signal(case_id, Reaction.RUN_AGAIN, ANA, identity="again")
    await until(lambda: "fixed" in desk.notebook.kinds)
    assert len(desk.notebook.shown) == 2
    assert await desk.state(case_id) == "fixed"


async def test_done_that_changed_nothing_is_told_so(desk: Office) -> None:
    """The merchant says done and Amazon still refuses: still broken, never fixed."""
    case_id = await desk.answered("M1003")
    await desk.desk.signal(case_id, Reaction.DONE, ANA, identity="done")
    await until(lambda: "still_broken" in desk.notebook.kinds)
    assert "fixed" not in desk.notebook.kinds
    assert len(desk.notebook.shown) == 1


async def test_still_broken_after_our_steps_goes_to_the_support_team(desk: Office) -> None:
    """When the steps did not help, a person takes over, and the article hears of it."""
    case_id = await desk.answered("M1003")
    await desk.desk.signal(case_id, Reaction.STILL_BROKEN, ANA, identity="still")
    await until(lambda: "escalated" in desk.notebook.kinds)
    assert "still missing after the suggested steps" in desk.inbox.messages[0].text
    kinds = {feedback.kind for feedback in await desk.files.journal.all_feedback()}
    assert "did_not_help" in kinds


async def test_a_mail_server_that_is_down_delays_the_mail_and_says_so(desk: Office) -> None:
    """Not sent yet is told once; when the server is back, the mail goes out."""
    await desk.inbox.down()
    case_id = await desk.open("M1010")
    await until(lambda: "escalation_pending" in desk.notebook.kinds)
    assert "Not sent yet" in desk.notebook.told[-1].detail
    assert await desk.state(case_id) == "answered"
    await desk.inbox.up()
    await until(lambda: "escalated" in desk.notebook.kinds)
    assert desk.notebook.kinds.count("escalation_pending") == 1
    [delivery] = await desk.files.deliveries.of_case(case_id)
    assert [attempt.outcome for attempt in delivery.attempts][-1] == "accepted"
    assert len(delivery.attempts) > 1


async def test_a_mail_nobody_takes_ends_in_an_alarm(desk: Office) -> None:
    """After the last try the internal channel is told, and the case reads failed, never sent."""
    desk.inbox.fail(Fault.REFUSED)
    case_id = await desk.open("M1010")
    await until(lambda: "escalation_failed" in desk.notebook.kinds)
    assert "escalated" not in desk.notebook.kinds
    refused, failed = [key for key, _ in desk.notebook.alarms]
    assert refused.startswith("mail.refused.")
    assert failed == f"{case_id}.mail.r1.failed"


async def test_a_case_whose_mail_never_left_can_be_escalated_again(desk: Office) -> None:
    """That somebody asked for it is not that it was done: another mail begins, and it is said."""
    desk.inbox.fail(Fault.REFUSED)
    case_id = await desk.open("M1010")
    await until(lambda: "escalation_failed" in desk.notebook.kinds)
    desk.inbox.fail(None)
    settled = await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="again")
    await until(lambda: desk.inbox.messages)
    assert settled.accepted
    assert "never left" in settled.sentence
    await until(lambda: "escalated" in desk.notebook.kinds)
    once_more = await desk.desk.signal(case_id, Reaction.ESCALATE, BEN, identity="b")
    assert "already handed this case" in once_more.sentence
    assert len(desk.inbox.messages) == 1


async def test_a_mail_that_is_still_tried_is_neither_handed_over_nor_sent_twice(
    desk: Office,
) -> None:
    """While the server is down a person reads that it is not accepted yet."""
    await desk.inbox.down()
    case_id = await desk.open("M1010")
    await until(lambda: "escalation_pending" in desk.notebook.kinds)
    settled = await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="a")
    assert not settled.accepted
    assert "not accepted yet" in settled.sentence
    await desk.inbox.up()
    await until(lambda: "escalated" in desk.notebook.kinds)
    assert len(desk.inbox.messages) == 1


async def test_a_surface_that_is_down_gets_the_answer_later(desk: Office) -> None:
    """Slack away for a while: the answer is shown when it is back."""
    desk.notebook.down = 4
    await desk.open("M1004")
    await until(lambda: desk.notebook.shown)


async def test_acknowledging_settles_who_has_it(desk: Office) -> None:
    """The first to acknowledge has the case; giving it back opens it to others."""
    case_id = await desk.answered("M1001")
    mine = await desk.desk.signal(case_id, Reaction.ACKNOWLEDGE, ANA, identity="1")
    late = await desk.desk.signal(case_id, Reaction.ACKNOWLEDGE, BEN, identity="2")
    await desk.desk.signal(case_id, Reaction.UNACKNOWLEDGE, ANA, identity="3")
    again = await desk.desk.signal(case_id, Reaction.ACKNOWLEDGE, BEN, identity="4")
    assert (mine.accepted, late.accepted, late.by, again.accepted) == (True, False, "Ana", True)
    whats = [event.what for event in await desk.files.journal.audited(case_id)]
    assert whats[-3:] == ["acknowledge", "took back acknowledge", "acknowledge"]


async def test_a_reaction_to_no_case_says_so(desk: Office) -> None:
    """A button of a case that was purged gets a sentence."""
    with pytest.raises(UnknownCase, match="no case 'ZZZZ'"):
        await desk.desk.signal("ZZZZ", Reaction.CLOSE, ANA, identity="x")


async def test_a_secret_in_the_issue_is_not_kept_and_told_of(desk: Office) -> None:
    """A pasted token never reaches the file, and our people hear what to do about it."""
    case_id = await desk.answered("M1001", "it says Atzr|FAKE-0123456789abcdef is refused")
    assert "FAKE-0123" not in (await desk.files.cases.get(case_id)).view.issue
    await until(lambda: desk.notebook.alarms)
    assert "a refresh token" in desk.notebook.alarms[0][1]


async def test_the_preview_is_what_would_be_sent(desk: Office) -> None:
    """Recipient, subject and every line; the mail adds only that it was handed over, and by whom."""
    case_id = await desk.answered("M1004")
    preview = await desk.desk.preview(case_id, ANA, "Please look")
    assert desk.inbox.messages == []
    note = {"note": "Please look"}
    await desk.desk.signal(case_id, Reaction.ESCALATE, ANA, identity="e", payload=note)
    mail = await desk.inbox.wait_for()
    shown, sent = preview.text.splitlines(), mail.text.splitlines()
    assert (preview.to, preview.subject) == (mail.recipients[0], mail.subject.strip())
    assert [line for line in shown if line not in sent] == []
    assert [line[27:] for line in sent if line not in shown] == ["Escalate - Ana"]


async def test_a_merchants_case_is_answered_in_the_channels_language(desk: Office) -> None:
    """The merchant's part of the answer is German where the channel is."""
    desk.amazon.stage("M1004")
    place = Place("slack", "TOURS", "CALPHA", "1.2", "UMERCH", "TALPHA")
    await desk.desk.open_case("g", "M1004", "", place, merchant_facing=True, language="de")
    await until(lambda: desk.notebook.shown)
    assert desk.notebook.shown[0][1].merchant.language == "de"


async def test_a_cause_that_cleared_by_itself_is_told_as_fixed(tmp_path: Path) -> None:
    """Throttling: we look again by ourselves, and say fixed once it has passed."""
    async with office(tmp_path, times=replace(QUICK, recheck_pace=0.002)) as desk:
        case_id = await desk.answered("M1007")
        assert await until(lambda: desk.state(case_id)) == "waiting"
        desk.amazon.mend("M1007")
        await until(lambda: "fixed" in desk.notebook.kinds)
        assert await desk.state(case_id) == "fixed"
        assert len(desk.notebook.shown) == 1


async def test_a_cause_that_did_not_clear_in_time_is_handed_over(tmp_path: Path) -> None:
    """The wait budget ends: both threads hear it, and the case is escalated."""
    async with office(tmp_path, times=replace(QUICK, recheck_pace=0.0001)) as desk:
        case_id = await desk.answered("M1007")
        await until(lambda: "escalated" in desk.notebook.kinds)
        assert desk.notebook.kinds == ["overrun", "escalated"]
        assert await desk.state(case_id) == "escalated"


async def test_what_could_be_compared_after_all_is_answered(tmp_path: Path) -> None:
    """What was held back is looked at again, and answered anew once others can be compared."""
    async with office(tmp_path, times=replace(QUICK, recheck_pace=0.001)) as desk:
        fleet = desk.desk._examining._triage.fleet
        fleet._may_sample = False
        case_id = await desk.answered("M1003")
        assert await until(lambda: desk.state(case_id)) == "waiting"
        fleet._may_sample = True
        await until(lambda: len(desk.notebook.shown) > 1)
        first, second = (answer for _, answer, _ in desk.notebook.shown)
        assert (first.verdict, first.escalate) == (Verdict.UNEXPLAINED, False)
        assert first.held is not None
        assert (second.verdict, second.held) == (Verdict.CAUSE_FOUND, None)


async def test_what_was_never_compared_is_handed_over(tmp_path: Path) -> None:
    """Half an hour without a comparison: a person decides."""
    async with office(tmp_path, times=replace(QUICK, recheck_pace=0.0005)) as desk:
        desk.desk._examining._triage.fleet._may_sample = False
        await desk.answered("M1003")
        await until(lambda: "escalated" in desk.notebook.kinds)
        assert desk.notebook.kinds == ["overrun", "escalated"]
        assert "HELD BACK" in desk.inbox.messages[0].text
