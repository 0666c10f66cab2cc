"""
Modals: their fields and words. Only opaque ids travel in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
)
from slack_sdk.models.views import View

from bot.cases.desk import Preview
from bot.slack.views.help import ArticleHit
from bot.slack.views.parts import clean, code, escape, one_line, section, small


OPTIONS = 100  # Slack's limit for one list of choices
_PREVIEW = 2800
_PREVIEW_PARTS = 4


def option(value: str, label: str) -> Option:
    """
    A choice in a list (label at most 75 characters, value 75 too).
    """
    return Option(value=value[:75], text=PlainTextObject(text=one_line(label, 75), emoji=False))


def triage_form(
    metadata: str,
    merchant: Option | None = None,
    issue: str = "",
    means: Sequence[ArticleHit] = (),
) -> View:
    """
    Choose a merchant and say what they said. `means`: what an error in it may mean.
    """
    return _modal(
        "triage_form",
        "Triage a merchant",
        "Examine",
        metadata,
        [
            *_explained(means),
            InputBlock(
                block_id="merchant",
                label=_plain("Merchant"),
                hint=_plain("Type an id or a part of the name."),
                element=ExternalDataSelectElement(
                    action_id="merchant",
                    placeholder=_plain("M1001 or Company"),
                    min_query_length=1,
                    initial_option=merchant,
                ),
            ),
            InputBlock(
                block_id="issue",
                label=_plain("What they said"),
                optional=True,
                element=PlainTextInputElement(
                    action_id="issue",
                    multiline=True,
                    max_length=3000,
                    initial_value=clean(issue, 2900) or None,
                ),
            ),
        ],
    )


def _explained(means: Sequence[ArticleHit]) -> list[Block]:
    if not means:
        return []
    lines = [f"• {escape(hit.title, 150)}. _{escape(hit.note, 150)}_" for hit in means[:3]]
    return [
        section("\n".join(["*The error in this message may mean:*", *lines])),
        small("A pasted error is weaker than a live examination: choose the merchant below."),
    ]


def escalate_form(metadata: str, preview: Preview) -> View:
    """
    The email as it will be sent, and room for a note.
    """
    text = clean(preview.text, _PREVIEW * _PREVIEW_PARTS)
    parts = [text[n : n + _PREVIEW] for n in range(0, len(text), _PREVIEW)]
    blocks: list[Block] = [
        section(f"*To*  {escape(preview.to, 200)}\n*Subject*  {escape(preview.subject, 300)}"),
        InputBlock(
            block_id="note",
            label=_plain("Add a note"),
            hint=_plain("It stands at the top of the email."),
            optional=True,
            element=PlainTextInputElement(action_id="note", multiline=True, max_length=2000),
        ),
        small("The email, as it will be sent, once, with the redacted evidence attached:"),
    ]
    blocks += [_verbatim(part) for part in parts if part.strip()]
    return _modal("escalate_form", "Escalate", "Send", metadata, blocks)


def wrong_cause_form(metadata: str, named: str) -> View:
    """
    Two fields: what it really was, and how one could have told.
    """
    return _modal(
        "wrong_cause_form",
        "Wrong cause",
        "Send",
        metadata,
        [
            section(f"I had named: {code(named or 'no cause', 150)}"),
            InputBlock(
                block_id="article",
                label=_plain("What was it really?"),
                hint=_plain("Leave it empty when none of the known causes fits."),
                optional=True,
                element=ExternalDataSelectElement(
                    action_id="article", placeholder=_plain("Search"), min_query_length=1
                ),
            ),
            InputBlock(
                block_id="note",
                label=_plain("How could one have told?"),
                element=PlainTextInputElement(action_id="note", multiline=True, max_length=2000),
            ),
        ],
    )


def edit_form(metadata: str, text: str) -> View:
    """
    The merchant's reply, to be changed before it is sent.
    """
    return _modal(
        "edit_form",
        "Edit the reply",
        "Send",
        metadata,
        [
            InputBlock(
                block_id="text",
                label=_plain("What the merchant will read"),
                element=PlainTextInputElement(
                    action_id="text",
                    multiline=True,
                    min_length=1,
                    max_length=2900,
                    initial_value=clean(text, 2900),
                ),
            ),
            small("Everybody in the merchant’s channel will read this. Keep internals out of it."),
        ],
    )


def waiting(title: str) -> View:
    """
    Stands while the real modal is made ready: a trigger lives three seconds only.
    """
    return View(
        type="modal", title=_plain(title), close=_plain("Cancel"), blocks=[section("One moment …")]
    )


def _modal(name: str, title: str, submit: str, metadata: str, blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=name,
        title=_plain(title),
        submit=_plain(submit),
        close=_plain("Cancel"),
        private_metadata=metadata,
        blocks=list(blocks),
    )


def _verbatim(text: str) -> RichTextBlock:
    element = RichTextPreformattedElement(elements=[RichTextElementParts.Text(text=text)])
    return RichTextBlock(elements=[element])


def _plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=False)
