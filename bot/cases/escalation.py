"""
The life of an escalation email: written from the case, sent, tried again for a day, then alarmed.

A case never reads "sent" before a server has accepted the mail.
"""

from __future__ import annotations

import asyncio
import logging
import zlib

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.bundles.bundle import bundle_json, make_bundle
from bot.cases.escalation_email import Envelope, Letter, mail, message_id, subject, text
from bot.cases.notifications import Posting
from bot.cases.smtp import MailRoute, NotSent
from bot.foundation.metrics import Metrics
from bot.foundation.timeouts import Timeouts
from bot.model.case import Case, State, UnknownCase
from bot.model.surface import Notice, NoticeKind, Surface, SurfaceUnavailable
from bot.storage.deliveries import Delivery, DeliveryState
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from diagnostics.probes import PROBES
from knowledge.base.library import Library


log = logging.getLogger(__name__)

ACCEPTED, FOR_GOOD, GONE = "accepted", "for good: ", "the case is gone"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """
    Where escalations go and how. `recipients` is in order: reminders go to the next.
    """

    route: MailRoute | None
    sender: str
    recipients: tuple[str, ...]


def escalation_of(run: int, again: int = 0) -> str:
    """
    The name of the mail that escalates a run, or of another one after it; part of its Message-ID.
    """
    return f"r{run}.again{again}" if again else f"r{run}"


def reminder_of(run: int, turn: int) -> str:
    """
    The name of reminder number `turn` of that mail.
    """
    return f"r{run}.reminder{turn}"


def asked_for(who: str) -> str:
    """
    Why a mail leaves that a person wanted.
    """
    return f"{who} asked for it."


