"""
A submitted modal, read from Slack's payload.
"""

from __future__ import annotations

import json

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.outbound.audience import SlackMember
from bot.slack.views.parts import one_line
from diagnostics.redaction.secrets import clean


@dataclass(frozen=True, slots=True)
class Submission:
    """
    A submitted modal: what was typed, by whom, and the ids that travelled with it.
    """

    view: str
    person: SlackMember
    values: Mapping[str, str]
    metadata: Mapping[str, str]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Submission:
        """
        From Slack's payload, without the secrets in it. Metadata that is not ours reads as empty.
        """
        user, view = body.get("user") or {}, body.get("view") or {}
        values = {}
        for fields in ((view.get("state") or {}).get("values") or {}).values():
            for name, field in fields.items():
                chosen = field.get("selected_option") or {}
                typed = str(field.get("value") or chosen.get("value") or "")
                values[str(name)] = clean(typed).text
        person = SlackMember(str(user.get("id", "")), str(user.get("team_id", "")))
        return cls(str(view.get("id", "")), person, values, _metadata(view.get("private_metadata")))


def _metadata(text: Any) -> dict[str, str]:
    try:
        read = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {one_line(str(k), 40): one_line(str(v), 100) for k, v in read.items()}
