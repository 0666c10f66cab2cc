"""
A case becomes an email to our support team, with everything found so far, so that nobody asks twice.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.model.answer import Answer, CauseRole, RankedCause, Verdict
from bot.model.case import Case, Event
from diagnostics.model import Finding


TEMPLATES = Path(__file__).parent / "templates"
LONGEST_SUBJECT = 180
LONGEST_ISSUE = 8000

VERDICTS = {
    Verdict.HEALTHY: "nothing wrong found",
    Verdict.CAUSE_FOUND: "cause found",
    Verdict.AMBIGUOUS: "two causes look alike",
    Verdict.UNEXPLAINED: "no known cause fits",
    Verdict.COULD_NOT_EXAMINE: "could not examine",
}
ACTORS = {
    "merchant": "Merchant",
    "account-admin": "Administrator of the Amazon account",
    "agency": "Merchant's agency",
    "support": "Support",
    "engineering": "Engineering",
    "amazon": "Amazon",
    "nobody": "Nobody (it clears by itself)",
}
EVENTS = {
    "opened": "Asked",
    "answered": "Examined and answered",
    "escalated": "Handed to the support team",
    "run_again": "Run again",
    "done": "Steps reported as done",
    "still_broken": "Reported as still broken",
    "acknowledge": "Acknowledged",
    "fixed": "Verified: what failed before has passed",
    "close": "Closed",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What goes into one email. `answer` is None where the case could never be examined.
    """

    case: Case
    answer: Answer | None
    earlier: tuple[Answer, ...]  # answers of earlier runs, oldest first
    events: tuple[Event, ...]
    because: str  # why it is escalated, in one sentence
    note: str  # a person's words with the escalation
    by: str  # who escalated
    link: str  # the case's thread; empty when unknown
    kind: str = "escalation"  # or follow_up, reminder


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    The headers of one email that do not come from the case itself.
    """

    sender: str
    to: str
    message_id: str
    references: tuple[str, ...]
    at: datetime


def message_id(case: Case, name: str, sender: str) -> str:
    """
    The Message-ID of one of a case's mails: the same again for the same mail.
    """
    domain = sender.rpartition("@")[2].strip(" >") or "localhost"
    return f"<case.{case.id}.{case.opened_at:%Y%m%d%H%M%S}.{name}@{domain}>"


def subject(letter: Letter) -> str:
    """
    `[case 7K3Q] Company (M1001): the finding in a sentence`.
    """
    view = letter.case.view
    name = f"{view.merchant_name} ({view.merchant_id})" if view.merchant_name else view.merchant_id
    # A mail client shows one line: the finding, without what else it may be.
    finding = (letter.answer.headline if letter.answer else letter.because).partition(". ")[0]
    reminder = "Not acknowledged yet: " if letter.kind == "reminder" else ""
    line = one_line(f"[case {letter.case.id}] {name}: {reminder}{finding}")
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def text(letter: Letter) -> str:
    """
    The plain text of the mail.
    """
    said = _templates().get_template("escalation.txt.j2").render(_values(letter))
    return re.sub(r"\n{3,}", "\n\n", said).strip() + "\n"


def html(letter: Letter) -> str:
    """
    The mail as a page: tables and inline styles, as mail programs want it.
    """
    return _templates().get_template("escalation.html.j2").render(_values(letter))


def mail(letter: Letter, envelope: Envelope, bundle: str = "") -> EmailMessage:
    """
    The whole email. `bundle` is the redacted evidence as a JSON document.
    """
    message = EmailMessage()
    message["Subject"] = subject(letter)
    message["From"] = Address("Triage", addr_spec=envelope.sender)
    message["To"] = envelope.to
    # Answers belong in the support inbox: an autoresponder that answers us would find nobody.
    message["Reply-To"] = envelope.to
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = envelope.message_id
    if envelope.references:
        message["In-Reply-To"] = envelope.references[-1]
        message["References"] = " ".join(envelope.references)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Triage-Case"] = letter.case.id
    message.set_content(text(letter))
    message.add_alternative(html(letter), subtype="html")
    if bundle:
        message.add_attachment(
            bundle.encode(),
            maintype="application",
            subtype="json",
            filename=f"case-{letter.case.id}-run-{letter.case.view.run}.json",
        )
    return message


def one_line(words: str) -> str:
    """
    Words fit for a header: one line, no control characters.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _values(letter: Letter) -> dict[str, Any]:
    answer = letter.answer
    view = letter.case.view
    return {
        "case": letter.case,
        "view": view,
        "answer": answer,
        "because": letter.because,
        "note": letter.note.strip(),
        "by": letter.by,
        "link": letter.link,
        "kind": letter.kind,
        "issue": view.issue.strip()[:LONGEST_ISSUE],
        "verdict": VERDICTS[answer.verdict] if answer else "never examined",
        "parts": [_part(part.connection, part, answer) for part in answer.connections]
        if answer
        else [],
        "timeline": [(event.at, _event(event), event.who) for event in letter.events],
        "runs": [(a.started_at, a.headline, VERDICTS[a.verdict]) for a in letter.earlier],
    }


def _part(connection: Any, part: Any, answer: Answer) -> dict[str, Any]:
    acting = [c for c in part.causes if c.standing is not CauseRole.SUSPECT]
    shown = acting if part.verdict in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS} else []
    told = {f.signal: f.summary for f in part.findings if f.signal}
    groups = _by_remedy(shown)
    return {
        "connection": connection,
        "several": len(answer.connections) > 1,
        "verdict": VERDICTS[part.verdict],
        "because": part.because,
        "acting": [(c, [told.get(s) or s for s in c.because], kin) for c, kin in groups],
        "steps": [step for lead, _ in groups for step in lead.steps],
        "suspects": [cause for cause in part.causes if cause not in shown],
        "none": part.none_probability,
        "question": part.question,
        "wrong": [f for f in part.findings if f.normal is False],
        "silent": [f for f in part.findings if f.normal is None and f.at is not None],
        "fine": [f for f in part.findings if f.normal],
        "held": part.held,
        "skipped": [f for f in part.findings if f.outcome is None and f.at is None],
    }


def _by_remedy(causes: Sequence[RankedCause]) -> list[tuple[RankedCause, list[RankedCause]]]:
    # Causes with one remedy are answered together: the first in full, its kin by name.
    groups: dict[str, list[RankedCause]] = {}
    for cause in causes:
        groups.setdefault(cause.remedy, []).append(cause)
    return [(group[0], group[1:]) for group in groups.values()]


def _event(event: Event) -> str:
    what = re.sub(r"\.\d+$", "", event.what)
    said = EVENTS.get(what, what.replace("_", " ").capitalize())
    return f"{said} ({event.detail})" if event.detail else said


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["actor"] = lambda actor: ACTORS.get(actor, actor)
    found.filters["time"] = lambda at: f"{at:%Y-%m-%d %H:%M:%S} UTC"
    found.filters["percent"] = lambda share: f"{share:.0%}"
    found.filters["facts"] = _facts
    return found


def _facts(finding: Finding) -> str:
    evidence = finding.evidence
    if evidence is None:
        return ""
    facts: Iterable[str] = (
        evidence.operation,
        str(evidence.status or ""),
        evidence.code,
        evidence.message,
        evidence.details,
        f"request id {evidence.request_id}" if evidence.request_id else "",
        f"{evidence.at:%H:%M:%S} UTC" if evidence.at else "",
    )
    return " · ".join(fact for fact in facts if fact)