class Sending:
    """
    Writes and sends a case's mails. Its workflow is `send`.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (what a mail is made of and told to)
        self,
        files: Stores,
        library: Library,
        surface: Surface,
        posting: Posting,
        engine: Engine,
        post: MailSettings,
        times: Timeouts,
        metrics: Metrics,
    ) -> None:
        self._files = files
        self._library = library
        self._surface = surface
        self._posting = posting
        self._engine = engine
        self._post = post
        self._times = times
        self._metrics = metrics
        # One mail at a time between "accepted" on the wire and on our disk: a crash can make one
        # mail go out twice, never more.
        self._turn = asyncio.Lock()

    async def send(self, case_id: str, name: str, kind: str, because: str, by: str) -> None:
        """
        The workflow: mail `name` of a case, until a server has it or a day has passed.
        """
        for attempt in range(1, self._times.tries() + 1):
            outcome = await self._engine.step(
                f"send {attempt}", self._try, case_id, name, kind, because, by
            )
            if outcome == GONE:
                return
            if outcome.startswith(ACCEPTED):
                await self._engine.step("note it sent", self._sent, case_id, name, kind)
                await self._tell_sent(case_id, name, kind, by, outcome)
                return
            await self._tell_pending(case_id, name, attempt, outcome)
            await self._engine.pause(self._times.retry(attempt))
        await self._engine.step("give up", self._give_up, case_id, name)
        key = f"mail.{name}.failed"
        sentence = (
            f"Case {case_id}: the escalation email was not accepted within a day. "
            "Please take the case by hand, and see `triage doctor`."
        )
        await self._posting.alarm(case_id, f"{case_id}.{key}", sentence)
        await self._posting.tell(case_id, Notice(NoticeKind.ESCALATION_FAILED, key))

    async def preview(self, case_id: str, because: str, note: str, by: str) -> tuple[str, str, str]:
        """
        Whom the mail would go to, its subject and its text.
        """
        case = await self._files.cases.get(case_id)
        earlier = await self._files.deliveries.of_case(case_id)
        news = any(delivery.accepted_at for delivery in earlier)
        kind = "follow_up" if news else "escalation"
        letter = await self._letter(case, kind, because, note, by)
        return ", ".join(self._post.recipients[:1]), subject(letter), text(letter)

    async def prepare(self, case_id: str, name: str, kind: str, note: str) -> None:
        """
        Note that mail `name` is wanted, with a person's words; the same name again is the same.
        """
        case = await self._files.cases.get(case_id)
        made = message_id(case, name, self._post.sender)
        await self._files.deliveries.open(made, case_id, kind, self._recipient(name), "", note)

    async def _try(self, case_id: str, name: str, kind: str, because: str, by: str) -> str:
        try:
            case = await self._files.cases.get(case_id)
            await self.prepare(case_id, name, kind, "")
        except UnknownCase:
            return GONE
        async with self._turn:
            earlier = await self._files.deliveries.of_case(case_id)
            made = message_id(case, name, self._post.sender)
            mine = next(delivery for delivery in earlier if delivery.id == made)
            if mine.state is DeliveryState.ACCEPTED:
                return f"{ACCEPTED} {mine.sent_to}"
            sent_before = any(d.accepted_at for d in earlier if d.id != made)
            news = kind == "escalation" and sent_before
            letter = await self._letter(case, "follow_up" if news else kind, because, mine.note, by)
            try:
                await self._hand_over(letter, mine, earlier)
            except NotSent as reason:
                log.warning("The mail was not accepted: %s", reason)
                self._metrics.mailed(accepted=False)
                await self._files.deliveries.attempted(made, str(reason), accepted=False)
                return f"{FOR_GOOD if reason.for_good else ''}{reason}"
            await self._files.deliveries.attempted(made, "accepted", accepted=True)
            self._metrics.mailed(accepted=True)
        return f"{ACCEPTED} {mine.sent_to}"

    async def _hand_over(
        self, letter: Letter, mine: Delivery, earlier: tuple[Delivery, ...]
    ) -> None:
        if self._post.route is None or not mine.sent_to:
            raise NotSent("TRIAGE_SMTP_URL or TRIAGE_SUPPORT_EMAIL is not set.", for_good=True)
        sent = tuple(d.id for d in earlier if d.id != mine.id and d.accepted_at is not None)
        envelope = Envelope(
            sender=self._post.sender,
            to=mine.sent_to,
            message_id=mine.id,
            references=sent,
            at=datetime.now(UTC),
        )
        await self._post.route.send(mail(letter, envelope, self._bundle(letter)))

    def _bundle(self, letter: Letter) -> str:
        if letter.answer is None:
            return ""
        bundle = make_bundle(
            letter.answer,
            articles=self._library.versions,
            probes=PROBES,
            at=datetime.now(UTC),
            reported=letter.case.reported,
        )
        return bundle_json(bundle)

    async def _letter(self, case: Case, kind: str, because: str, note: str, by: str) -> Letter:
        runs = await self._files.cases.answers(case.id)
        answers = [answer for _, answer in runs]
        try:
            link = await self._surface.link(case.view)
        except SurfaceUnavailable:
            link = ""  # the mail matters more than its link
        return Letter(
            case=case,
            answer=answers[-1] if answers else None,
            earlier=tuple(answers[:-1]),
            events=await self._files.journal.audited(case.id),
            because=because,
            note=note,
            by=by,
            link=link,
            kind=kind,
        )

    async def _sent(self, case_id: str, name: str, kind: str) -> None:
        await self._files.journal.audit("triage", "escalated", case_id, f"mail {name}, {kind}")
        case = await self._files.cases.get(case_id)
        if case.state not in {State.FIXED, State.CLOSED}:
            await self._files.cases.change(case_id, state=State.ESCALATED)

    async def _tell_sent(self, case_id: str, name: str, kind: str, by: str, outcome: str) -> None:
        to = outcome.removeprefix(ACCEPTED).strip()
        detail = f"Sent to {to}." if kind != "reminder" else f"Nobody acknowledged; sent to {to}."
        key = f"mail.{name}.sent"
        await self._posting.tell(case_id, Notice(NoticeKind.ESCALATED, key, detail, by))

    async def _tell_pending(self, case_id: str, name: str, attempt: int, reason: str) -> None:
        if attempt == 1:
            detail = f"Not sent yet: {reason.removeprefix(FOR_GOOD)} It is kept and tried again."
            key = f"mail.{name}.pending"
            await self._posting.tell(case_id, Notice(NoticeKind.ESCALATION_PENDING, key, detail))
        if attempt == 1 and reason.startswith(FOR_GOOD):
            # More tries may not help: somebody has to look at the address or the server.
            sentence = f"The mail server refuses escalations: {reason.removeprefix(FOR_GOOD)}"
            await self._posting.alarm(case_id, _occasion(sentence), sentence)

    async def _give_up(self, case_id: str, name: str) -> None:
        case = await self._files.cases.get(case_id)
        await self._files.deliveries.give_up(message_id(case, name, self._post.sender))
        await self._files.journal.audit("triage", "gave up sending", case_id, f"mail {name}")

    def _recipient(self, name: str) -> str:
        # The first on the list gets the escalation, each reminder goes to the next.
        turn = int(name.partition("reminder")[2] or 0)
        listed = self._post.recipients
        return listed[min(turn, len(listed) - 1)] if listed else ""


def _occasion(sentence: str) -> str:
    """
    The key of an alarm about the mail server: another refusal, or another day, is another alarm.
    """
    return f"mail.refused.{datetime.now(UTC):%Y-%m-%d}.{zlib.crc32(sentence.encode())}"
