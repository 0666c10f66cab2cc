"""
The main job on the sandbox's merchants: ask in Slack, wait for the answer, compare, note.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from bot.model.answer import Answer, Verdict
from bot.model.case import Case
from bot.storage.cases import Cases
from diagnostics.probes import PROBES
from sandbox.amazon import Scenario
from sandbox.amazon.expectation import Expectation
from sandbox.slack.state import Message
from sandbox.world import INTERNAL_CHANNEL, World


AGENT = "UAGENT"
PATIENCE_S = 40.0  # examination, posts within Slack's rate limits, and one mail
# What any lasting fault leads to on our own record tells less than the fault itself.
CONSEQUENCES = frozenset(f"{p.name}.{outcome}" for p in PROBES for outcome in p.consequences)
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class TourRow:
    """
    One merchant's part of the table. `fault` is empty when all came out as it should.
    """

    merchant: str
    saw: str
    cause: str
    who_acts: str
    posted: str
    mailed: str
    fault: str


async def visit(world: World, cases: Cases, scenario: Scenario) -> TourRow:
    """
    Type `/triage` for one merchant and follow the case until answer and mail have arrived.
    """
    world.amazon.stage(scenario.id)
    mails = len(world.inbox.messages)
    ack = await world.slack.command(AGENT, INTERNAL_CHANNEL, "/triage", scenario.id)
    if not ack.ok:
        return _lost(scenario, f"Slack's command was not acknowledged ({ack.why})")
    try:
        case, answer = await _until(lambda: _answered(cases, scenario.id))
        message = await _until(lambda: _posted(world, case))
        mail = await _until(lambda: _mail(world, case, mails)) if answer.escalate else None
    except TimeoutError:
        return _lost(scenario, f"no answer, post or mail within {PATIENCE_S:.0f} s")
    return TourRow(
        merchant=f"{scenario.id}\n{scenario.name}",
        saw=_saw(answer),
        cause=_cause(answer),
        who_acts="\n".join(answer.causes[0].who_acts) if _named(answer) else "",
        posted=message.text.partition(". ")[0].removeprefix(f"{scenario.name}: "),
        mailed=mail or "no",
        fault=fault(scenario.expect, answer),
    )


def fault(expect: Expectation, answer: Answer) -> str:
    """
    What is wrong with an answer, in a sentence; empty when it is what the scenario expects.
    """
    if not expect.reconnect and _tells_to_reconnect(answer):
        return f"Told to reconnect in vain, for {answer.causes[0].id}."
    return expect.missed(answer.verdict, [cause.id for cause in answer.causes])


def _tells_to_reconnect(answer: Answer) -> bool:
    return _named(answer) and any(
        cause.reauthorizes
        for connection in answer.connections
        if connection.verdict is Verdict.CAUSE_FOUND
        for cause in connection.causes[:1]
    )


def _named(answer: Answer) -> bool:
    return answer.verdict in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS} and bool(answer.causes)


def _saw(answer: Answer) -> str:
    signals = [
        str(finding.signal)
        for connection in answer.connections
        for finding in connection.findings
        if finding.normal is False
    ]
    telling = [signal for signal in signals if signal not in CONSEQUENCES] or signals
    if not telling:
        return "everything normal" if answer.verdict is Verdict.HEALTHY else "no answer"
    more = [f"and {len(telling) - 2} more"] if len(telling) > 2 else []  # noqa: PLR2004
    return "\n".join([*telling[:2], *more])


def _cause(answer: Answer) -> str:
    if not _named(answer):
        return answer.verdict.replace("_", " ")
    joint = " or\n" if answer.verdict is Verdict.AMBIGUOUS else ""
    return joint.join(cause.id for cause in answer.causes[: 2 if joint else 1])


async def _answered(cases: Cases, merchant_id: str) -> tuple[Case, Answer] | None:
    for case in await cases.list(merchant_id=merchant_id, limit=1):
        answer = await cases.answer(case.id)
        if answer is not None:
            return case, answer
    return None


async def _posted(world: World, case: Case) -> Message | None:
    for message in reversed(world.slack.messages(INTERNAL_CHANNEL)):
        told = (message.metadata or {}).get("event_payload", {})
        if told.get("case") == case.id and str(told.get("key", "")).startswith("answer"):
            return message
    return None


async def _mail(world: World, case: Case, before: int) -> str | None:
    for mail in world.inbox.messages[before:]:
        if case.id in mail.subject:
            return mail.subject
    return None


async def _until(look: Callable[[], Awaitable[F | None]]) -> F:
    async def attempt() -> F | None:
        return await look()

    found: F | None = await AsyncRetrying(
        retry=retry_if_result(lambda result: result is None),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(PATIENCE_S),
        retry_error_callback=lambda _: None,
    )(attempt)
    if found is None:
        raise TimeoutError
    return found


def _lost(scenario: Scenario, why: str) -> TourRow:
    return TourRow(f"{scenario.id}\n{scenario.name}", "", "", "", "", "", why)
