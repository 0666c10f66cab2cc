"""
A bot in a process of its own, to be killed: a desk with an outbox on disk instead of Slack.

Run with: python -m tests.bot.process FOLDER LWA_URL SPAPI_EU_URL SMTP_URL REQUESTS
"""

from __future__ import annotations

import asyncio
import json
import sys

from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from bot.cases.desk import Desk, Parts
from bot.cases.escalation import MailSettings
from bot.cases.smtp import MailRoute
from bot.foundation.timeouts import Timeouts
from bot.model.answer import Answer
from bot.model.surface import CaseView, Notice, Place, PlanLine
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.use_case import Triage
from diagnostics.amazon.credentials import AppCredentials, Endpoints
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.model import Finding, Region
from knowledge.base.library import Library


class Outbox:
    """
    A surface in a file: a line per post, found again before it is written twice, as Slack's is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def _once(self, case_id: str, key: str) -> None:
        line = json.dumps([case_id, key])
        kept = self._path.read_text().splitlines() if self._path.exists() else []
        if line not in kept:
            with self._path.open("a") as file:
                file.write(line + "\n")

    async def open_case(self, case: CaseView, plan: Sequence[PlanLine]) -> None:
        self._once(case.id, f"plan of {len(plan)}")

    def progress(self, _case: CaseView, _finding: Finding) -> None: ...

    async def show_answer(self, case: CaseView, answer: Answer, _before: Answer | None) -> None:
        self._once(case.id, f"answer {answer.verdict}")

    async def tell(self, case: CaseView, notice: Notice) -> None:
        self._once(case.id, f"{notice.kind} {notice.key}")

    async def refuse(self, case: CaseView, sentence: str) -> None:
        self._once(case.id, f"refused {sentence}")

    async def link(self, _case: CaseView) -> str:
        return ""

    async def alarm(self, key: str, _sentence: str) -> None:
        self._once("", key)


async def main(folder: Path, lwa: str, spapi: str, smtp: str, requests: int) -> None:
    """
    Open so many cases, telling standard output of each that is safe, then work until killed.
    """
    other = folder / "url"  # of a PostgreSQL; without it, a SQLite file
    path = None if other.exists() else folder / "triage.db"
    files = Stores.open(other.read_text() if other.exists() else f"sqlite:///{path}")
    store = SqliteConnections(
        folder / "connections.db", TokenCipher([(folder / "key").read_text()])
    )
    app = AppCredentials(*(folder / "app").read_text().split("\n"))  # type: ignore[arg-type]
    endpoints = Endpoints(lwa, dict.fromkeys(Region, spapi), dict.fromkeys(Region, spapi))
    library = Library.open()
    use_case = Triage.open(store, library, app=app, endpoints=endpoints)
    post = MailSettings(
        MailRoute(SecretStr(smtp)), "triage@ours.example", ("support@ours.example",)
    )
    engine = Engine(files.database, path)
    times = Timeouts(retry_first=0.2, retry_longest=0.5, later_poll=0.2)
    outbox = Outbox(folder / "outbox")
    desk = Desk(Parts(files, use_case, library, outbox, engine, post, times))
    await desk.start()
    for number in range(requests):
        place = Place("slack", "TOURS", "CCASES", "", "UAGENT", "TOURS")
        merchant = ("M1001", "M1002", "M1003")[number % 3]
        opened = await desk.open_case(f"event {number}", merchant, "", place, merchant_facing=False)
        print(opened.case.id, flush=True)  # noqa: T201
    print("all", flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    _, where, lwa_url, spapi_url, smtp_url, many = sys.argv
    asyncio.run(main(Path(where), lwa_url, spapi_url, smtp_url, int(many)))
