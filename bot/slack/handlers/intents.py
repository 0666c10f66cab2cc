"""
What people type, read into what they want. No Slack, no network.
"""

from __future__ import annotations

import re

from dataclasses import dataclass
from enum import StrEnum

from diagnostics.probes.topics import TOPICS
from knowledge.statements.hearing import Act
from knowledge.statements.reader import ORDER_NUMBER, read


_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^>|]+)(?:\|([^>]*))?>")
_MERCHANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")
# What people put around an id: quotes, code, bold, a comma, a question mark, Slack's zero-width marks.
_AROUND = "`*~'\"“”‘’.,;:!?()[]<>\u200b\u200c\u200d\u2060\ufeff"
_PARTING = re.compile(r"[\s,;/+&]+")
_LOOKS_LIKE_ID = re.compile(r"\b[A-Za-z]{1,4}-?\d{2,10}\b")
LEADS = frozenset({"triage", "examine", "check", "diagnose", "please", "and"})  # before an id
_LEAD = re.compile(r"^(?:please\s+)?(?:triage|examine|check|diagnose)\b[\s:]*", re.IGNORECASE)
_COMMAND = re.compile(r"(?:triage|examine|diagnose)\s+\w", re.IGNORECASE)
_QUESTION_LEAD = re.compile(r"^(?:kb|search|find)\b[\s:]+", re.IGNORECASE)
_EXPLAIN_LEAD = re.compile(r"^explain\b[\s:]*", re.IGNORECASE)
# Marks of a pasted error: an HTTP status with a code, JSON with an error, a stack trace.
_ERROR = re.compile(
    r"""invalid_grant|invalid_client|unauthorized_client|"errors?"\s*:|Traceback\ \(most\ recent
    |\bQuotaExceeded\b|\bInvalidInput\b|\bUnauthorized\b.*\b403\b|\b403\b.*\bUnauthorized\b
    |Access\ to\ requested\ resource|HTTP/\d|\b(?:4\d\d|5\d\d)\b\s+\w+|error_description""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Thanks, greetings and nods; and what else may stand beside them without saying anything.
_COURTESY = re.compile(
    r"""ok|okay|great|perfect|cool|nice|super|top|got|thanks|thank|thx|cheers|noted|merci|danke|dank|grazie
    |gracias|obrigad[oa]|hi|hello|hallo|hey|bonjour|ciao|hola|:[\w+-]+:""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE = re.compile(
    r"""a|again|all|and|answer|beaucoup|bot|day|do|everybody|everyone|fast|for|good|guten|help|it|lot|mille
    |morgen|morning|much|muchas|quick|reply|sch[öo]n|so|tag|team|that|the|this|very|vielen|will|you|your""",
    re.IGNORECASE | re.VERBOSE,
)
_TOPIC = re.compile(
    r"^(?:and|what about|how about|also)?\s*(?:the\s+)?(\w+)\s*(?:data)?\s*\?+$", re.IGNORECASE
)


MOST_IDS = 10  # in one text


class IntentKind(StrEnum):
    """
    What a text asks for.
    """

    MODAL = "modal"
    HELP = "help"
    BIND = "bind"
    UNBIND = "unbind"
    CHANNELS = "channels"
    TRIAGE = "triage"
    SEARCH = "search"
    EXPLAIN = "explain"
    RUN_AGAIN = "run_again"
    ESCALATE = "escalate"
    DONE = "done"
    STILL_BROKEN = "still_broken"
    TOPIC = "topic"
    PERSON = "person"
    CLOSE = "close"
    WORKS = "works"  # told that it does again
    STEPS = "steps"  # asked what our steps or words mean
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Intent:
    """
    What a text asks for, about whom, and the rest of its words.
    """

    want: IntentKind
    merchant: str = ""
    text: str = ""


def command(text: str) -> Intent:  # noqa: PLR0911  (one way out per wish)
    """
    What follows `/triage`.
    """
    words = without_mentions(text).split(None, 1)
    if not words:
        return Intent(IntentKind.MODAL)
    first = words[0] if words[0].startswith("<") else words[0].strip(_AROUND)
    rest = words[1] if len(words) > 1 else ""
    match first.lower():
        case "help" | "?":
            return Intent(IntentKind.HELP)
        case "channels" if not rest:
            return Intent(IntentKind.CHANNELS)
        case "explain":
            return Intent(IntentKind.EXPLAIN, text=rest)
        case "bind" | "unbind":
            # The user to ping is written as a mention, so the text goes on as it was typed.
            return Intent(IntentKind(first.lower()), text=text.split(None, 1)[1] if rest else "")
        case _:
            pass
    if is_error(text) and not _LOOKS_LIKE_ID.fullmatch(first):
        return Intent(IntentKind.EXPLAIN, text=without_mentions(text))
    if _MERCHANT.fullmatch(first):
        return Intent(IntentKind.TRIAGE, first, rest.strip())
    return Intent(IntentKind.UNCLEAR, text=text)


def spoken(text: str) -> Intent:  # noqa: PLR0911  (one way out per wish)
    """
    A message to the bot: a direct message, or one that mentions it.
    """
    said = without_mentions(text)
    if not said or said.lower() in {"help", "hi", "hello", "?", "what can you do"}:
        return Intent(IntentKind.HELP, text=said)
    if _QUESTION_LEAD.match(said):
        return Intent(IntentKind.SEARCH, text=_QUESTION_LEAD.sub("", said))
    if (lead := _EXPLAIN_LEAD.match(said)) is not None:
        return Intent(IntentKind.EXPLAIN, text=said[lead.end() :])
    lead = _LEAD.match(said)
    follow = Intent(IntentKind.UNCLEAR) if _COMMAND.match(said) else follow_up(text)
    if follow.want is not IntentKind.UNCLEAR and not merchant_ids(said):
        return follow
    rest = said[lead.end() :] if lead else said
    words = rest.split(None, 1)
    if words and (_LOOKS_LIKE_ID.fullmatch(words[0]) or (lead and _MERCHANT.fullmatch(words[0]))):
        return Intent(IntentKind.TRIAGE, words[0], words[1].strip() if len(words) > 1 else "")
    found = merchant_ids(said)
    if found and not is_error(said):
        return Intent(IntentKind.TRIAGE, found[0], said)
    if is_error(said):
        return Intent(IntentKind.EXPLAIN, text=said)
    return Intent(IntentKind.UNCLEAR, text=said)


# What is heard, the most telling first: who writes "done, but the same error" is not done.
_HEARD = (
    (Act.PERSON, IntentKind.PERSON),
    (Act.ANGER, IntentKind.PERSON),
    (Act.STILL_BROKEN, IntentKind.STILL_BROKEN),
    (Act.AGAIN, IntentKind.RUN_AGAIN),
    (Act.DONE, IntentKind.DONE),
    (Act.ESCALATE, IntentKind.ESCALATE),
    (Act.CLOSE, IntentKind.CLOSE),
    (Act.WORKS, IntentKind.WORKS),
    (Act.HELP, IntentKind.STEPS),
)


def follow_up(text: str, language: str = "") -> Intent:
    """
    A message in the thread of a case, where no mention is needed. `language` is what is spoken there.
    """
    said = without_mentions(text)
    if is_error(said):
        return Intent(IntentKind.EXPLAIN, text=said)
    topic = _TOPIC.match(said)
    if topic and topic[1].lower() in TOPICS:
        return Intent(IntentKind.TOPIC, text=topic[1].lower())
    acts = read(said, language).acts
    wanted = next((kind for act, kind in _HEARD if act in acts), IntentKind.UNCLEAR)
    return Intent(wanted, text=said)


def merchant_ids(text: str) -> list[str]:
    """
    Words that may be merchant ids, in order, each once. Whether they are, our record says.
    """
    words = parted(ORDER_NUMBER.sub(" ", without_mentions(text)))
    found = [w for w in words if _MERCHANT.fullmatch(w) and _has_both(w)]
    return list(dict.fromkeys(found))[:MOST_IDS]


def parted(text: str) -> list[str]:
    """
    A text's words without what stands around ids, lists of them taken apart.
    """
    return [word.strip(_AROUND) for word in _PARTING.split(text)]


def _has_both(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def is_error(text: str) -> bool:
    """
    Whether a text carries a pasted error rather than a description.
    """
    return bool(_ERROR.search(text))


def is_courtesy(text: str) -> bool:
    """
    Whether a text is thanks, a greeting or a nod, which wants no answer.
    """
    words = [word for word in (one.strip(",.!;()") for one in text.split()) if word]
    if not any(_COURTESY.fullmatch(word) for word in words):
        return not words
    return all(_COURTESY.fullmatch(word) or _BESIDE.fullmatch(word) for word in words)


def without_mentions(text: str) -> str:
    """
    The words alone: mentions out, Slack's link markup and escapes undone.
    """
    text = _LINK.sub(lambda m: m[2] or m[1], _MENTION.sub(" ", text))
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return re.sub(r"[ \t]+", " ", text).strip()


def mentions(text: str) -> list[str]:
    """
    The ids of the users named in a text.
    """
    return _USER.findall(text)
