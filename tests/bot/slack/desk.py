"""
A desk that keeps cases for real and answers from a script: what Slack's tests need of the rest.
"""

from __future__ import annotations

import asyncio

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.cases.desk import Desk, Opened, Person, Preview, Reaction, Settled
from bot.model.answer import Answer
from bot.model.case import State
from bot.model.surface import CaseView, Notice, NoticeKind, Place, Surface
from bot.storage.cases import Request
from bot.storage.stores import Stores
from diagnostics.model import Finding
from tests.bot.slack import samples


@dataclass
class ScriptedDesk(Desk):
    """
    For what is purely a matter of the surface; the whole product is in `house.py`. Every case is answered with `answers[merchant_id]`, or with the usual sample.
    """

    files: Stores
    surface: Surface
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset({"M9999"})
    pause: float = 0.0
    opened: list[CaseView] = field(default_factory=list)
    signals: list[tuple[str, Reaction, Person, dict[str, str]]] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open_case(  # noqa: PLR0913
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
        case, new = await self.files.cases.open(
            Request(identity, merchant_id, issue, place, merchant_facing, language, tuple(reported))
        )
        if new:
            await self.files.cases.change(case.id, merchant_name="Alpha Outdoor")
            view = replace(case.view, merchant_name="Alpha Outdoor")
            self.opened.append(view)
            self._start(self._work(view))
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
        view = await self.view(case_id)
        run = (payload or {}).get("run", str(view.run))
        if reaction in {Reaction.RUN_AGAIN, Reaction.DONE}:
            begun, mine = await self.files.cases.begin_run(
                case_id, identity, str(who), str(reaction)
            )
            by = "Somebody"
        else:
            name = f"{reaction}.{run}"
            mine, by = await self.files.cases.decide(case_id, name, identity, who.name)
        if not mine:
            return Settled(accepted=False, sentence=f"{by} has already decided that.", by=by)
        self.signals.append((case_id, reaction, who, dict(payload or {})))
        if reaction in {Reaction.RUN_AGAIN, Reaction.DONE}:
            self._start(self._work(replace(view, run=begun)))
        if reaction in {Reaction.ESCALATE, Reaction.STILL_BROKEN}:
            await self.files.cases.change(case_id, state=State.ESCALATED)
            told = Notice(
                NoticeKind.ESCALATED, "escalated", "Sent to support@example.org.", who.user
            )
            self._start(self.surface.tell(view, told))
        return Settled(accepted=True, sentence="Taken.")

    async def view(self, case_id: str) -> CaseView:
        return (await self.files.cases.get(case_id)).view

    async def answer(self, case_id: str) -> Answer | None:
        return await self.files.cases.answer(case_id)

    async def preview(self, case_id: str, who: Person, note: str = "") -> Preview:
        await self.view(case_id)
        note = f"{who} asked. {note}"
        return Preview(
            "support@example.org", f"[case {case_id}] Alpha Outdoor", f"{note}The email.\n" * 9
        )

    async def idle(self) -> None:
        """
        Return when every case is answered.
        """
        while self.tasks:
            await asyncio.gather(*self.tasks)

    def _start(self, work: object) -> None:
        task = asyncio.create_task(work)  # type: ignore[arg-type, var-annotated]
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _work(self, view: CaseView) -> None:
        if view.merchant_id in self.unknown:
            sentence = f"There is no merchant {view.merchant_id}; did you mean M1001 Alpha Outdoor?"
            await self.surface.refuse(view, sentence)
            return
        await self.surface.open_case(view, samples.PLAN)
        for finding in samples.FINDINGS:
            self.surface.progress(view, finding)
            await asyncio.sleep(self.pause)
        script = self.answers.get(view.merchant_id) or [samples.answer()]
        said = replace(script[min(view.run, len(script)) - 1], case_id=view.id)
        before = await self.files.cases.answer(view.id, view.run - 1) if view.run > 1 else None
        await self.files.cases.keep_answer(view.id, view.run, said, "{}")
        await self.files.cases.change(view.id, state=State.ANSWERED)
        await self.surface.show_answer(view, said, before)
