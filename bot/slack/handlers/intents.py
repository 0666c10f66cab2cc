"""
What people type, read into what they want. No Slack, no network.
"""

from __future__ import annotations

import re

from dataclasses import dataclass
from enum import StrEnum

from diagnostics.probes.topics import TOPICS


_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^>|]+)(?:\|([^>]*))?>")
_MERCHANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")
_LOOKS_LIKE_ID = re.compile(r"\b[A-Za-z]{1,4}-?\d{2,10}\b")
_LEAD = re.compile(r"^(?:please\s+)?(?:triage|examine|check|diagnose)\b[\s:]*", re.IGNORECASE)
_QUESTION_LEAD = re.compile(r"^(?:kb|search|find)\b[\s:]+", re.IGNORECASE)
_EXPLAIN_LEAD = re.compile(r"^explain\b[\s:]*", re.IGNORECASE)
# Marks of a pasted error: an HTTP status with a code, JSON with an error, a stack trace.
_ERROR = re.compile(
    r"""invalid_grant|invalid_client|unauthorized_client|"errors?"\s*:|Traceback\ \(most\ recent
    |\bQuotaExceeded\b|\bInvalidInput\b|\bUnauthorized\b.*\b403\b|\b403\b.*\bUnauthorized\b
    |Access\ to\ requested\ resource|HTTP/\d|\b(?:4\d\d|5\d\d)\b\s+\w+|error_description""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_AGAIN = re.compile(
    r"\b(?:run|try|look|test|examine|check)\b.{0,12}\bagain\b|\bre-?run\b|\bretry\b|^again\b",
    re.IGNORECASE,
)
_ESCALATE = re.compile(r"\bescalate\b|\bhand (?:it |this )?over\b", re.IGNORECASE)
# Talk about escalating, which is no request: "let's not escalate yet", "should we escalate?"
_NOT_NOW = re.compile(
    r"""\b(?:not|never|without|before|unless|until|if|should|shall|already)\b|n['’]t\b
    |^(?:did|have|has|who|why|was|is)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DONE = re.compile(
    r"""\b(?:i(?:'|’)?ve|i\ have|we(?:'|’)?ve|we\ have|just)\ (?:\w+\ )?(?:done|reconnected|re-?authori[sz]ed|fixed|added)
    |^(?:done|reconnected|fixed\ it|erledigt|c'est\ fait|fait|fatto|hecho|ya\ est[áa])\b
    |\bhabe(?:n)?\b.{0,30}\b(?:verbunden|erledigt)\b|\breconnect[ée]e?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BROKEN = re.compile(
    r"""\bstill\ (?:broken|not|failing|no|the\ same|missing|disconnected)|\bdid(?:n(?:'|’)?t|\ not)\ (?:help|work)
    |\bgeht\ (?:immer\ )?noch\ nicht\b|\btoujours\ (?:pas|en\ panne)\b|\bancora\ non\b
    |\bsigue\ sin\b|\bno\ funciona\ todav[ií]a\b""",
    re.IGNORECASE | re.VERBOSE,
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
    first, rest = words[0], words[1] if len(words) > 1 else ""
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
    follow = follow_up(text)
    if follow.want is not IntentKind.UNCLEAR and not merchant_ids(said):
        return follow
    lead = _LEAD.match(said)
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


def follow_up(text: str) -> Intent:  # noqa: PLR0911  (one way out per wish)
    """
    A message in the thread of a case, where no mention is needed.
    """
    said = without_mentions(text)
    if is_error(said):
        return Intent(IntentKind.EXPLAIN, text=said)
    if len(said) > 400:  # noqa: PLR2004  (a story, not an instruction)
        return Intent(IntentKind.UNCLEAR, text=said)
    if _AGAIN.search(said):
        return Intent(IntentKind.RUN_AGAIN, text=said)
    if _BROKEN.search(said):
        return Intent(IntentKind.STILL_BROKEN, text=said)
    if _DONE.search(said):
        return Intent(IntentKind.DONE, text=said)
    if _ESCALATE.search(said) and not _NOT_NOW.search(said):
        return Intent(IntentKind.ESCALATE, text=said)
    topic = _TOPIC.match(said)
    if topic and topic[1].lower() in TOPICS:
        return Intent(IntentKind.TOPIC, text=topic[1].lower())
    return Intent(IntentKind.UNCLEAR, text=said)


def merchant_ids(text: str) -> list[str]:
    """
    Words that look like merchant ids, in order, each once.
    """
    return list(dict.fromkeys(_LOOKS_LIKE_ID.findall(without_mentions(text))))


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
