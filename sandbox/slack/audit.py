"""
Reads the record of everything that the bot sent to Slack and says what should not be there.

tests/conftest.py holds every workspace of every test to it, and `triage demo` its own.
"""

from __future__ import annotations

import json
import re

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sandbox.slack.blocks import block_faults, too_long, view_faults
from sandbox.slack.calls import Ack, Call


ACK_WITHIN_MS = 3000.0
UPDATES_A_MINUTE = 50
A_MINUTE = 60.0
WRITES = ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url")
# What somebody gets to read, besides.
SHOWN = (*WRITES, "views.", "assistant.threads.")
NOT_SAID = ("trigger_id", "response_url")  # Slack's own, not shown to anybody

SECRETS = (r"FAKE", r"Atzr\|", r"Atza\|", r"Atc\|", r"amzn1\.oa2-cs", r"xox[abp]-", r"xapp-")
INTERNAL = (
    r"\b[a-z]+(?:_[a-z]+)+\.[a-z]+(?:_[a-z]+)*\b",  # a signal
    r"invalid_grant|invalid_client|unauthorized_client|invalid_request",
    r"x-amzn|request id",
    r"client secret|refresh token|access token",
    r"differential|probability|confidence",
    r"Traceback|Exception\b",
    r"/archives/",  # a link into our own channels: threads are linked one way only
)
BROADCAST = re.compile(r"<!(?:channel|here|everyone|subteam)")
MERCHANT = re.compile(r"\bM\d{4,}\b")


def faults(
    calls: Iterable[Call],
    acks: Iterable[Ack] = (),
    *,
    planted: Sequence[str] = (),
    bound: Mapping[str, frozenset[str]] | None = None,
    timed: bool = True,
) -> list[str]:
    """
    What is wrong with these calls and acknowledgements, one sentence each.

    `planted` are further secrets, word for word. `bound` maps a shared channel to the merchant ids
    that may be named there; a channel that is missing may name none. Without `timed`, neither the
    pace of edits nor that of acknowledgements is judged: for bots that are killed on purpose.
    """
    calls, acks = list(calls), list(acks)
    secrets = [re.compile(p) for p in SECRETS] + [re.compile(re.escape(p)) for p in planted]
    found: list[str] = []
    for call in calls:
        said = _said(call)
        found.extend(_shape(call))
        found.extend(_leaks(call, said, secrets, bound))
    for ack in acks:
        found.extend(_answered(ack, secrets))
    if timed:
        found.extend(_pace(calls))
        found.extend(_late(acks))
    return found


def _said(call: Call) -> str:
    """
    Everything a reader of the call could see, as text.
    """
    held = {name: value for name, value in call.args.items() if name not in NOT_SAID}
    return json.dumps(held, ensure_ascii=False)


def _shape(call: Call) -> Iterator[str]:
    args = call.args
    if call.method in WRITES:
        if not args.get("text") and not args.get("markdown_text"):
            yield _about(call, "has no text")
        for fault in block_faults(args.get("blocks", [])):
            yield _about(call, fault)
        if too_long(args.get("blocks", [])):
            yield _about(call, "has more blocks than Slack takes")
    if call.method == "chat.postMessage" and args.get("unfurl_links") not in (False, "false", "0"):
        yield _about(call, "does not turn unfurling off")
    if call.method.startswith("views."):
        for fault in view_faults(args.get("view")):
            yield _about(call, fault)


def _leaks(
    call: Call,
    said: str,
    secrets: Sequence[re.Pattern[str]],
    bound: Mapping[str, frozenset[str]] | None,
) -> Iterator[str]:
    for secret in secrets:
        if held := secret.search(said):
            yield _about(call, f"carries a secret ({held[0][:8]}…)")
    if held := BROADCAST.search(said):
        yield _about(call, f"calls everybody ({held[0]}…)")
    if not call.external or not call.method.startswith(SHOWN):
        return
    # A link into the channel that it stands in leads nowhere else.
    own = f"/archives/{call.args.get('channel', '')}/"
    if held := _internal(said.replace(own, "/")):
        yield _about(call, f"says “{held[0]}” where another company reads")
    named = set(MERCHANT.findall(said))
    mine = (bound or {}).get(call.channel, frozenset())
    if bound is not None and named - mine:
        yield _about(call, f"names {', '.join(sorted(named - mine))}, who are not bound there")


def _internal(said: str) -> re.Match[str] | None:
    hits = (re.search(pattern, said, re.IGNORECASE) for pattern in INTERNAL)
    return next((hit for hit in hits if hit), None)


def _answered(ack: Ack, secrets: Sequence[re.Pattern[str]]) -> Iterator[str]:
    """
    What an acknowledgement itself says: a command's first words, a menu's choices.
    """
    said = json.dumps(ack.payload, ensure_ascii=False)
    for pattern in secrets:
        # Slack's own challenge is repeated to it, and carries our mark of a fake.
        if ack.name != "url_verification" and (held := pattern.search(said)):
            yield f"the answer to {ack.name} carries a secret ({held[0][:8]}…)"
    # A command repeats what its own user typed; a menu offers what we know.
    named = MERCHANT.search(said) if ack.kind == "interactive" else None
    if ack.external and (held := _internal(said) or named):
        yield f"the answer to {ack.name} says “{held[0]}” to {ack.user} of another company"


def _pace(calls: Sequence[Call]) -> Iterator[str]:
    times = sorted(c.at for c in calls if c.method == "chat.update" and c.ok)
    for number, at in enumerate(times[UPDATES_A_MINUTE:]):
        if at - times[number] < A_MINUTE:
            yield f"chat.update more than {UPDATES_A_MINUTE} times within a minute"
            return


def _late(acks: Iterable[Ack]) -> Iterator[str]:
    for ack in acks:
        if ack.kind == "events_api" or ack.why in ("not_shared", "missing_values"):
            continue
        if not ack.ok:
            yield f"{ack.name} by {ack.user} was not acknowledged ({ack.why})"
        elif ack.ms > ACK_WITHIN_MS:
            yield f"{ack.name} by {ack.user} was acknowledged after {ack.ms:.0f} ms"


def _about(call: Call, fault: str) -> str:
    where = f" in {call.channel}" if call.channel else ""
    return f"{call.method}{where}: {fault}"
