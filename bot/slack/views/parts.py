"""
The pieces that every view is made of, each within Slack's limits and safe for foreign text.

Whatever came from a person or from Amazon is cleaned and escaped here: it can neither mention
anybody, nor become a link, nor turn the reading direction, nor be too long for its field.
"""

from __future__ import annotations

import json
import re

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContainerBlock,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from knowledge.base.article import Audience


# Slack's limits (docs.slack.dev, Block Kit reference), in characters unless said.
SECTION = 3000
HEADER = 150
CONTEXT = 2000
CONTAINER_BLOCKS = 10
MESSAGE_BLOCKS = 50
TEXT = 3000  # of the top-level text: notifications show a line or two, Slack allows more
# Undocumented: Slack refuses a message at about 13,200 characters of blocks.
MESSAGE_JSON = 11_500

_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class BlockMessage:
    """
    A message ready to post: what notifications and screen readers get, and the blocks.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    made_for: Audience = Audience.SUPPORT  # only the merchants' view says otherwise
    _json: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False, compare=False)

    def as_json(self) -> list[dict[str, Any]]:
        """
        The blocks as Slack takes them. Raises SlackObjectFormationError when one breaks a limit.
        """
        # The SDK takes some 10 ms to check and write out a long message; it is asked for thrice.
        if self.blocks and not self._json:
            self._json.extend(block.to_dict() for block in self.blocks)
        return self._json

    def size(self) -> int:
        """
        How many characters the blocks take on the wire.
        """
        return len(json.dumps(self.as_json(), ensure_ascii=False))


def clean(text: str, limit: int = SECTION) -> str:
    """
    Foreign text without control characters and reading-direction marks, cut to `limit`.
    """
    # Somebody may paste a megabyte; what is far past the limit need not be read.
    text = text[: limit * 4 + 100].replace("\r\n", "\n").translate(_BIDI)
    text = _CONTROL.sub("", text)
    text = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
    return cut(text, limit)


def cut(text: str, limit: int) -> str:
    """
    At most `limit` characters, ending in an ellipsis where something was left off.
    """
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int = SECTION) -> str:
    """
    Foreign text that Slack shows as it is: no mention, no link, no `<!channel>`.

    `limit` holds for the escaped text, which is longer than what went in.
    """
    pieces = [_ESCAPES.get(character, character) for character in clean(text, limit)]
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    room = limit - 1
    kept = []
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """
    Foreign text on one line, for titles, buttons and table cells.

    These are plain text, in which a `<!channel>` calls nobody; where one is copied from there into a
    message it must not either.
    """
    return clean(" ".join(text.split()).replace("<", "‹").replace(">", "›"), limit)


def code(text: str, limit: int = 200) -> str:
    """
    Foreign text in code style; a backtick inside cannot end it.
    """
    return f"`{escape(one_line(text, limit).replace('`', '´'), limit)}`"


def quote(text: str, limit: int = 1000) -> str:
    """
    Foreign text as a quotation.
    """
    return "\n".join(f">{line}" for line in escape(text, limit).split("\n"))


def header(text: str) -> HeaderBlock:
    """
    A heading; plain text, so nothing in it is read as markup.
    """
    return HeaderBlock(text=PlainTextObject(text=one_line(text, HEADER), emoji=False))


def section(mrkdwn: str) -> SectionBlock:
    """
    A paragraph of our own markup; foreign text in it must have gone through `escape`.
    """
    return SectionBlock(text=_markup(mrkdwn, SECTION))


def small(mrkdwn: str) -> ContextBlock:
    """
    A small grey line of our own markup.
    """
    return ContextBlock(elements=[_markup(mrkdwn, CONTEXT)])


def _markup(mrkdwn: str, limit: int) -> MarkdownTextObject:
    # verbatim: Slack must not make links of what merely looks like an address or a channel.
    return MarkdownTextObject(text=_whole_lines(mrkdwn, limit), verbatim=True)


def _whole_lines(mrkdwn: str, limit: int) -> str:
    # Cutting in mid-line could split an escape (`&lt;`) or leave a style open.
    if len(mrkdwn) <= limit:
        return mrkdwn
    kept: list[str] = []
    room = limit - 2
    for line in mrkdwn.split("\n"):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])


def rule() -> DividerBlock:
    """
    The block that draws a line across a message.
    """
    return DividerBlock()


def fold(title: str, children: Sequence[Block]) -> ContainerBlock:
    """
    A container that starts folded.
    """
    return ContainerBlock(
        title=PlainTextObject(text=one_line(title, HEADER), emoji=False),
        child_blocks=list(children)[:CONTAINER_BLOCKS],
        is_collapsible=True,
        default_collapsed=True,
    )


def button(  # noqa: PLR0913  (a declaration)
    label: str,
    action: str,
    value: str,
    *,
    style: str | None = None,
    confirm: str = "",
    url: str | None = None,
) -> ButtonElement:
    """
    A button. `value` is an opaque case id: whoever clicks can read it.
    """
    return ButtonElement(
        text=PlainTextObject(text=label, emoji=False),
        action_id=action,
        value=value,
        style=style,
        url=url,
        confirm=None
        if not confirm
        else ConfirmObject(title=label, text=confirm, confirm=label, deny="Cancel"),
    )


def actions(name: str, *buttons: ButtonElement) -> ActionsBlock:
    """
    A row of buttons; `name` lets us find and replace the row once something was decided.
    """
    return ActionsBlock(block_id=name, elements=list(buttons))


def fitted(
    text: str, *versions: Sequence[Block], made_for: Audience = Audience.SUPPORT
) -> BlockMessage:
    """
    The first version that Slack takes whole; the last one, cut to what fits, when none is.

    Give the fullest version first.
    """
    for blocks in versions:
        message = BlockMessage(cut(text, TEXT), tuple(blocks), made_for)
        if len(message.blocks) <= MESSAGE_BLOCKS and message.size() <= MESSAGE_JSON:
            return message
    kept = list(versions[-1])[: MESSAGE_BLOCKS - 1]
    while kept and BlockMessage(text, tuple(kept)).size() > MESSAGE_JSON - 200:
        kept.remove(max(kept, key=lambda block: len(json.dumps(block.to_dict()))))
    note = small("_Something was left off here: Slack takes no longer messages._")
    return BlockMessage(cut(text, TEXT), (*kept, note), made_for)
