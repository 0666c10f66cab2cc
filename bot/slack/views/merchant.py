"""
What merchants read. Takes only types without internal fields, so a slip cannot leak.

Never imported by our own people's view, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from slack_sdk.models.blocks import Block

from bot.model.answer import Advice, MerchantAnswer
from bot.model.surface import NoticeKind
from bot.slack.views.parts import BlockMessage, actions, button, escape, fitted, fold, section
from bot.slack.views.phrases import Phrases, phrases
from knowledge.base.article import Audience


ACTIONS = "merchant_actions"
CLICKABLE = frozenset(
    {
        NoticeKind.INTERRUPTED,
        NoticeKind.PARTLY_FIXED,
        NoticeKind.STILL_BROKEN,
        NoticeKind.NOTHING_BROKEN,
        NoticeKind.COULD_NOT_LOOK,
    }
)


def looking(language: str, *, again: bool = False) -> BlockMessage:
    """
    The first sign in the merchant's thread.
    """
    said = phrases(language)
    return _plain(said.looking_again if again else said.looking)


def waiting_for_colleague(language: str) -> BlockMessage:
    """
    The first sign where a colleague approves what is said.
    """
    return _plain(phrases(language).colleague)


def refused(language: str) -> BlockMessage:
    """
    One sentence for everything that a merchant may not know apart: unknown, or not theirs.
    """
    return _plain(phrases(language).refused)


def told(sentence: str) -> BlockMessage:
    """
    One sentence, in words that are a merchant's.
    """
    return _plain(sentence)


def joined(language: str, link: str) -> BlockMessage:
    """
    That a message was added to a case that is open already, and where that is.
    """
    said = phrases(language).joined
    line = f"{escape(said)} {link}" if link else escape(said)
    return BlockMessage(said, (section(line),), Audience.MERCHANT)


def unread(language: str) -> BlockMessage:
    """
    That files and forwarded messages are not read here.
    """
    return _plain(phrases(language).unread)


def agents_only(language: str) -> BlockMessage:
    """
    That what was pressed or typed is not theirs to use.
    """
    return _plain(phrases(language).agents_only)


def trouble(language: str) -> BlockMessage:
    """
    We broke off; a colleague takes over.
    """
    return _plain(phrases(language).trouble)


def try_again(language: str) -> BlockMessage:
    """
    To somebody of whom Slack did not say who it is: nothing of a case, for anybody.
    """
    return _plain(phrases(language).again)


def answer_message(value: str, answer: MerchantAnswer) -> BlockMessage:
    """
    What is so, and what to do. `value` is the opaque id that the buttons carry.
    """
    said = phrases(answer.language)
    lead = [section(f"*{escape(answer.headline, 600)}*")]
    if answer.explanation and answer.explanation != answer.headline:
        lead.append(section(escape(answer.explanation, 1500)))
    steps = _steps(answer, said)
    question: list[Block] = []
    if answer.question:
        question = [section(f"*{said.one_question}*\n{escape(answer.question, 500)}")]
    examined = [f"• {escape(line, 200)}" for line in answer.examined[:14]]
    seen = [fold(said.looked_at, [section("\n".join(examined))])] if examined else []
    end = [_buttons(value, answer, said)]
    text = escape(f"{answer.headline} {_short(answer, said)}".strip(), 600)
    return fitted(
        text,
        [*lead, *steps, *question, *seen, *end],
        [*lead, *steps, *question, *end],
        lead,
        made_for=Audience.MERCHANT,
    )


def edited_message(value: str, text: str, answer: MerchantAnswer) -> BlockMessage:
    """
    The answer in a colleague's own words, with the same buttons.
    """
    said = phrases(answer.language)
    blocks = [section(escape(text, 2900)), _buttons(value, answer, said)]
    return fitted(escape(text, 600), blocks, made_for=Audience.MERCHANT)


def notice(
    kind: NoticeKind, language: str, value: str = "", *, what: str = "", hours: int = 4
) -> BlockMessage | None:
    """
    A change of state, or None where it is none of the merchant's business.

    `what` is said in English only; within `hours` a person answers.
    """
    said = phrases(language)
    partly = f"{said.partly_fixed} {what}" if language == "en" else said.partly_fixed
    sentence = {
        NoticeKind.ESCALATION_PENDING: said.escalating,
        NoticeKind.ESCALATED: said.escalated,
        NoticeKind.ACKNOWLEDGED: said.acknowledged,
        NoticeKind.FIXED: said.fixed,
        NoticeKind.PARTLY_FIXED: partly.strip(),
        NoticeKind.STILL_BROKEN: said.not_fixed,
        NoticeKind.NOTHING_BROKEN: said.nothing_broken,
        NoticeKind.COULD_NOT_LOOK: said.could_not_look,
        NoticeKind.PERSON: said.person.format(hours=hours),
        NoticeKind.OVERRUN: said.overrun,
        NoticeKind.INTERRUPTED: said.interrupted,
        NoticeKind.CLOSED: said.closed,
    }.get(kind)
    if sentence is None:
        return None
    message = _plain(sentence)
    if kind in CLICKABLE and value:
        row = actions(
            f"{ACTIONS}_{kind}",
            button(said.done, "merchant_done", value),
            button(said.still_broken, "merchant_still_broken", value),
            button(said.person_button, "merchant_person", value),
        )
        return replace(message, blocks=(*message.blocks, row))
    return message


def settled_line(language: str, choice: str, user: str) -> str:
    """
    What stands in place of the buttons once one was pressed, and by whom.
    """
    said = phrases(language)
    line = {
        "done": f"✓ {said.done}. {said.looking_again}",
        "person": f"✓ {said.person_button}",
    }.get(choice, f"✓ {said.still_broken}")
    return f"{line} · <@{user}>" if user.isalnum() else line


def as_text(answer: MerchantAnswer) -> str:
    """
    The answer in plain words, for a colleague to edit.
    """
    said = phrases(answer.language)
    parts = [answer.headline]
    if answer.explanation and answer.explanation != answer.headline:
        parts.append(answer.explanation)
    if answer.nothing_to_do:
        parts.append(said.nothing_to_do)
    if answer.steps:
        parts.append("\n".join(f"{n}. {step.text}" for n, step in enumerate(answer.steps, 1)))
    if answer.question:
        parts.append(answer.question)
    return "\n\n".join(parts)


def _steps(answer: MerchantAnswer, said: Phrases) -> list[Block]:
    if answer.nothing_to_do:
        lines = [f"*{said.nothing_to_do}*"]
        lines += [escape(step.text, 500) for step in answer.steps]
        return [section("\n".join(lines))]
    if not answer.steps:
        return []
    return [section("\n".join([f"*{said.what_to_do}*", *_numbered(answer.steps, said)]))]


def _numbered(steps: Sequence[Advice], said: Phrases) -> list[str]:
    actors = {
        "merchant": said.you,
        "account-admin": said.account_admin,
        "agency": said.agency,
        "nobody": said.nobody,
    }
    several = len({step.actor for step in steps}) > 1
    lines: list[str] = []
    number = 0
    for actor, group in groupby(steps, key=lambda step: step.actor):
        if several or actor != "merchant":
            lines.append(f"_{actors.get(actor, said.we)}_")
        for step in group:
            number += 1
            lines.append(f"{number}. {escape(step.text, 500)}")
    return lines


def _short(answer: MerchantAnswer, said: Phrases) -> str:
    if answer.nothing_to_do:
        return said.nothing_to_do
    return answer.steps[0].text if answer.steps else ""


def _buttons(value: str, answer: MerchantAnswer, said: Phrases) -> Block:
    done = button(said.done, "merchant_done", value, style="primary")
    broken = button(said.still_broken, "merchant_still_broken", value)
    person = button(said.person_button, "merchant_person", value)
    name = f"{ACTIONS}_{value.rpartition('.')[2]}"
    if answer.nothing_to_do or not answer.steps:
        return actions(name, broken, person)
    return actions(name, done, broken, person)


def _plain(sentence: str) -> BlockMessage:
    return BlockMessage(sentence, (section(escape(sentence)),), Audience.MERCHANT)
