"""
What nobody asks for: healing, reminders, closing what went quiet, forgetting finished workflows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from datetime import UTC, datetime, timedelta

from bot.cases.escalation import MailSettings, asked_for, escalation_of, reminder_of
from bot.foundation.logs import about_case
from bot.foundation.timeouts import Timeouts
from bot.model.case import Case, State
from bot.storage.deliveries import Delivery
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine


log = logging.getLogger(__name__)

MANY = 500
BEGUN_BY_THEN = timedelta(minutes=1)  # after a decision; its process may be about to begin it
MAILS = timedelta(days=2)  # so long ago a mail has been sent or given up
SETTLED = (State.ANSWERED, State.ESCALATED, State.FIXED, State.REFUSED)


class Housekeeping:
    """
    A round a minute. Each thing it begins is a workflow by name, so that a second round, or another
    process, begins nothing twice.
    """

    def __init__(self, files: Stores, engine: Engine, post: MailSettings, times: Timeouts) -> None:
        self._files = files
        self._engine = engine
        self._post = post
        self._times = times
        self._task: asyncio.Task[None] | None = None

    @property
    def remind_after(self) -> timedelta:
        """
        How long an escalation may go unacknowledged.
        """
        return timedelta(seconds=self._times.remind)

    async def start(self) -> None:
        """
        Heal what a crash left between two lines, then go round in the background.
        """
        await self.heal(datetime.now(UTC))
        self._task = asyncio.create_task(self._rounds(), name="housekeeping")

    async def stop(self) -> None:
        """
        Stop the periodic work.
        """
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def heal(self, before: datetime) -> None:
        """
        Begin what was decided before a moment and never begun: its process died in between.
        """
        cases = await self._files.cases.list(states=[State.OPEN], limit=MANY, before=before)
        names = {f"{case.id}.run.{case.view.run}": case for case in cases}
        known = await self._engine.known(list(names))
        for name, case in names.items():
            if name not in known:
                with about_case(case.id):
                    log.info("Case %s was never begun; beginning it now", case.id)
                why = await self._files.cases.why_run(case.id, case.view.run)
                await self._engine.start("run", name, case.id, case.view.run, why)
        asked = await self._files.cases.asked_for_mail(before - MAILS, before)
        mails = {
            f"{case}.send.{escalation_of(int(run))}": (case, run, who) for case, run, who in asked
        }
        for name in mails.keys() - await self._engine.known(list(mails)):
            case_id, run, who = mails[name]
            with about_case(case_id):
                log.info("The mail of case %s was never begun; beginning it now", case_id)
            mail, because = escalation_of(int(run)), asked_for(who)
            await self._engine.start("send", name, case_id, mail, "escalation", because, who)

    async def round(self, now: datetime) -> None:
        """
        One round: what was never begun, reminders, quiet cases, old workflows.
        """
        await self.heal(now - BEGUN_BY_THEN)
        for case in await self._files.cases.list(states=[State.ESCALATED], limit=MANY):
            await self._remind(case, now)
        quiet_since = now - timedelta(seconds=self._times.close)
        for case in await self._files.cases.list(states=SETTLED, limit=MANY, before=quiet_since):
            # Once, however many processes go round.
            await self._files.cases.decide(
                case.id,
                f"close.{case.view.run}",
                f"{case.id}.quiet",
                "triage",
                detail="silence",
                state=State.CLOSED,
                closed_at=now,
            )
        old = now - timedelta(seconds=self._times.keep_workflows)
        await self._engine.forget(int(old.timestamp() * 1000))

    async def _remind(self, case: Case, now: datetime) -> None:
        if case.acknowledged_by:
            return
        mails = await self._files.deliveries.of_case(case.id)
        sent = [mail for mail in mails if mail.accepted_at is not None]
        if not sent or len(sent) < len(mails):
            return
        turn = sum(mail.kind == "reminder" for mail in mails) + 1
        if turn > max(1, len(self._post.recipients) - 1) or not self._due(sent, now):
            return
        name = reminder_of(case.view.run, turn)
        minutes = round(self._times.remind / 60)
        because = f"Nobody acknowledged this case within {minutes} minutes."
        workflow = f"{case.id}.send.{name}"
        await self._engine.start("send", workflow, case.id, name, "reminder", because, "triage")

    def _due(self, sent: list[Delivery], now: datetime) -> bool:
        last = max(mail.accepted_at for mail in sent if mail.accepted_at is not None)
        return now - last >= self.remind_after

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(self._times.housekeeping)
            try:
                await self.round(datetime.now(UTC))
            except Exception:
                log.exception("A round of housekeeping broke; the next one tries again")
