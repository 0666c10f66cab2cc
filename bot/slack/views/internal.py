"""
Answers as our own people read them: cause, why, who does what, evidence, suggested reply.

Never imported by the merchants' view, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from slack_sdk.models.blocks import (
    Block,
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    PlainTextObject,
)

from bot.answer import Advice, Answer, ConnectionAnswer, RankedCause, Verdict
from bot.slack.views.evidence import evidence
from bot.slack.views.parts import (
    Message,
    actions,
    button,
    code,
    escape,
    fitted,
    fold,
    header,
    quote,
    section,
    small,
)
from bot.surface import CaseView


ACTIONS = "case_actions"  # the row that is replaced once something was decided
FEEDBACK = "case_feedback"
ACTORS = {
    "merchant": "The merchant",
    "account-admin": "The account’s administrator",
    "agency": "The agency",
    "support": "Support",
    "engineering": "Engineering",
    "amazon": "Amazon",
    "nobody": "Nobody (it clears by itself)",
}
WORDS = "words"  # how a diagnosis names the asker's own words among its reasons
_UNNAMED = {
    Verdict.HEALTHY: "Nothing wrong found",
    Verdict.AMBIGUOUS: "Two causes look alike here",
    Verdict.UNEXPLAINED: "No known cause fits",
    Verdict.COULD_NOT_EXAMINE: "Could not be examined",
    Verdict.CAUSE_FOUND: "Cause found",
}


def outcome(answer: Answer) -> str:
    """
    The answer as a title.
    """
    if answer.verdict is Verdict.CAUSE_FOUND and answer.causes:
        return answer.causes[0].title
    return _UNNAMED[answer.verdict]


def who_acts(answer: Answer) -> str:
    """
    Who has to do something, in one line of markup; empty when nobody is named.
    """
    if answer.verdict not in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS} or not answer.causes:
        return ""
    return ", ".join(ACTORS.get(actor, escape(actor)) for actor in answer.causes[0].who_acts)


def finding(answer: Answer) -> str:
    """
    What was found and who acts, in two lines of markup.
    """
    who = who_acts(answer)
    acts = f"*Acts:* {who}. " if who else ""
    return f"{escape(answer.headline, 500)}\n{acts}Steps and evidence are in the thread."


def answer_message(
    case: CaseView, answer: Answer, before: Answer | None = None, *, approve: bool = False
) -> Message:
    """
    The whole answer. `approve`: the merchant's reply waits here for Send, Edit or Drop.
    """
    top = _top(case, answer)
    changed = _changed(answer, before)
    suggested = _suggested(answer)
    end = _end(case, answer, approve=approve)
    text = f"{case.merchant_name or case.merchant_id}: {outcome(answer)}. {answer.headline}"
    return fitted(
        escape(text, 600),
        [*top, *changed, *evidence(answer), *_others(answer), *suggested, *end],
        [*top, *changed, *evidence(answer, only_abnormal=True), *_others(answer), *suggested, *end],
        [*top, *changed, *evidence(answer, only_abnormal=True)[:1], *end, _shortened(case)],
        [*top, *end, _shortened(case)],
    )


def _top(case: CaseView, answer: Answer) -> list[Block]:
    blocks: list[Block] = [header(outcome(answer)), section(escape(answer.headline, 900))]
    blocks.append(small(_facts(case, answer)))
    leading = answer.causes[0] if answer.causes else None
    if leading is not None and answer.verdict in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS}:
        blocks += _why(answer.connections[0], leading)
    if answer.verdict is Verdict.AMBIGUOUS:
        blocks += _alike(answer.causes[:2])
    if answer.question:
        blocks.append(section(f"*One question would settle it*\n{escape(answer.question, 500)}"))
    if leading is not None and answer.verdict is Verdict.CAUSE_FOUND:
        blocks += _steps(leading.steps)
    blocks += _well(answer.connections[1:])
    if answer.escalate and answer.escalate_because:
        blocks.append(small(f"*For escalation:* {escape(answer.escalate_because, 400)}"))
    return blocks


def _facts(case: CaseView, answer: Answer) -> str:
    parts = [f"*{escape(case.merchant_name, 80)}* {code(case.merchant_id, 40)}"]
    if answer.connections:
        parts.append(escape(_label(answer.connections[0])))
    if answer.causes and answer.verdict is Verdict.CAUSE_FOUND:
        cause = answer.causes[0]
        parts += [f"severity {escape(cause.severity)}", f"{cause.probability:.0%} likely"]
        parts.append(code(cause.id, 60))
    who = who_acts(answer)
    if who:
        parts.append(f"*acts:* {who}")
    parts.append(f"case {code(case.id, 40)}" + (f", run {case.run}" if case.run > 1 else ""))
    return " · ".join(parts)


def _label(connection: ConnectionAnswer) -> str:
    record = connection.connection
    return f"{record.account_type.capitalize()} {record.region.upper()}, shown as {record.status}"


def _why(connection: ConnectionAnswer, cause: RankedCause) -> list[Block]:
    told = {f.signal: f.summary for f in connection.findings if f.signal}
    lines = [f"• {_reason(s, told)}" for s in cause.because[:6]]
    lines += [f"• _against it:_ {_reason(s, told)}" for s in cause.despite[:3]]
    # What does not tell the causes apart was still seen, and is what the asker hears of first.
    named = {*cause.because, *cause.despite}
    seen = [f for f in connection.findings if f.normal is False and f.signal not in named]
    lines += [f"• _also seen:_ {escape(f.summary, 200)} {code(f.signal or '')}" for f in seen[:3]]
    if connection.partial:
        lines.append("• _Not everything could be asked; see the evidence._")
    return [section("*Why we think so*\n" + "\n".join(lines))] if lines else []


def _reason(signal: str, told: Mapping[str, str]) -> str:
    if signal == WORDS:
        return "What they said."
    return f"{escape(told.get(signal, ''), 200)} {code(signal)}".strip()


def _alike(causes: Sequence[RankedCause]) -> list[Block]:
    parts = []
    for cause in causes:
        who = ", ".join(ACTORS.get(actor, actor) for actor in cause.who_acts)
        steps = "\n".join(
            f"    {n}. {escape(s.text, 240)}" for n, s in enumerate(cause.steps[:4], 1)
        )
        parts.append(f"*{escape(cause.title, 150)}* ({cause.probability:.0%}; {who})\n{steps}")
    return [section(part) for part in parts]


def _steps(steps: Sequence[Advice]) -> list[Block]:
    lines = []
    number = 0
    for actor, group in groupby(steps, key=lambda step: step.actor):
        lines.append(f"*{ACTORS.get(actor, escape(actor))}*")
        for step in group:
            number += 1
            lines.append(f"{number}. {escape(step.text, 400)}")
    return [section("\n".join(lines))] if lines else []


def _well(others: Sequence[ConnectionAnswer]) -> list[Block]:
    if not others:
        return []
    lines = []
    for other in others[:6]:
        said = _UNNAMED[other.verdict]
        if other.verdict is Verdict.CAUSE_FOUND and other.causes:
            said = other.causes[0].title
        lines.append(f"{escape(_label(other))}: {escape(said, 150)}")
    return [small("*Other connections*\n" + "\n".join(lines))]


def _others(answer: Answer) -> list[Block]:
    lines = []
    for cause in answer.causes[:6]:
        line = f"{cause.probability:.0%} *{escape(cause.title, 120)}* {code(cause.id, 60)}"
        if cause.settled_by:
            settled = ", ".join(escape(s, 160) for s in cause.settled_by[:2])
            line += f"\n        would be settled by: {settled}"
        lines.append(line)
    if answer.connections:
        lines.append(f"{answer.connections[0].none_probability:.0%} none that we know")
    known = len(lines) > 1
    return [fold("Other causes considered", [section("\n".join(lines))])] if known else []


def _suggested(answer: Answer) -> list[Block]:
    words = answer.merchant
    parts = [quote(words.headline, 600)]
    if words.explanation and words.explanation != words.headline:
        parts.append(quote(words.explanation, 900))
    parts += [quote(f"{n}. {step.text}", 400) for n, step in enumerate(words.steps[:8], 1)]
    if words.question:
        parts.append(quote(words.question, 400))
    return [fold("Suggested reply to the merchant", [section("\n>\n".join(parts))])]


def _changed(answer: Answer, before: Answer | None) -> list[Block]:
    if before is None:
        return []
    earlier = {
        (f.connection, f.probe): f for connection in before.connections for f in connection.findings
    }
    lines = []
    for connection in answer.connections:
        for finding in connection.findings:
            was = earlier.get((finding.connection, finding.probe))
            if was is not None and was.outcome != finding.outcome:
                now = finding.outcome or "could not tell"
                mark = "✓ " if finding.normal else ""
                lines.append(
                    f"• {code(finding.probe)}: {escape(was.outcome or 'could not tell')}"
                    f" → {mark}*{escape(now)}*"
                )
    if not lines:
        return [section("*Since the last run:* nothing changed.")]
    return [section("*Since the last run*\n" + "\n".join(lines[:12]))]


def _end(case: CaseView, answer: Answer, *, approve: bool) -> list[Block]:
    value = f"{case.id}.{case.run}"
    escalate_first = answer.escalate and not approve
    again = button(
        "Run Again", "run_again", value, style=None if escalate_first or approve else "primary"
    )
    escalate = button("Escalate", "escalate", value, style="primary" if escalate_first else None)
    close = button("Close Case", "close_case", value)
    row = [escalate, again, close] if escalate_first else [again, escalate, close]
    blocks: list[Block] = []
    if approve:
        blocks.append(
            actions(
                f"approve_{case.run}",
                button("Send to Merchant", "approve_send", value, style="primary"),
                button("Edit First", "approve_edit", value),
                button("Drop", "approve_drop", value),
            )
        )
    blocks.append(actions(f"{ACTIONS}_{case.run}", *row))
    blocks.append(
        ContextActionsBlock(
            block_id=f"{FEEDBACK}_{case.run}",
            elements=[
                FeedbackButtonsElement(
                    action_id="feedback",
                    positive_button=_feedback("It Helped", f"helped.{value}"),
                    negative_button=_feedback("Wrong Cause", f"wrong_cause.{value}"),
                )
            ],
        )
    )
    return blocks


def _feedback(label: str, value: str) -> FeedbackButtonObject:
    return FeedbackButtonObject(text=PlainTextObject(text=label, emoji=False), value=value)


def _shortened(case: CaseView) -> Block:
    return small(
        f"Shortened to what Slack takes. All of it: {code(f'triage cases show {case.id}')}"
    )
