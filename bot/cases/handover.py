"""
A person hands a case to the support inbox: one mail for each run, and another where none ever left.
"""

from __future__ import annotations

from bot.cases.escalation import MailSettings, Sending, asked_for, escalation_of
from bot.cases.escalation_email import message_id
from bot.model.case import Case
from bot.model.reactions import Person, Settled
from bot.storage.deliveries import DeliveryState
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine


class Handover:
    """
    Decides what a wish to escalate means: a decision is not a deed.
    """

    def __init__(self, files: Stores, sending: Sending, engine: Engine, post: MailSettings) -> None:
        self._files = files
        self._sending = sending
        self._engine = engine
        self._post = post

    async def escalate(self, case: Case, who: Person, identity: str, note: str) -> Settled:
        """
        Begin the mail that escalates this run, or say what became of the one that was asked for before.
        """
        run = case.view.run
        name = escalation_of(run)
        mine, by = await self._files.cases.decide(case.id, f"escalate.{run}", identity, str(who))
        if mine:
            await self._sending.prepare(case.id, name, "escalation", note)
        if by != "triage":
            await self._begin(case.id, name, by)
        to = ", ".join(self._post.recipients[:1]) or "the support inbox"
        if not mine:
            return await self._before(case, str(who), by, to, note)
        return Settled(accepted=True, sentence=f"Handing this case to {to}.", by=by)

    async def _before(self, case: Case, who: str, by: str, to: str, note: str) -> Settled:
        name, state, begun = await self._standing(case)
        if state is DeliveryState.ACCEPTED:
            sentence = f"{by} already handed this case to {to}."
            return Settled(accepted=False, sentence=sentence, by=by)
        if await self._engine.known([f"{case.id}.send.{name}"], unfinished=True):
            sentence = f"{by} asked for it before; the mail to {to} is not accepted yet and is tried again."
            return Settled(accepted=False, sentence=sentence, by=by)
        name = escalation_of(case.view.run, again=max(1, begun))
        await self._sending.prepare(case.id, name, "escalation", note)
        await self._begin(case.id, name, who)
        sentence = f"The earlier mail never left; handing this case to {to} now."
        return Settled(accepted=True, sentence=sentence, by=who)

    async def _begin(self, case_id: str, name: str, by: str) -> None:
        workflow = f"{case_id}.send.{name}"
        await self._engine.start("send", workflow, case_id, name, "escalation", asked_for(by), by)

    async def _standing(self, case: Case) -> tuple[str, DeliveryState | None, int]:
        """
        The mail that escalates a case's run, an accepted one before others, else the latest; its state is
        None where it was never begun. And how many mails of the case there are.
        """
        run = case.view.run
        begun = {d.id: d for d in await self._files.deliveries.of_case(case.id)}
        name, state = escalation_of(run), None
        for again in range(len(begun) + 1):
            each = escalation_of(run, again)
            mail = begun.get(message_id(case, each, self._post.sender))
            if mail is not None and state is not DeliveryState.ACCEPTED:
                name, state = each, mail.state
        return name, state, len(begun)
