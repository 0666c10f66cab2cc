"""
The kinds of secrets that pass through a support desk, each with its patterns and its cure.

Patterns are written for decoded text (`decoding.decoded`). Prefixes and key names are those of the
issuers' own documentation: Login with Amazon (`Atzr|`, `Atza|`, `amzn1.oa2-cs.`), Marketplace Web
Service (`amzn.mws.`), AWS (Signature Version 4, access key ids), Slack, GitHub, GitLab, Stripe,
SendGrid, Google, npm, OpenAI. A pattern's group `secret` is what is taken out; without one, all of it.
"""

from __future__ import annotations

import re

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretKind:
    """
    One kind of secret: what it is called, and what makes it worthless.
    """

    name: str
    cure: str
    patterns: tuple[re.Pattern[str], ...]


def _kind(name: str, cure: str, *patterns: str) -> SecretKind:
    return SecretKind(name, cure, tuple(re.compile(pattern) for pattern in patterns))


_HELD = r"(?!\[removed)"
_END = r"[^\s\"'<>,;&\\}\])]"
# Between a key's name and its value: `=`, `:`, `=>`, quotes, Slack's bold and code marks, a table's bar.
_ASSIGNED = r"[\"'`*_]{0,3}\]?[ \t]*(?:=>|:=|[=:|：>])[ \t]*(?:\r?\n[ \t]*)?[\"'`*]{0,3}"


# A key's name alone on a line, or with nothing but a space, as consoles and tables show it.
_ALONE = r"[\"'`*_]{0,3}\s+[>\"'`*]{0,3}\s*(?=\S*[0-9])(?=\S*[A-Z])(?=\S*[a-z])(?=\S{20})"
# A value that is no word of a sentence: "client secret: invalid" talks of one.
_NO_WORD = r"(?!(?:[A-Z]?[a-z]{1,15}|[A-Z]{1,6})(?:[_./-]?[a-z]{1,12})*(?:[\s.,;:!?)<\"'`]|$))"


def _keyed(key: str, shortest: int = 6) -> str:
    """
    A value behind a key's name in any of its spellings: `_`, `-`, spaces or capitals between words.

    Right behind an equals sign anything is a value; elsewhere what is no word of a sentence.
    """
    name = rf"(?i:{key.replace(' ', '[ _.-]?')})(?:_[A-Za-z0-9]{{1,12}})?"
    value = rf"(?P<secret>(?:(?<==)|{_NO_WORD}){_END}{{{shortest},}})"
    return rf"{name}(?:{_ASSIGNED}|{_ALONE}){_HELD}{value}"


_IN_LANGUAGES = (
    r"(?:pass(?:word|wort|wd|phrase|code)s?|pwd|kennwort|mot de passe|mdp|contrase(?:ñ|n)a|clave"
    r"|parola d[’' ]ordine|senha|wachtwoord|l(?:ö|o)senord|adgangskode|passord|has(?:ł|l)o"
    r"|(?:ş|s)ifre|parola|пароль|パスワード|暗証番号|密码|密碼|口令|비밀번호"
    r"|كلمة (?:المرور|السر)|סיסמה|mật khẩu|salasana|jelsz(?:ó|o)|heslo)"
)

