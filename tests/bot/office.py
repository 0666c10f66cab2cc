"""
An office to test in: a real desk on a real database, simulated Amazon and mail on loopback, and a
surface that writes down what it is asked to show.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.cases.desk import Desk, Parts
from bot.cases.escalation import MailSettings
from bot.cases.smtp import MailRoute
from bot.foundation.timeouts import Timeouts
from bot.model.answer import Answer
from bot.model.surface import CaseView, Notice, Place, PlanLine, SurfaceUnavailable
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.use_case import Triage
from diagnostics.amazon.credentials import AppCredentials, Endpoints
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.model import Finding
from knowledge.base.library import Library
from sandbox.amazon import Amazon
from sandbox.inbox import Inbox


KEY = Fernet.generate_key().decode()
LIBRARY = Library.open()
_template: list[Path] = []
PLACE = Place("slack", "TOURS", "CCASES", "", "UAGENT", "TOURS")
QUICK = Timeouts(
    retry_first=0.05,
    retry_longest=0.05,
    give_up=0.2,
    post_first=0.01,
    post_tries=2,
    remind=3600,
    housekeeping=3600,
    later_poll=0.05,
)


@dataclass
class Notebook:
    """
    A surface that writes everything down. `down` makes it unavailable for so many calls.
    """

    opened: list[tuple[CaseView, int]] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    shown: list[tuple[CaseView, Answer, Answer | None]] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    down: int = 0

    def _there(self) -> None:
        if self.down:
            self.down -= 1
            raise SurfaceUnavailable("the other side is down")

    async def open_case(self, case: CaseView, plan: Sequence[PlanLine]) -> None:
        self._there()
        self.opened.append((case, len(plan)))

    def progress(self, _case: CaseView, finding: Finding) -> None:
        self.found.append(finding.probe)

    async def show_answer(self, case: CaseView, answer: Answer, before: Answer | None) -> None:
        self._there()
        self.shown.append((case, answer, before))

    async def tell(self, _case: CaseView, notice: Notice) -> None:
        self._there()
        self.told.append(notice)

    async def refuse(self, _case: CaseView, sentence: str) -> None:
        self._there()
        self.refused.append(sentence)

    async def link(self, case: CaseView) -> str:
        return f"https://slack.example/archives/CCASES/{case.id}"

    async def alarm(self, key: str, sentence: str) -> None:
        self._there()
        self.alarms.append((key, sentence))

    @property
    def kinds(self) -> list[str]:
        return [notice.kind.value for notice in self.told]


@dataclass
class Office:
    """
    Everything a case needs, and what to look at afterwards.
    """

    amazon: Amazon
    inbox: Inbox
    notebook: Notebook
    files: Stores
    desk: Desk
    engine: Engine

    async def open(self, merchant: str, issue: str = "", identity: str = "", **more: Any) -> str:
        self.amazon.stage(merchant)
        opened = await self.desk.open_case(
            identity or f"request for {merchant}",
            merchant,
            issue,
            PLACE,
            merchant_facing=False,
            **more,
        )
        return opened.case.id

    async def answered(self, merchant: str, issue: str = "") -> str:
        case_id = await self.open(merchant, issue)
        await until(lambda: len(self.notebook.shown) > 0)
        return case_id

    async def state(self, case_id: str) -> str:
        return (await self.files.cases.get(case_id)).state.value


async def until(look: Callable[[], Any], seconds: float = 10.0) -> Any:
    """
    Wait until something is so; a coroutine's answer counts too.
    """
    async with asyncio.timeout(seconds):
        while True:
            found = look()
            if isinstance(found, Awaitable):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)


def records(folder: Path, amazon: Amazon) -> SqliteConnections:
    """
    The simulated merchants in a table of our own.
    """
    path = folder / "connections.db"
    known = path.exists()
    store = SqliteConnections(path, TokenCipher([KEY]))
    if not known:
        store.save(ConnectionRecord(**row) for row in amazon.connections())
    return store


def triage(folder: Path, amazon: Amazon) -> Triage:
    """
    The use case against the simulated Amazon.
    """
    app = AppCredentials(
        amazon.client_id, amazon.client_secret, amazon.ads_client_id, amazon.ads_client_secret
    )
    endpoints = Endpoints(amazon.lwa_url, amazon.spapi_url, amazon.ads_url)
    return Triage.open(records(folder, amazon), LIBRARY, app=app, endpoints=endpoints)


async def _made_before(folder: Path, amazon: Amazon) -> None:
    # Making the tables costs a second; every office but the first gets a copy.
    if not _template:
        made = Path(mkdtemp(prefix="office-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        files = Stores.open(f"sqlite:///{made / 'triage.db'}")
        engine = Engine(files.database, made / "triage.db")
        await engine.start_up({}, _nobody)
        await engine.stop(0)
        files.close()
        await records(made, amazon).aclose()
        _template.append(made)
    for name in ("triage.db", "connections.db"):
        shutil.copy(_template[0] / name, folder / name)


async def _nobody(_name: str, _case: str) -> None: ...


@asynccontextmanager
async def office(
    folder: Path,
    url: str = "",
    times: Timeouts = QUICK,
    to: tuple[str, ...] = ("support@ours.example",),
) -> AsyncIterator[Office]:
    """
    An office, open for as long as the `async with` lasts.
    """
    path = None if url else folder / "triage.db"
    async with AsyncExitStack() as stack:
        amazon = await stack.enter_async_context(Amazon())
        inbox = await stack.enter_async_context(Inbox())
        await _made_before(folder, amazon)
        use_case = await stack.enter_async_context(triage(folder, amazon))
        files = Stores.open(url or f"sqlite:///{path}")
        stack.callback(files.close)
        notebook = Notebook()
        engine = Engine(files.database, path)
        post = MailSettings(MailRoute(SecretStr(inbox.url)), "triage@ours.example", to)
        desk = Desk(Parts(files, use_case, LIBRARY, notebook, engine, post, times))
        await desk.start()
        try:
            yield Office(amazon, inbox, notebook, files, desk, engine)
        finally:
            await desk.stop(0)
