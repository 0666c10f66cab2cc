"""
Secrets that somebody pasted: which kinds are there, and the text without them.

People paste whole requests. What is recognised here is never kept and never shown again; the person
is told what it was, so that it can be replaced.
"""

from __future__ import annotations

import re

from dataclasses import dataclass

from diagnostics.amazon.redaction import REMOVED


@dataclass(frozen=True, slots=True)
class SecretKind:
    """
    One kind of secret: what it is called, and what makes it worthless.
    """

    name: str
    cure: str
    pattern: re.Pattern[str]


def _kind(name: str, cure: str, *patterns: str) -> SecretKind:
    return SecretKind(name, cure, re.compile("|".join(patterns)))


_END = r"[^\s\"'<>,;\\}\])]"
_ASSIGNED = r"[\"']?\]?\s*(?:=>|[=:])\s*[\"']?"
KINDS = (
    _kind(
        "a refresh token",
        "Have the merchant's grant replaced by a new authorization, once everything else is mended.",
        rf"Atzr\|{_END}+",
        rf"(?i:refresh_?token){_ASSIGNED}(?!\[removed\])[A-Za-z0-9|._~+/=-]{{20,}}",
    ),
    _kind(
        "an access token",
        "It dies within an hour by itself; keep it out of messages until then.",
        rf"At(?:za|c|z[a-z])\|{_END}+",
        rf"(?i:access_?token){_ASSIGNED}(?!\[removed\])[A-Za-z0-9|._~+/=-]{{20,}}",
        r"(?i:\bbearer)\s+(?!\[removed\])[A-Za-z0-9._~+/|=-]{8,}",
        r"\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+)*",
    ),
    _kind(
        "a client secret",
        "Rotate the client secret in the developer console and deploy the new one.",
        rf"amzn1\.oa2-cs\.{_END}+",
        rf"(?i:client_?secret|lwa_client_secret|clientSecret){_ASSIGNED}"
        r"(?!\[removed\])[A-Za-z0-9._~+/=-]{6,}",
    ),
    _kind(
        "an AWS key",
        "Deactivate the key in AWS; the Selling Partner API has needed none since October 2023.",
        r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b",
        rf"(?i:aws_?secret(?:_?access)?_?key|secret_key){_ASSIGNED}(?!\[removed\])[A-Za-z0-9/+=]{{16,}}",
    ),
    _kind(
        "a Slack token",
        "Revoke the token in Slack's app settings and install the app again.",
        r"\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{6,}",
    ),
    _kind(
        "a password",
        "Change the password.",
        rf"(?i:\bpass(?:word|wd)){_ASSIGNED}(?!\[removed\])[^\s\"',;}}]{{6,}}",
    ),
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """
    A text without its secrets, and which kinds it held.
    """

    text: str
    held: tuple[SecretKind, ...]

    @property
    def advice(self) -> tuple[str, ...]:
        """
        One sentence for each kind: what was there, and what to do now.
        """
        return tuple(f"The text held {kind.name}. {kind.cure}" for kind in self.held)


def clean(text: str) -> Cleaned:
    """
    Take every secret out of a text.
    """
    held = []
    for kind in KINDS:
        text, found = kind.pattern.subn(REMOVED, text)
        if found:
            held.append(kind)
    return Cleaned(text, tuple(held))
