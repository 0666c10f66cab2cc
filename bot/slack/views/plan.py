"""
The live plan: every probe from the first second, in one block that is edited in place.

For our own people: a probe's question and what it saw. Merchants see `merchant.looking` instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from slack_sdk.models.blocks import (
    PlanBlock,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    TaskCardBlock,
)

from bot.model.surface import CaseView, PlanLine
from bot.slack.views.parts import BlockMessage, actions, button, escape, fitted, one_line, section
from diagnostics.model import Finding


CARDS = 50  # Slack's limit in one plan
_TITLE = 90
_OUTPUT = 140
Key = tuple[str, str]  # connection, probe


@dataclass(frozen=True, slots=True)
class PlanState:
    """
    The plan and what came back so far, by connection and probe.
    """

    lines: tuple[PlanLine, ...]
    findings: Mapping[Key, Finding] = field(default_factory=dict)

    def with_finding(self, finding: Finding) -> PlanState:
        """
        The plan with one more answer; a follow-up that was not planned gets a line of its own.
        """
        key = (finding.connection, finding.probe)
        lines = self.lines
        if all((line.connection, line.probe) != key for line in lines):
            title = finding.probe.replace("_", " ").capitalize()
            lines = (*lines, PlanLine(finding.probe, finding.connection, title))
        return replace(self, lines=lines, findings={**self.findings, key: finding})

    @property
    def connections(self) -> tuple[str, ...]:
        """
        The connections it covers, in the plan's order.
        """
        return tuple(dict.fromkeys(line.connection for line in self.lines))


def running(case: CaseView, state: PlanState, lead: str) -> BlockMessage:
    """
    The plan while probes are out. `lead` is one line of markup: who asked, for whom.
    """
    asked, total = len(state.findings), len(state.lines)
    name = case.merchant_name or case.merchant_id
    title = f"Examining {name}"
    if asked:
        title += f": {asked} of {total} answered"
    return _message(f"Examining {name} ({case.merchant_id}) …", lead, title, state, done=False)


def finished(  # noqa: PLR0913  (the plan, and what came of it)
    case: CaseView, state: PlanState, lead: str, *, outcome: str, finding: str, seconds: float
) -> BlockMessage:
    """
    The plan at its end: its title is the outcome. `finding` is a line or two of markup above it.
    """
    title = f"{outcome} · {seconds:.1f} s"
    lead = f"{lead}\n{finding}" if finding else lead
    name = case.merchant_name or case.merchant_id
    return _message(f"{name}: {title}", lead, title, state, done=True)


def interrupted(value: str, state: PlanState, lead: str) -> BlockMessage:
    """
    The plan of an examination that a restart of ours broke off. `value` is what the button carries.
    """
    title = f"Interrupted after {len(state.findings)} of {len(state.lines)} answers"
    message = _message(title, lead, title, state, done=True)
    again = actions("interrupted", button("Run Again", "run_again", value, style="primary"))
    return replace(message, blocks=(*message.blocks, again))


def _message(text: str, lead: str, title: str, state: PlanState, *, done: bool) -> BlockMessage:
    versions = [
        [section(lead), PlanBlock(title=one_line(title, 150), tasks=cards)]
        for cards in (
            _cards(state, done=done, output=_OUTPUT),
            _cards(state, done=done, output=60),
            _by_connection(state, done=done),
        )
        if len(cards) <= CARDS
    ]
    return fitted(escape(one_line(text, 300), 400), *versions)


def _cards(state: PlanState, *, done: bool, output: int) -> list[TaskCardBlock]:
    many = len(state.connections) > 1
    return [
        _card(
            f"p{n}",
            f"{_short(line.connection)} · {line.title}" if many else line.title,
            state.findings.get((line.connection, line.probe)),
            done=done,
            output=output,
        )
        for n, line in enumerate(state.lines)
    ]


def _card(
    task_id: str, title: str, finding: Finding | None, *, done: bool, output: int
) -> TaskCardBlock:
    said = "" if finding is None else _said(finding)
    return TaskCardBlock(
        task_id=task_id,
        title=one_line(title, _TITLE),
        status=_status(finding, done=done),
        output=None if not said else _rich(one_line(said, output)),
    )


def _status(finding: Finding | None, *, done: bool) -> str:
    # Unanswered keeps the empty circle: it is neither well nor a fault.
    if finding is None:
        return "pending" if done else "in_progress"
    if finding.outcome is None:
        return "pending"
    return "complete" if finding.normal else "error"


def _said(finding: Finding) -> str:
    if finding.outcome is None:
        return could_not_tell(finding)
    return "" if finding.normal else finding.summary


def _by_connection(state: PlanState, *, done: bool) -> list[TaskCardBlock]:
    # A merchant with many connections: a card each, or Slack would refuse the plan.
    cards = []
    for n, connection in enumerate(state.connections[:CARDS]):
        lines = [line for line in state.lines if line.connection == connection]
        keys = [(line.connection, line.probe) for line in lines]
        found = [state.findings[key] for key in keys if key in state.findings]
        wrong = [finding for finding in found if finding.normal is False]
        status = "in_progress" if len(found) < len(lines) and not done else "complete"
        said = f"{len(found)} of {len(lines)} answered"
        if wrong:
            said += "; not normal: " + ", ".join(f.signal or f.probe for f in wrong)
        cards.append(
            TaskCardBlock(
                task_id=f"c{n}",
                title=one_line(_short(connection), _TITLE),
                status="error" if wrong and status == "complete" else status,
                output=_rich(one_line(said, _OUTPUT)),
            )
        )
    return cards


def _short(connection: str) -> str:
    # `M1001/seller/eu` → "Seller EU"
    _, kind, region = ("", *connection.split("/"))[-3:] if "/" in connection else ("", "", "")
    return f"{kind.capitalize()} {region.upper()}" if kind else connection


def _rich(text: str) -> RichTextBlock:
    return RichTextBlock(
        elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text=text)])]
    )


def could_not_tell(finding: Finding) -> str:
    """
    Why a probe brought no outcome.
    """
    reason = finding.unanswered_because or "no reason given"
    return reason if reason.lower().startswith("not asked") else f"Could not tell: {reason}"


def outcome_counts(findings: Sequence[Finding]) -> str:
    """
    How the probes ended, in a few words: "19 normal, 2 not, 1 unanswered".
    """
    normal = sum(1 for finding in findings if finding.normal)
    wrong = sum(1 for finding in findings if finding.normal is False)
    silent = len(findings) - normal - wrong
    parts = [f"{normal} normal"]
    if wrong:
        parts.append(f"{wrong} not")
    if silent:
        parts.append(f"{silent} could not tell")
    return ", ".join(parts)
