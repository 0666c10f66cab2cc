"""
How a merchant's message is heard: in which language, about what, and who ought to know of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.slack.handlers import intents
from bot.slack.handlers.context import HandlerContext
from bot.slack.handlers.intents import Intent
from bot.slack.handlers.message import InboundMessage
from bot.slack.views.holding import HOLDING
from bot.slack.views.phrases import LANGUAGES
from bot.storage.channels import ChannelSettings
from knowledge.base.wording import TONGUES
from knowledge.statements.hearing import Act
from knowledge.statements.reader import StatementReading, read


ENOUGH = 4  # words from which a message tells its language; fewer keep the channel's
UNSPACED = frozenset({"ja", "zh", "ko", "ar", "ru"})  # told by their script, however short
FOR_A_PERSON = frozenset({Act.PERSON, Act.ANGER, Act.ESCALATE})


class Attention(StrEnum):
    """
    Who gets to know of a message.
    """

    ANSWER = "answer"  # it is worked: a case
    TELL = "tell"  # one of us reads it
    NOBODY = "nobody"  # small talk, thanks


@dataclass(frozen=True, slots=True)
class Listened:
    """
    A merchant's message as it was heard. `language` is the one to answer in.
    """

    words: str
    language: str
    reading: StatementReading
    wanted: Intent


def listen(heard: InboundMessage, settings: ChannelSettings, usual: str = "") -> Listened:
    """
    Read a message. `usual` is the language of its case, where it is in one.

    A channel that was set to another language than English keeps it; else the message decides.
    """
    words = intents.without_mentions(heard.text)
    spoken = usual or settings.language
    reading = read(words, spoken)
    told = reading.language in UNSPACED or len(words.split()) >= ENOUGH
    theirs = reading.language in LANGUAGES or reading.language in HOLDING
    follows = settings.language == "en" and told and theirs
    language = reading.language if follows else spoken
    return Listened(words, language, reading, intents.follow_up(heard.text, reading.language))


def attention(
    front: HandlerContext, heard: InboundMessage, listened: Listened, *, asked: bool, unasked: bool
) -> Attention:
    """
    What becomes of a message in a bound channel that is in no thread of ours.

    `asked` where it mentions us; `unasked` where only a person may answer it: in somebody's thread, while
    one of us is talking, or where the channel wants mentions alone. What is not understood is told to a
    person; nothing but small talk is left unseen.
    """
    said, reading = listened.words, listened.reading
    if asked:
        quiet = bool(said) and intents.is_courtesy(said) and not heard.files
        return Attention.NOBODY if quiet else Attention.ANSWER
    wants = bool(FOR_A_PERSON.intersection(reading.acts)) or intents.is_error(said)
    # The sense of what is ours was learned from five languages; of others a word must do.
    learned = reading.language in {*TONGUES, ""}
    ours = front.knowledge.relevant(said) if learned else reading.topical
    if not unasked and (ours or Act.PERSON in reading.acts):
        return Attention.ANSWER
    told = ours or wants or reading.topical or bool(reading.asserted) or bool(heard.files)
    return Attention.TELL if told else Attention.NOBODY
