"""
Answers as our own people read them: cause, why, who does what, evidence, suggested reply.

Never imported by the merchants' view, nor the other way round.
"""

from __future__ import annotations

from slack_sdk.models.blocks import (
    Block,
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    PlainTextObject,
)

from bot.model.answer import Answer, Verdict, reused_in_words
from bot.model.surface import CaseView
from bot.slack.views.evidence import evidence
from bot.slack.views.parts import (
    BlockMessage,
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
from bot.slack.views.reasons import (
    UNNAMED,
    actors,
    alike,
    changed,
    label,
    others,
    steps,
    unnamed,
    well,
    why,
)
from bot.triage.merchant_wording import place


ACTIONS = "case_actions"  # the row that is replaced once something was decided
FEEDBACK = "case_feedback"


def outcome(answer: Answer) -> str:
    """
    The answer as a title.
    """
    if answer.verdict is Verdict.CAUSE_FOUND and answer.causes:
        return answer.causes[0].title
    return unnamed(answer.connections[0]) if answer.connections else UNNAMED[answer.verdict]


def beyond(answer: Answer) -> str:
    """
    What the headline says beyond the title that stands above it; empty when that was all.
    """
    said, title = answer.headline, f"{outcome(answer).rstrip('.')}."
    if len(answer.connections) > 1:
        # Which connection it is stands in the line of facts below.
        said = said.removeprefix(f"{place(answer.connections[0].connection)}: {title}")
    return said.removeprefix(title).strip()


def who_acts(answer: Answer) -> str:
    """
    Who has to do something, in one line of markup; empty when nobody is named.
    """
    if answer.verdict not in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS} or not answer.causes:
        return ""
    return actors(answer.causes[0].who_acts)


def finding(answer: Answer) -> str:
    """
    What was found beyond the title, and who acts, in a line or two of markup.
    """
    who = who_acts(answer)
    acts = f"*Acts:* {who}. " if who else ""
    more = beyond(answer)
    said = f"{escape(more, 500)}\n" if more else ""
    return f"{said}{acts}Steps and evidence are in the thread."


def answer_message(
    case: CaseView, answer: Answer, before: Answer | None = None, *, approve: bool = False
) -> BlockMessage:
    """
    The whole answer. `approve`: the merchant's reply waits here for Send, Edit or Drop.
    """
    top = _top(case, answer)
    since = changed(answer, before)
    suggested = _suggested(answer)
    end = _end(case, answer, approve=approve)
    text = f"{case.merchant_name or case.merchant_id}: {outcome(answer)}. {beyond(answer)}".strip()
    return fitted(
        escape(text, 600),
        [*top, *since, *evidence(answer), *others(answer), *suggested, *end],
        [*top, *since, *evidence(answer, only_abnormal=True), *others(answer), *suggested, *end],
        [*top, *since, *evidence(answer, only_abnormal=True)[:1], *end, _shortened(case)],
        [*top, *end, _shortened(case)],
    )


def _top(case: CaseView, answer: Answer) -> list[Block]:
    blocks: list[Block] = [header(outcome(answer))]
    if more := beyond(answer):
        blocks.append(section(escape(more, 900)))
    blocks.append(small(_facts(case, answer)))
    leading = answer.causes[0] if answer.causes else None
    if leading is not None and answer.verdict in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS}:
        blocks += why(answer.connections[0], leading)
    if answer.verdict is Verdict.AMBIGUOUS:
        blocks += alike(answer.causes[:2])
    if answer.question:
        blocks.append(section(f"*One question would settle it*\n{escape(answer.question, 500)}"))
    if leading is not None and answer.verdict is Verdict.CAUSE_FOUND:
        blocks += steps(leading.steps)
    held = answer.connections[0].held if answer.connections else ()
    if held:
        blocks += [*why(answer.connections[0], held[0]), *steps(held[0].steps)]
    blocks += well(answer.connections[1:])
    if answer.escalate and answer.escalate_because:
        blocks.append(small(f"*For escalation:* {escape(answer.escalate_because, 400)}"))
    return blocks


def _facts(case: CaseView, answer: Answer) -> str:
    parts = [f"*{escape(case.merchant_name, 80)}* {code(case.merchant_id, 40)}"]
    if answer.connections:
        parts.append(escape(label(answer.connections[0])))
    if answer.causes and answer.verdict is Verdict.CAUSE_FOUND:
        cause = answer.causes[0]
        parts += [f"severity {escape(cause.severity)}", f"{cause.probability:.0%} likely"]
        parts.append(code(cause.id, 60))
    who = who_acts(answer)
    if who:
        parts.append(f"*acts:* {who}")
    parts.append(f"case {code(case.id, 40)}" + (f", run {case.run}" if case.run > 1 else ""))
    if reused := reused_in_words(answer):
        parts.append(reused)
    return " · ".join(parts)


def _suggested(answer: Answer) -> list[Block]:
    words = answer.merchant
    parts = [quote(words.headline, 600)]
    if words.explanation and words.explanation != words.headline:
        parts.append(quote(words.explanation, 900))
    parts += [quote(f"{n}. {step.text}", 400) for n, step in enumerate(words.steps[:8], 1)]
    if words.question:
        parts.append(quote(words.question, 400))
    return [fold("Suggested reply to the merchant", [section("\n>\n".join(parts))])]


def _held(case: CaseView, answer: Answer) -> list[Block]:
    """
    What an agent may send all the same, where nobody knows whether others fail alike.
    """
    if answer.held is None or not case.merchant_facing:
        return []
    words = answer.held
    said = [words.headline, words.explanation, *(step.text for step in words.steps[:8])]
    return [
        fold(
            "Held back from the merchant", [section("\n>\n".join(quote(s, 900) for s in said if s))]
        ),
        actions(
            f"held_{case.run}",
            button("Send What Was Held Back", "held_send", f"{case.id}.{case.run}", style="danger"),
        ),
    ]


def _end(case: CaseView, answer: Answer, *, approve: bool) -> list[Block]:
    value = f"{case.id}.{case.run}"
    escalate_first = answer.escalate and not approve
    again = button(
        "Run Again", "run_again", value, style=None if escalate_first or approve else "primary"
    )
    escalate = button("Escalate", "escalate", value, style="primary" if escalate_first else None)
    close = button("Close Case", "close_case", value)
    row = [escalate, again, close] if escalate_first else [again, escalate, close]
    blocks = _held(case, answer)
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