KINDS = (
    _kind(
        "a private key",
        "Replace the key wherever it is used.",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY"
        r"(?: BLOCK)?-----|[\sA-Za-z0-9+/=:,-]*)",
    ),
    _kind(
        "a refresh token",
        "Have the merchant's grant replaced by a new authorization, once everything else is mended.",
        rf"Atzr(?:\||=7C){_END}+",
        _keyed("refresh token", 8),
        _keyed("mws auth token", 8),
        r"amzn\.mws\.[0-9A-Za-z-]{8,}",
    ),
    _kind(
        "an access token",
        "It dies within an hour by itself; keep it out of messages until then.",
        rf"At(?:c|z[a-z])(?:\||=7C){_END}+",
        _keyed("(?:access|amz access|restricted data|id) token", 12),
        r"(?i:\bbearer)[ \t]+(?!\[removed)(?P<secret>[A-Za-z0-9._~+/|=-]{8,})",
        r"\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+)*",
    ),
    _kind(
        "an authorization code",
        "It works once and for minutes: nothing to do but to start the authorization again.",
        _keyed("spapi oauth code"),
        _keyed("(?:oauth|authori[sz]ation|auth) code", 8),
        r"[?&]code=(?P<secret>[A-Za-z0-9_.~-]{12,})",
    ),
    _kind(
        "a client secret",
        "Rotate the client secret in the developer console and deploy the new one.",
        rf"amzn1\.oa2-cs\.{_END}+",
        _keyed("(?:lwa )?client secret", 6),
        _keyed("(?:lwa|app|application|consumer) secret", 6),
    ),
    _kind(
        "an AWS key",
        "Deactivate the key in AWS; the Selling Partner API has needed none since October 2023.",
        r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b",
        _keyed("(?:aws )?secret (?:access )?key", 16),
        _keyed("(?:aws |amz )?(?:session|security) token", 12),
    ),
    _kind(
        "a signed address",
        "It opens a file for whoever has it, for some minutes; wait until it has expired.",
        r"(?i:X-Amz-(?:Signature|Credential))=(?P<secret>[^\s&\"'<>]+)",
        r"(?i:\bSignature|\bsig|AWSAccessKeyId)=[ \t]*(?P<secret>[A-Za-z0-9+/=_-]{12,})",
    ),
    _kind(
        "a webhook's address",
        "Remove the webhook and make a new one.",
        r"hooks\.slack(?:-gov)?\.com/(?P<secret>(?:services|workflows|triggers)/[^\s\"'<>|)]+)",
        r"(?:discord(?:app)?\.com/api/webhooks|webhook\.office\.com/webhookb2)/(?P<secret>[^\s\"'<>|)]+)",
    ),
    _kind(
        "a Slack token",
        "Revoke the token in Slack's app settings and install the app again.",
        r"\bx(?:ox[a-z](?:\.xox[a-z])?|app|wfp)-[A-Za-z0-9-]{6,}",
        _keyed("(?:slack )?signing secret", 8),
    ),
    _kind(
        "a key of another service",
        "Revoke it there and make a new one.",
        r"\b(?:gh[opsur]_|github_pat_|glpat-|npm_|pypi-)[A-Za-z0-9_-]{16,}",
        r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}|\bsk-[A-Za-z0-9_-]{16,}",
        r"\bSG\.[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{12,}|\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{16,}",
        _keyed("(?:x )?api (?:secret )?key", 8),
        _keyed("(?:secret|auth|api|private|encryption|master) (?:key|token)", 8),
        r"(?i:authorization)[\"'`*]{0,2}[ \t]*[:=][ \t]*[\"'`]?(?i:basic|digest|token|apikey)[ \t]+"
        r"(?P<secret>[A-Za-z0-9._~+/=-]{6,})",
        r"(?i:\bbasic)[ \t]+(?P<secret>(?=[A-Za-z0-9+/]*[0-9A-Z])[A-Za-z0-9+/]{14,}={0,2})(?![A-Za-z])",
    ),
    _kind(
        "a session cookie",
        "Sign out there, on all devices.",
        r"(?im:^|[\"'\s-])(?i:(?:set-)?cookie)2?[\"']?[ \t]*:[ \t]*[\"']?(?P<secret>[^\r\n\"']*=[^\r\n\"']{6,})",
        _keyed("(?:session|ubid|x|at|sess-at|sst)-(?:main|token|acb[a-z]{2})", 8),
        _keyed("(?:php|j)?sess(?:ion)? ?(?:key|cookie|secret)", 8),
    ),
    _kind(
        "a password",
        "Change the password.",
        rf"(?i:{_IN_LANGUAGES}){_ASSIGNED}{_HELD}(?P<secret>[^\s\"',;}}]{{4,}})",
        rf"(?i:{_IN_LANGUAGES})[ \t]+(?i:is|ist|lautet|est|es|è)[ \t:]+[\"'`*]{{0,3}}{_HELD}"
        r"(?P<secret>(?=[^\s]*[A-Za-z])(?=[^\s]*[0-9])[^\s\"',;}]{6,})",
        r"(?:\s-u|--user)[ =][\"']?[^\s:\"']+:(?P<secret>[^\s\"']+)",
        r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s/@:\"'<>]+:(?P<secret>[^\s/@\"'<>]+)@",
    ),
)

UNNAMED = SecretKind(
    "something that looks like a key",
    "If it is one, replace it; if it is none, write it in parts.",
    (re.compile(r"[A-Za-z0-9+/_=-]{32,}"),),
)
