"""
The durable life of a case: examine, answer, escalate, look again, close.

Surfaces talk to the `Desk`. Whatever it accepts is on disk before it returns, and a restart
finishes it. Each piece of work is a short workflow named after the case and what it does, so that
the same thing is never begun twice; between them a case waits on disk alone.
"""

from __future__ import annotations

import contextlib

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.cases.escalation import MailSettings, Sending, asked_for
from bot.cases.handover import Handover
from bot.cases.notifications import Posting
from bot.cases.periodic import Housekeeping
from bot.cases.run import Examining
from bot.foundation.metrics import Metrics
from bot.foundation.timeouts import Timeouts
from bot.model.answer import Answer
from bot.model.case import Case, State, UnknownCase
from bot.model.reactions import Opened, Person, Preview, Reaction, Settled
from bot.model.surface import CaseView, Notice, NoticeKind, Place, Surface
from bot.storage.cases import Request
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.composition import leading
from bot.triage.use_case import Triage
from diagnostics.model import Finding
from diagnostics.redaction.secrets import clean
from knowledge.base.library import Library


__all__ = ["Desk", "Opened", "Person", "Preview", "Reaction", "Settled", "UnknownCase"]

LONGEST_ISSUE = 20_000
RUNS = {Reaction.RUN_AGAIN, Reaction.DONE, Reaction.STILL_BROKEN}
OPINIONS = {
    Reaction.HELPED,
    Reaction.DID_NOT_HELP,
    Reaction.WRONG_CAUSE,
    Reaction.STEP_OUTDATED,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """
    What a desk works with.
    """

    files: Stores
    triage: Triage
    library: Library
    surface: Surface
    engine: Engine
    post: MailSettings
    times: Timeouts = field(default_factory=Timeouts)
    metrics: Metrics = field(default_factory=Metrics)


class Desk:
    """
    Opens cases and takes reactions to them. One per process, started inside the running loop.

    `files` is what we keep: `files.cases`, `files.channels`, `files.journal`, `files.database`.
    """

    def __init__(self, parts: Parts) -> None:
        self.files = parts.files
        self.triage = parts.triage
        self._engine = parts.engine
        self._times = parts.times
        self._posting = Posting(
            parts.files, parts.surface, parts.engine, parts.times, parts.metrics
        )
        self._sending = Sending(
            parts.files,
            parts.library,
            parts.surface,
            self._posting,
            parts.engine,
            parts.post,
            parts.times,
            parts.metrics,
        )
        self._handover = Handover(self.files, self._sending, self._engine, parts.post)
        self._examining = Examining(
            parts.files,
            parts.triage,
            parts.surface,
            self._posting,
            parts.engine,
            parts.times,
            parts.metrics,
        )
        self.housekeeping = Housekeeping(parts.files, parts.engine, parts.post, parts.times)

    async def start(self) -> None:
        """
        Take up what an earlier process left unfinished, then take new work. Raises `EngineError`.
        """
        await self._engine.start_up(
            {
                "run": self._examining.run,
                "recheck": self._examining.recheck,
                "send": self._sending.send,
                "post": self._posting.post,
                "tell": self._tell,
            },
            self._broke,
            on_poison=self._given_up,
            poll_s=self._times.later_poll,
            takeover_s=self._times.takeover,
        )
        await self.housekeeping.start()

    async def stop(self, seconds: float = 15.0) -> None:
        """
        Let running work finish for some seconds; what does not is taken up by the next start.
        """
        await self.housekeeping.stop()
        await self._engine.stop(seconds)

    async def open_case(  # noqa: PLR0913  (every field of a request, named at the call)
        self,
        identity: str,
        merchant_id: str,
        issue: str,
        place: Place,
        *,
        merchant_facing: bool,
        language: str = "en",
        reported: Sequence[Finding] = (),
    ) -> Opened:
        """
        Open a case, on disk before this returns. The same identity again is the same case.

        `identity` must hold everything that makes one request different from another. A secret in
        the issue is taken out before anything is kept, and our own people hear of it.
        """
        said = clean(issue[:LONGEST_ISSUE])
        request = Request(
            identity=identity,
            merchant_id=merchant_id,
            issue=said.text,
            place=place,
            merchant_facing=merchant_facing,
            language=language,
            reported=tuple(reported),
        )
        case, new = await self.files.cases.open(request)
        await self._engine.start("run", f"{case.id}.run.1", case.id, 1, "asked")
        if said.held:
            key = f"{case.id}.secret"
            sentence = f"Case {case.id}, {' '.join(said.advice)} We kept none of it."
            await self._engine.start("post", key, case.id, "alarm", [key, sentence])
        return Opened(case.view, new)

    async def signal(
        self,
        case_id: str,
        reaction: Reaction,
        who: Person,
        *,
        identity: str,
        payload: Mapping[str, str] | None = None,
    ) -> Settled:
        """
        Take a reaction, on disk before this returns. Raises `UnknownCase`.

        `payload` may hold `note` (a person's words), `article` and `version` (feedback on one).
        """
        said = {name: clean(value).text for name, value in (payload or {}).items()}
        case = await self.files.cases.get(case_id)
        if said.get("note"):
            await self.files.journal.say(case_id, "in", str(who), said["note"])
        if reaction in RUNS:
            return await self._run(case, reaction, who, identity)
        if reaction in OPINIONS:
            return await self._opinion(case, reaction, who, identity, said)
        match reaction:
            case Reaction.ESCALATE:
                return await self._handover.escalate(case, who, identity, said.get("note", ""))
            case Reaction.ACKNOWLEDGE:
                return await self._acknowledge(case, who, identity)
            case Reaction.UNACKNOWLEDGE:
                return await self._take_back(case, who)
        return await self._close(case, who, identity)

    async def view(self, case_id: str) -> CaseView:
        """
        The case as a surface needs it. Raises `UnknownCase`.
        """
        return (await self.files.cases.get(case_id)).view

    async def answer(self, case_id: str) -> Answer | None:
        """
        The case's latest answer, or None before the first. Raises `UnknownCase`.
        """
        await self.files.cases.get(case_id)
        return await self.files.cases.answer(case_id)

    async def preview(self, case_id: str, who: Person, note: str = "") -> Preview:
        """
        The escalation email as it would leave now, were this person to ask. Raises `UnknownCase`.
        """
        because = asked_for(str(who))
        to, subject, text = await self._sending.preview(case_id, because, note, str(who))
        return Preview(to, subject, text)

    async def _broke(self, workflow: str, case_id: str) -> None:
        sentence = (
            f"A fault of ours stopped case {case_id} ({workflow}); please take it by hand. "
            "The log has the details."
        )
        await self._leave(case_id)
        await self._posting.alarm_now(f"{case_id}.{workflow}.broke", sentence)

    async def _given_up(self, workflow_id: str) -> None:
        case_id = workflow_id.partition(".")[0]
        sentence = (
            f"Working on case {case_id} ended our process again and again ({workflow_id}); it is "
            "left alone now. Please take it by hand, and hand the log to engineering."
        )
        await self._leave(case_id)
        await self._posting.alarm_now(f"{workflow_id}.given_up", sentence)

    async def _leave(self, case_id: str) -> None:
        # Open would mean that it is being examined right now, and nobody could run it again.
        with contextlib.suppress(UnknownCase):
            if (await self.files.cases.get(case_id)).state is State.OPEN:
                await self.files.cases.change(case_id, state=State.REFUSED)

    async def _tell(self, case_id: str, kind: str, key: str, detail: str, who: str) -> None:
        await self._posting.tell(case_id, Notice(NoticeKind(kind), key, detail, who))

    async def _run(self, case: Case, reaction: Reaction, who: Person, identity: str) -> Settled:
        run, mine = await self.files.cases.begin_run(case.id, identity, str(who), reaction.value)
        # Started even when another began it: should its process have died in between, this heals it.
        why = await self.files.cases.why_run(case.id, run)
        await self._engine.start("run", f"{case.id}.run.{run}", case.id, run, why)
        if not mine:
            return Settled(accepted=False, sentence="This case is being examined right now.")
        if reaction is Reaction.STILL_BROKEN:
            await self._opinion(case, Reaction.DID_NOT_HELP, who, f"{identity}.opinion", {})
        return Settled(accepted=True, sentence="Looking again.", by=str(who))

    async def _opinion(
        self, case: Case, reaction: Reaction, who: Person, identity: str, said: Mapping[str, str]
    ) -> Settled:
        article, version = said.get("article", ""), said.get("version", "")
        if not article:
            answer = await self.files.cases.answer(case.id)
            named = leading(answer)[:1] if answer else ()
            article, version = (named[0].id, named[0].version) if named else ("", "")
        if article:
            kind = reaction.value
            await self.files.journal.feedback(identity, article, version, kind, case.id)
        await self.files.journal.audit(str(who), reaction.value, case.id, article)
        return Settled(accepted=True, sentence="Thank you; that is noted.", by=str(who))

    async def _acknowledge(self, case: Case, who: Person, identity: str) -> Settled:
        mine, by = await self.files.cases.decide(
            case.id, "acknowledge", identity, str(who), acknowledged_by=str(who)
        )
        if not mine:
            return Settled(accepted=False, sentence=f"{by} has already taken this case.", by=by)
        await self._say(case, NoticeKind.ACKNOWLEDGED, f"acknowledged.{identity}", by)
        return Settled(accepted=True, sentence="This case is yours.", by=by)

    async def _take_back(self, case: Case, who: Person) -> Settled:
        gone = await self.files.cases.take_back(
            case.id, "acknowledge", str(who), acknowledged_by=""
        )
        if not gone:
            return Settled(accepted=False, sentence="Nobody had taken this case.")
        return Settled(accepted=True, sentence="This case is open to others again.", by=str(who))

    async def _close(self, case: Case, who: Person, identity: str) -> Settled:
        name = f"close.{case.view.run}"
        now = self.files.cases.now()
        mine, by = await self.files.cases.decide(
            case.id, name, identity, str(who), state=State.CLOSED, closed_at=now
        )
        if not mine:
            return Settled(accepted=False, sentence=f"{by} has already closed this case.", by=by)
        await self._say(case, NoticeKind.CLOSED, f"closed.{identity}", by)
        return Settled(accepted=True, sentence="This case is closed.", by=by)

    async def _say(self, case: Case, kind: NoticeKind, key: str, who: str) -> None:
        name = f"{case.id}.tell.{key}"[:240]
        await self._engine.start("tell", name, case.id, kind.value, key, "", who)
