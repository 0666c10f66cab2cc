"""
One run of a case: examine, answer, and what follows from the answer.
"""

from __future__ import annotations

import asyncio
import json
import logging

from datetime import UTC, datetime, timedelta

from bot.cases.escalation import escalation_of
from bot.cases.notifications import Posting
from bot.cases.outcomes import named_causes, outcome_of
from bot.foundation.metrics import Metrics
from bot.foundation.timeouts import Timeouts
from bot.model.answer import Answer, Verdict
from bot.model.case import Case, State, UnknownCase
from bot.model.surface import Notice, NoticeKind, Surface, SurfaceUnavailable
from bot.storage.database import DatabaseError
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.composition import leading, waits
from bot.triage.connection_answer import NOBODYS
from bot.triage.merchant_wording import THEIRS
from bot.triage.rerun import repaired_probes
from bot.triage.use_case import Triage
from diagnostics.connections.source import ConnectionsError


log = logging.getLogger(__name__)

AT_ONCE = 6  # examinations in flight in one process; the rest wait in order, and acks stay quick
BROKE = "A fault of ours broke this examination off; the log has the details. Try Run Again."
ANSWERED, BROKEN = "answered", "broken"


class Examining:
    """
    Runs and rechecks. Its workflows are `run` and `recheck`.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (what a run is made of and told to)
        self,
        files: Stores,
        triage: Triage,
        surface: Surface,
        posting: Posting,
        engine: Engine,
        times: Timeouts,
        metrics: Metrics,
    ) -> None:
        self._files = files
        self._triage = triage
        self._surface = surface
        self._posting = posting
        self._engine = engine
        self._times = times
        self._metrics = metrics
        self._free = asyncio.Semaphore(AT_ONCE)

    async def run(self, case_id: str, run: int, why: str) -> None:
        """
        The workflow of one run. `why` is `asked`, `run_again`, `done` or `still_broken`.
        """
        outcome = await self._engine.step("examine", self._examine, case_id, run, why)
        if outcome == BROKEN:
            await self._posting.alarm(case_id, f"{case_id}.broke.{run}", f"Case {case_id}: {BROKE}")
            await self._posting.refuse(case_id, BROKE)
        elif outcome and outcome != ANSWERED:
            await self._posting.refuse(case_id, outcome)
        if outcome != ANSWERED:
            return
        follow = await self._engine.step("compare", self._compare, case_id, run, why)
        if follow["show"]:
            await self._posting.show(case_id, run, int(follow["before"]))
        if follow["fixed"]:
            await self._tell_fixed(case_id, run, follow["fixed"])
            return
        if follow["still"]:
            kind, detail, what = follow["still"], follow["detail"], follow["what"]
            key = f"run.{run}.still"
            await self._posting.tell(case_id, Notice(NoticeKind(kind), key, detail, what=what))
        await self._follow_up(case_id, run, follow)

    async def recheck(self, case_id: str, run: int, number: int) -> None:
        """
        The workflow that looks again by itself at a cause that may clear.
        """
        outcome = await self._engine.step("look again", self._look_again, case_id, run, number)
        if outcome["fixed"]:
            await self._tell_fixed(case_id, run, outcome["fixed"])
        elif outcome["overrun"]:
            notice = Notice(NoticeKind.OVERRUN, f"run.{run}.overrun", outcome["overrun"])
            await self._posting.tell(case_id, notice)
            await self._escalate(case_id, run, outcome["overrun"])
        elif outcome.get("anew"):  # a release before this one wrote none
            anew = int(outcome["anew"])
            await self._engine.start("run", f"{case_id}.run.{anew}", case_id, anew, "run_again")
        elif outcome["again_s"]:
            await self._later(case_id, run, number + 1, outcome["again_s"])

    async def _tell_fixed(self, case_id: str, run: int, probes: str) -> None:
        await self._posting.tell(case_id, Notice(NoticeKind.FIXED, f"run.{run}.fixed", probes))

    async def _follow_up(self, case_id: str, run: int, follow: dict[str, str]) -> None:
        if follow["escalate"]:
            await self._escalate(case_id, run, follow["escalate"])
        elif follow["again_s"]:
            await self._later(case_id, run, 1, follow["again_s"])

    async def _escalate(self, case_id: str, run: int, because: str) -> None:
        if await self._engine.step("decide", self._decide, case_id, run):
            mail = escalation_of(run)
            name = f"{case_id}.send.{mail}"
            await self._engine.start("send", name, case_id, mail, "escalation", because, "triage")

    async def _later(self, case_id: str, run: int, number: int, seconds: str) -> None:
        name = f"{case_id}.recheck.{run}.{number}"
        await self._engine.start_later(float(seconds), "recheck", name, case_id, run, number)

    # Steps ------------------------------------------------------------------------------------

    async def _examine(self, case_id: str, run: int, why: str) -> str:
        """
        Examine and keep the answer: `answered`, a sentence why not, or nothing when it is gone.
        """
        try:
            case = await self._files.cases.get(case_id)
            return await self._examined(case, run, why)
        except UnknownCase:
            return ""
        except ConnectionsError as reason:
            await self._files.cases.change(case_id, state=State.REFUSED)
            return str(reason)
        except DatabaseError:
            raise  # nothing is wrong with the case: the step waits for its database
        except Exception:
            # The durable engine would only note that the workflow failed, and nobody would hear.
            log.exception("An examination broke")
            await self._files.cases.change(case_id, state=State.REFUSED)
            return BROKEN

    async def _examined(self, case: Case, run: int, why: str) -> str:
        view = case.view
        name, plan = await self._triage.plan(view.merchant_id)
        if name != view.merchant_name:
            await self._files.cases.change(case.id, merchant_name=name)
            case = await self._files.cases.get(case.id)
            view = case.view
        quiet = why in {"done", "still_broken"}
        if not quiet:
            try:
                await self._surface.open_case(view, plan)
            except SurfaceUnavailable as reason:
                log.warning("The first sign could not be given: %s", reason)
        async with self._free:
            answer = await self._triage.triage(
                view.merchant_id,
                view.issue,
                case_id=case.id,
                language=case.language,
                on_finding=None if quiet else lambda f: self._surface.progress(view, f),
                fresh=quiet or run > 1,  # "run again" means now, not as remembered
                again=await self._before(case.id, run) if why == "done" else None,
                reported=case.reported,
            )
        await self._keep(case.id, run, answer)
        return ANSWERED

    async def _before(self, case_id: str, run: int) -> Answer | None:
        earlier = [answer for n, answer in await self._files.cases.answers(case_id) if n < run]
        return earlier[-1] if earlier else None

    async def _keep(self, case_id: str, run: int, answer: Answer) -> None:
        self._metrics.examined(answer)
        versions = {cause.id: cause.version for cause in answer.causes}
        await self._files.cases.keep_answer(case_id, run, answer, json.dumps(versions))
        lead = leading(answer)[:1]
        for cause in lead if answer.verdict is Verdict.CAUSE_FOUND else ():
            key = f"{case_id}.used.{run}"
            await self._files.journal.feedback(key, cause.id, cause.version, "used", case_id)

    async def _compare(self, case_id: str, run: int, why: str) -> dict[str, str]:
        """
        What follows from the answer of a run, given the one before it.
        """
        answers = dict(await self._files.cases.answers(case_id))
        after = answers[run]
        earlier = max((number for number in answers if number < run), default=0)
        before = answers.get(earlier)
        follow = {"before": str(earlier), "fixed": "", "show": "yes", "still": "", "escalate": ""}
        follow |= {"again_s": "", "detail": "", "what": ""}
        if before is not None:
            passed = repaired_probes(before, after)
            if passed:
                follow["fixed"] = await self._fixed(case_id, run, before, passed)
                follow["show"] = "yes" if why == "run_again" else ""
                return follow
            if why in {"done", "still_broken"}:
                follow["show"] = "yes" if named_causes(before) != named_causes(after) else ""
                outcome = outcome_of(before, after, "")
                follow |= {"still": outcome.kind, "detail": outcome.detail, "what": outcome.what}
        follow["escalate"] = self._why_escalate(after, why)
        state, until = State.ANSWERED, None
        if (waiting := waits(after)) and not follow["escalate"]:
            state = State.WAITING
            until = datetime.now(UTC) + waiting[0] * self._times.recheck_pace
            follow["again_s"] = str(self._recheck_s(after))
        await self._files.cases.change(
            case_id, state=state, recheck_until=until, waits_for=_waits_for(after)
        )
        await self._files.journal.audit("triage", "answered", case_id, after.verdict.value)
        return follow

    async def _look_again(self, case_id: str, run: int, number: int) -> dict[str, str]:
        outcome = {"fixed": "", "overrun": "", "again_s": "", "anew": ""}
        try:
            case = await self._files.cases.get(case_id)
        except UnknownCase:
            return outcome
        if case.state is not State.WAITING or case.view.run != run or case.recheck_until is None:
            return outcome  # somebody acted meanwhile
        before = await self._files.cases.answer(case_id, run)
        try:
            async with self._free:
                after = await self._triage.triage(
                    case.view.merchant_id, case.view.issue, case_id=case_id, fresh=True
                )
        except ConnectionsError as reason:
            log.warning("Could not look again: %s", reason)
            after = None
        if before is not None and after is not None:
            passed = repaired_probes(before, after)
            if passed:
                outcome["fixed"] = await self._fixed(case_id, run, before, passed)
                return outcome
            if before.held is not None and after.held is None:  # others could be compared now
                name = f"{case_id}.compared.{run}"
                begun = await self._files.cases.begin_run(case_id, name, "triage", "run_again")
                return outcome | {"anew": str(begun[0])}
        if datetime.now(UTC) >= case.recheck_until:
            outcome["overrun"] = _overrun(before)
            await self._files.cases.change(case_id, state=State.ANSWERED, recheck_until=None)
            await self._files.journal.audit("triage", "overrun", case_id, f"recheck {number}")
        elif before is not None:
            outcome["again_s"] = str(self._recheck_s(before))
        return outcome

    async def _fixed(self, case_id: str, run: int, before: Answer, passed: tuple[str, ...]) -> str:
        await self._files.cases.change(case_id, state=State.FIXED, recheck_until=None)
        await self._files.journal.audit("triage", "fixed", case_id, ", ".join(passed))
        for cause in leading(before)[:1]:
            key = f"{case_id}.verified.{run}"
            kind = "verified_fix"
            await self._files.journal.feedback(key, cause.id, cause.version, kind, case_id)
        return f"Failed before and passes now: {', '.join(passed)}."

    async def _decide(self, case_id: str, run: int) -> bool:
        mine, _ = await self._files.cases.decide(
            case_id, f"escalate.{run}", f"{case_id}.auto.{run}", "triage"
        )
        return mine

    def _recheck_s(self, answer: Answer) -> float:
        _, every = waits(answer) or (None, timedelta(minutes=30))
        return every.total_seconds() * self._times.recheck_pace

    @staticmethod
    def _why_escalate(answer: Answer, why: str) -> str:
        if why == "still_broken":
            return "The merchant's data is still missing after the suggested steps."
        return (answer.escalate_because or "We cannot act alone.") if answer.escalate else ""


def _waits_for(answer: Answer) -> str:
    """
    Who has to do something before a case can go on, if it is not one of us.
    """
    acting = {actor for cause in leading(answer)[:1] for actor in cause.who_acts}
    if answer.verdict not in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS} or not acting:
        return ""
    if acting & THEIRS:
        return "merchant"
    return "amazon" if acting & NOBODYS else ""


def _overrun(answer: Answer | None) -> str:
    if answer and answer.connections and answer.connections[0].partly:
        return f"It did not come right in the time that we wait: {answer.connections[0].because}"
    if answer and answer.held is not None:
        return f"Others could not be compared in the time that we wait. {answer.headline}"
    cause = leading(answer)[0].title if answer and leading(answer) else "The cause"
    return f"It did not clear by itself in the time it usually takes: {cause}"
