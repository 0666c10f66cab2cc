"""
Many cases in flight while bots are killed at random moments, and what was lost or doubled.
"""

from __future__ import annotations

import asyncio
import random
import time

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.cases import Cases
from bot.storage.database import Database
from sandbox.slack.state import Message
from sandbox.world import INTERNAL_CHANNEL, World
from tests.faults.bots import Bot


AGENT = "UAGENT"
# A healthy one, a cause that others act on, and three that only we can act on (an email each).
MERCHANTS = ("M1001", "M1016", "M1005", "M1014", "M1016")
# Slack repeats an event at once, after a minute and after five, and finds a bot that needed seconds to
# start. Here a bot is away for most of the time, so that events are repeated until it takes them.
LIKE_SLACK = (0.2, *[2.5] * 60)


@dataclass(frozen=True, slots=True)
class Toll:
    """
    What a storm cost. `lost` must be empty; `doubled` may count one for each kill.

    `edits` is the most that any minute held, of the fifty that Slack allows a workspace.
    """

    cases: int
    mails: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    seconds: float
    edits: int

    def __str__(self) -> str:
        return (
            f"{self.cases} cases, {self.mails} emails in {self.seconds:.0f} s: "
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, "
            f"at most {self.edits} edits a minute"
        )


async def asked(world: World, count: int) -> list[Message]:
    """
    That many mentions, each of which is to become one case. Slack delivers every event twice.
    """
    world.slack.faults.duplicate_events = True
    names = [MERCHANTS[number % len(MERCHANTS)] for number in range(count)]
    return [await world.slack.mention(AGENT, INTERNAL_CHANNEL, f"triage {name}") for name in names]


async def killed(world: World, bot: Bot, kills: int, seed: int) -> None:
    """
    Kill a bot that many times, each at a random moment after it has connected, and start it again.
    """
    chance = random.Random(seed)  # noqa: S311  (the same moments in every run)
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.05, 3.0))
        await bot.kill()
        await bot.start()
        await world.slack.connected(60, 1)


async def settled(world: World, messages: Sequence[Message], within: float) -> None:
    """
    Return when every case is answered, with the mail it needs, or when that takes too long.
    """
    await world.slack.settled()
    ends = time.monotonic() + within
    while _unanswered(world, messages) or await _without_mail(world):
        if time.monotonic() > ends:
            return
        await asyncio.sleep(0.5)
    await asyncio.sleep(1.0)  # for a duplicate that is still on its way


async def toll(world: World, messages: Sequence[Message], seconds: float) -> Toll:
    """
    What was lost and what was doubled.
    """
    taken = {ack.sent["event"]["ts"] for ack in world.slack.acks if ack.ok and _is_event(ack.sent)}
    lost = [f"no acknowledgement of {m.ts}" for m in messages if m.ts not in taken]
    lost += [f"no answer to {ts}" for ts in _unanswered(world, messages)]
    lost += [f"no mail of case {case}" for case in await _without_mail(world)]
    posts = Counter(_told(message) for message in world.slack.messages(INTERNAL_CHANNEL))
    posts.pop(("", ""), None)
    mails = Counter(mail.header("Message-ID") for mail in world.inbox.messages)
    doubled = [f"post {' '.join(name)}" for name, times in posts.items() for _ in range(times - 1)]
    doubled += [f"mail {name}" for name, times in mails.items() for _ in range(times - 1)]
    cases = len({case for case, _ in posts})
    return Toll(cases, len(mails), tuple(lost), tuple(doubled), seconds, _edits(world))


def _unanswered(world: World, messages: Sequence[Message]) -> list[str]:
    answered = {
        message.thread
        for message in world.slack.messages(INTERNAL_CHANNEL)
        if _told(message)[1].startswith("answer.")
    }
    return [message.ts for message in messages if message.ts not in answered]


async def _without_mail(world: World) -> list[str]:
    subjects = " ".join(mail.subject for mail in world.inbox.messages)
    database = Database(world.settings["TRIAGE_DATABASE_URL"])
    try:
        cases = Cases(database)
        wanting = []
        for case in await cases.list(limit=1000):
            answer = await cases.answer(case.id)
            if answer is None or (answer.escalate and case.id not in subjects):
                wanting.append(case.id)
        return wanting
    finally:
        database.close()


def _told(message: Message) -> tuple[str, str]:
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("case", "")), str(payload.get("key", ""))


def _edits(world: World) -> int:
    made = [call.at for call in world.slack.calls if call.method == "chat.update"]
    return max((sum(first <= at < first + 60 for at in made) for first in made), default=0)


def _is_event(sent: dict[str, object]) -> bool:
    return isinstance(sent.get("event"), dict)
