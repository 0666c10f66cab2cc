"""
How soon Slack is answered while the bot works: fifty commands in a second, and a busy ten seconds.

The floor of the first is a Bolt app that only acknowledges, in the same run. Workspace, bot and
Amazon are three processes. The workspace's rate limits are off: what is measured is the bot, and
Slack's one post a second and channel would hide it; the bot's own budget of edits holds all the same.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Measure
from benchmarks.stage.bot import ONLY_ACKS, bot
from benchmarks.stage.outside import Outside, outside
from sandbox.slack import Workspace
from sandbox.slack.calls import Ack, Call


BURST = 50
ROUNDS = 3
COMMANDS, MENTIONS, TALK = 200, 100, 200  # a mention comes as two events, talk as one
SECONDS = 10.0
FIRST = 100_001
MERCHANTS = 600
ANSWERED_WITHIN_S = 150.0
MINUTE_S = 60.0


def run() -> Iterator[Measure]:
    """
    Both, with bots of their own.
    """
    with tempfile.TemporaryDirectory() as folder:
        with outside(Path(folder) / "burst", generated=MERCHANTS) as amazon:
            yield from asyncio.run(_burst(amazon, Path(folder)))
        with outside(Path(folder) / "busy", generated=MERCHANTS) as amazon:
            yield from asyncio.run(_busy(amazon, Path(folder)))


async def _burst(amazon: Outside, folder: Path) -> list[Measure]:
    ours, floor = [], []
    async with (
        Workspace() as slack,
        Workspace() as plain,
        bot(slack, amazon.environment, folder / "bot.log"),
        bot(plain, amazon.environment, folder / "plain.log", ONLY_ACKS, 1),
    ):
        merchants = iter(range(MERCHANTS))
        for number in range(ROUNDS + 1):
            few = 5 if number == 0 else BURST
            acks = [await _fire(plain, few, merchants), await _fire(slack, few, merchants)]
            await _all_answered(slack, few, number)
            if number:
                floor.append(max(ack.ms for ack in acks[0]))
                ours.append(max(ack.ms for ack in acks[1]))
                assert all(ack.ok for each in acks for ack in each), "a command was lost"
    return [
        Measure(f"acks: slowest of {BURST} in a second, a Bolt app that only acknowledges",
                statistics.median(floor), "ms", note=_spread(floor)),
        Measure(f"acks: slowest of {BURST} in a second, triage serve",
                statistics.median(ours), "ms", note=_spread(ours)),
        Measure("acks: slowest / slowest of a Bolt app that only acknowledges",
                statistics.median(ours) / statistics.median(floor), "times", at_most=3.0),
    ]  # fmt: skip


async def _fire(slack: Workspace, commands: int, merchants: Iterator[int]) -> list[Ack]:
    """
    So many commands spread over one second.
    """
    tasks = []
    for _ in range(commands):
        text = f"M{FIRST + next(merchants)}"
        tasks.append(asyncio.create_task(slack.command("UAGENT", "CCASES", "/triage", text)))
        await asyncio.sleep(1 / commands)
    return list(await asyncio.gather(*tasks))


async def _all_answered(slack: Workspace, few: int, number: int) -> None:
    wanted = 5 + BURST * number if number else few
    await slack.wait_for(lambda: len(_answers(slack)) >= wanted, ANSWERED_WITHIN_S)


async def _busy(amazon: Outside, folder: Path) -> list[Measure]:
    async with Workspace() as slack, bot(slack, amazon.environment, folder / "bot.log"):
        await slack.command("UAGENT", "CCASES", "/triage", f"M{FIRST + MERCHANTS - 1}")
        await slack.wait_for(lambda: _answers(slack), ANSWERED_WITHIN_S)
        slack.faults.duplicate_events = True
        before = len(slack.acks)
        typed = await _ten_seconds(slack)
        cases = COMMANDS + MENTIONS
        started = time.perf_counter()
        await slack.wait_for(lambda: len(_answers(slack)) >= cases + 1, ANSWERED_WITHIN_S)
        after = time.perf_counter() - started
        await slack.settled()
        await asyncio.sleep(1.0)
        acks = slack.acks[before:]
        answers = _answers(slack)
        updates = sorted(call.at for call in slack.calls if call.method == "chat.update")
        first = _first_posts(slack.calls, typed)
    twice = sum(count - 1 for count in answers.values())
    silent = sum(not ack.ok for ack in acks)
    command = [ack.ms for ack in acks if ack.kind == "slash_commands"]
    return [
        Measure("busy: slowest acknowledgement", max(ack.ms for ack in acks), "ms", at_most=1000.0,
                note=f"{len(acks)} deliveries in {SECONDS:.0f} s"),
        Measure("busy: deliveries not acknowledged", silent, "", at_most=0),
        Measure("busy: cases lost", cases + 1 - len(answers), "", at_most=0,
                note=f"{cases} answered {after:.0f} s after the last"),
        Measure("busy: cases answered twice", twice, "", at_most=0),
        Measure("busy: first visible sign (“Examining …”), median", statistics.median(command),
                "ms", at_most=300.0),
        Measure("busy: the plan stands in the channel, median", statistics.median(first), "ms",
                note="behind it other examinations wait their turn"),
        Measure("busy: chat.update in any minute", _most_in_a_minute(updates), "", at_most=50),
    ]  # fmt: skip


async def _ten_seconds(slack: Workspace) -> dict[str, float]:
    """
    Everything at an even pace. When each merchant was asked for with a command.
    """
    typed: dict[str, float] = {}
    tasks = []
    merchants = iter(range(MERCHANTS))
    each = SECONDS / COMMANDS
    for number in range(COMMANDS):
        merchant = f"M{FIRST + next(merchants)}"
        typed[merchant] = time.time()
        tasks.append(asyncio.create_task(slack.command("UAGENT", "CCASES", "/triage", merchant)))
        if number % 2:
            asked = f"M{FIRST + next(merchants)} please"
            await slack.mention("UAGENT2", "CCASES", asked)
        for _ in range(TALK // COMMANDS):
            await slack.message("UAGENT2", "CCASES", "thanks, lunch at one?")
        await asyncio.sleep(each)
    await asyncio.gather(*tasks)
    return typed


def _answers(slack: Workspace) -> Counter[str]:
    """
    How often each case was answered, by the metadata of what was posted.
    """
    found: Counter[str] = Counter()
    for call in slack.calls:
        if call.method == "chat.postMessage" and call.ok:
            payload = (call.args.get("metadata") or {}).get("event_payload") or {}
            if str(payload.get("key", "")).startswith("answer."):
                found[str(payload["case"])] += 1
    return found


def _first_posts(calls: Sequence[Call], typed: dict[str, float]) -> list[float]:
    waited = {}
    for call in calls:
        if call.method != "chat.postMessage":
            continue
        text = str(call.args.get("text", ""))
        merchant = next((m for m in typed if m[1:] in text and m not in waited), None)
        if merchant is not None:
            waited[merchant] = (call.at - typed[merchant]) * 1000
    return list(waited.values())


def _most_in_a_minute(moments: Sequence[float]) -> int:
    return max(
        (sum(start <= at < start + MINUTE_S for at in moments) for start in moments), default=0
    )


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.0f} to {max(values):.0f}"
