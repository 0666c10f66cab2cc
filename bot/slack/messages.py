"""
Messages and mentions: which of them are for us, and what becomes of them.

Silence is the default wherever merchants read. An event is claimed before Slack gets its 200; what
is done with it comes after, and again after a restart that came between.
"""

from __future__ import annotations

import logging

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.channels import ChannelSettings
from bot.slack import words
from bot.slack.audience import Person
from bot.slack.clicks import AGENTS_ONLY, worker
from bot.slack.front import Answerable, Front, identity
from bot.slack.ledger import Post
from bot.slack.views import follow, merchant, thread
from bot.slack.views import help as help_view
from bot.slack.views.parts import Message
from bot.slack.words import Want, Wish
from bot.surface import CaseView, Place, SurfaceUnavailable
from bot.workflows import Reaction
from diagnostics.secrets_seen import clean
from knowledge.article import Audience


log = logging.getLogger(__name__)

PEOPLE = frozenset({None, "file_share", "thread_broadcast"})  # subtypes that people write
QUIET = 15 * 60.0  # seconds of silence after one of us wrote there
BURST = 90.0  # seconds in which several messages of a channel are one request
MENTION_BURST = 15.0
LONGEST = 12_000  # characters of a message that are read
AT_ONCE = 3  # connections of one channel examined for one message that names none
_REACTIONS = {
    Want.DONE: Reaction.DONE,
    Want.STILL_BROKEN: Reaction.STILL_BROKEN,
    Want.RUN_AGAIN: Reaction.RUN_AGAIN,
    Want.ESCALATE: Reaction.ESCALATE,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """
    A message as plain values: enough to work it again after a restart.
    """

    team: str  # the workspace that installed us
    channel: str
    ts: str
    thread: str
    user: str
    user_team: str
    text: str  # without the secrets that were in it
    direct: bool
    advice: str = ""  # what to do about those secrets

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Heard | None:
        """
        From Slack's envelope; None for what no person wrote to be read.
        """
        event = body.get("event") or {}
        if event.get("bot_id") or event.get("hidden") or event.get("subtype") not in PEOPLE:
            return None
        user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
        if not user or not channel or not ts:
            return None
        said = clean(str(event.get("text") or "")[:LONGEST])
        authorizations = body.get("authorizations") or [{}]
        team = str(authorizations[0].get("team_id") or body.get("team_id") or "")
        theirs = event.get("user_team") or event.get("team") or ""
        if not theirs and body.get("is_ext_shared_channel") is False:
            theirs = team
        return cls(
            team,
            str(channel),
            str(ts),
            str(event.get("thread_ts") or ""),
            str(user),
            str(theirs),
            said.text,
            event.get("channel_type") == "im",
            " ".join(said.advice),
        )

    @property
    def identity(self) -> str:
        """
        One for both of Slack's events for a mention: they share channel and time.
        """
        return f"heard:{self.team}:{self.channel}:{self.ts}"

    @property
    def person(self) -> Person:
        """
        Who wrote it.
        """
        return Person(self.user, self.user_team)

    @property
    def under(self) -> str:
        """
        The thread that a reply belongs in.
        """
        return self.thread or self.ts

    def as_body(self) -> dict[str, Any]:
        """
        What is kept until it is worked.
        """
        return asdict(self)


async def hear(front: Front, heard: Heard) -> None:
    """
    Do what a message asks for, if it is for us, and let go of its claim.
    """
    mentioned = front.bot_user in words.mentions(heard.text)
    audience = await front.audiences.known(heard.channel)
    if audience is None:  # the claim stays, and the event is taken up again in a minute or two
        raise SurfaceUnavailable(f"Slack did not say who can read {heard.channel}.")
    if heard.direct:
        await _direct(front, heard)
    elif audience is Audience.SUPPORT:
        await _inside(front, heard, mentioned=mentioned)
    else:
        await _outside(front, heard, mentioned=mentioned)
    await front.ledger.finish(heard.identity)


async def _direct(front: Front, heard: Heard) -> None:
    if not await front.audiences.is_agent(heard.person):
        if await front.audiences.is_ours(heard.person):
            await _reply(front, heard, thread.said(AGENTS_ONLY))
        else:
            await _reply(front, heard, merchant.refused("en"))
        return
    post = await _ours(front, heard)
    wish = words.follow_up(heard.text) if post is not None else words.spoken(heard.text)
    if wish.want is Want.UNCLEAR:
        wish = words.spoken(heard.text)
    await _agent(front, heard, wish, post, spoken_to=True)


async def _inside(front: Front, heard: Heard, *, mentioned: bool) -> None:
    post = await _ours(front, heard)
    if not mentioned and post is None:
        return
    if not await front.audiences.is_agent(heard.person):
        if mentioned:
            asker = Answerable(heard.person, heard.channel, thread=heard.thread)
            await asker.tell(front, thread.said(AGENTS_ONLY))
        return
    wish = words.follow_up(heard.text)
    if mentioned and (post is None or wish.want is Want.UNCLEAR):
        wish = words.spoken(heard.text)
    await _agent(front, heard, wish, post, spoken_to=mentioned)


async def _agent(
    front: Front, heard: Heard, wish: Wish, post: Post | None, *, spoken_to: bool
) -> None:
    match wish.want:
        case Want.TRIAGE:
            await _open(front, heard, wish.merchant, wish.text, merchant_facing=False)
        case Want.EXPLAIN:
            found = front.knowledge.explain(wish.text)
            await _reply(front, heard, help_view.explained(found, heard.advice))
        case Want.RUN_AGAIN | Want.ESCALATE | Want.DONE | Want.STILL_BROKEN | Want.TOPIC:
            if post is not None:
                case = await front.desk.view(post.case_id)
                await _follow(front, heard, wish, case)
            elif spoken_to:
                await _reply(front, heard, thread.said("Which merchant? Try: triage M1001"))
        case Want.SEARCH:
            await _reply(front, heard, help_view.hits(wish.text, front.knowledge.search(wish.text)))
        case Want.HELP if spoken_to:
            await _reply(front, heard, help_view.help_message())
        case Want.UNCLEAR if spoken_to:
            found = front.knowledge.search(wish.text) if front.knowledge.relevant(wish.text) else []
            lost = thread.said("I did not understand that. Try: triage M1001, or help.")
            await _reply(front, heard, help_view.hits(wish.text, found) if found else lost)
        case _:
            pass  # colleagues talking to each other


async def _follow(front: Front, heard: Heard, wish: Wish, case: CaseView) -> None:
    if wish.want is Want.TOPIC:
        answer = await front.desk.answer(case.id)
        await _reply(front, heard, follow.topic(wish.text, words.TOPICS[wish.text], answer))
        return
    # An agent's "done" means "look again"; only the merchant's own word is the merchant's.
    again = wish.want in {Want.RUN_AGAIN, Want.DONE, Want.STILL_BROKEN}
    reaction = Reaction.RUN_AGAIN if again else Reaction.ESCALATE
    settled = await front.desk.signal(
        case.id,
        reaction,
        await worker(front, heard.person),
        identity=identity("said", heard.channel, heard.ts),
        payload={"note": wish.text, "run": str(case.run)},
    )
    if not settled.accepted:
        await _reply(front, heard, thread.said(settled.sentence))


async def _outside(front: Front, heard: Heard, *, mentioned: bool) -> None:
    settings = await front.channels.get(heard.channel)
    place = f"{heard.channel}:{heard.thread}"
    if not mentioned and await front.audiences.is_ours(heard.person):
        # A colleague is answering; we are quiet there for a while.
        front.quiet_until[place] = front.clock() + QUIET
        return
    quiet = not mentioned and front.quiet_until.get(place, 0.0) > front.clock()
    post = await _ours(front, heard)
    if post is not None:
        if not quiet:
            await _merchant_follows(front, heard, post, mentioned=mentioned)
        return
    if not settings.merchants:
        if mentioned:
            await _reply(front, heard, merchant.refused(settings.language))
            await _unbound(front, heard.channel)
        return
    if not mentioned:
        unasked = settings.mention_only or quiet or heard.thread
        if unasked or not front.knowledge.relevant(words.without_mentions(heard.text)):
            return
    for merchant_id in _meant(heard, settings):
        if await _first_of_burst(front, heard, merchant_id, mentioned=mentioned):
            await _open(
                front,
                heard,
                merchant_id,
                words.without_mentions(heard.text),
                merchant_facing=True,
                language=settings.language,
            )


async def _unbound(front: Front, channel: str) -> None:
    inside = front.audiences.internal_channel
    if inside and await front.ledger.claim(f"alarm:unbound:{channel}"):
        await front.gateway.post(inside, thread.unbound(channel))


async def _merchant_follows(front: Front, heard: Heard, post: Post, *, mentioned: bool) -> None:
    case = await front.desk.view(post.case_id)
    if not case.merchant_facing or case.place.channel != heard.channel:
        return
    said = words.without_mentions(heard.text)
    reaction = _REACTIONS.get(words.follow_up(heard.text).want)
    if reaction is None and mentioned and front.knowledge.relevant(said):
        reaction = Reaction.RUN_AGAIN
    if reaction is not None:
        await front.desk.signal(
            case.id,
            reaction,
            await worker(front, heard.person),
            identity=identity("said", heard.channel, heard.ts),
            payload={"note": said, "run": str(case.run)},
        )
    elif not words.is_courtesy(said):
        # For a person to answer: an answer to our question, or one more question of theirs.
        await front.desk.files.journal.say(case.id, "in", heard.user, said)
        await front.surface.note(case, f"heard.{heard.ts}", thread.heard(heard.user, said))
        if mentioned:
            settings = await front.channels.get(heard.channel)
            await _reply(front, heard, merchant.waiting_for_colleague(settings.language))


def _meant(heard: Heard, settings: ChannelSettings) -> tuple[str, ...]:
    """
    Which of the channel's own merchants; any other id in the text is as good as unwritten.
    """
    named = {word.upper() for word in words.merchant_ids(heard.text)}
    chosen = tuple(m for m in settings.merchants if m.upper() in named)
    return chosen or settings.merchants[:AT_ONCE]


async def _first_of_burst(front: Front, heard: Heard, merchant_id: str, *, mentioned: bool) -> bool:
    seconds = MENTION_BURST if mentioned else BURST
    bucket = int(float(heard.ts) / seconds)
    name = f"burst:{heard.channel}:{heard.thread}:{merchant_id}:{seconds:.0f}"
    owners = [
        await front.ledger.owner(f"{name}:{bucket}", heard.identity),
        await front.ledger.owner(f"{name}:{bucket - 1}", ""),
    ]
    return all(owner in {heard.identity, ""} for owner in owners)


async def _open(  # noqa: PLR0913  (what a case is opened with)
    front: Front,
    heard: Heard,
    merchant_id: str,
    issue: str,
    *,
    merchant_facing: bool,
    language: str = "en",
) -> None:
    await front.desk.open_case(
        identity("message", heard.team, heard.channel, heard.ts, merchant_id),
        merchant_id,
        issue[:3000],
        Place("slack", heard.team, heard.channel, heard.under, heard.user, heard.user_team),
        merchant_facing=merchant_facing,
        language=language,
    )


async def _ours(front: Front, heard: Heard) -> Post | None:
    return await front.ledger.in_thread(heard.channel, heard.thread) if heard.thread else None


async def _reply(front: Front, heard: Heard, message: Message) -> None:
    await front.gateway.post(heard.channel, message, thread=heard.under)
