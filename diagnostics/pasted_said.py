"""
What people say happened, as a table: facts in their own words that an error text leaves out.

A sentence is weaker than Amazon's words. It decides where Amazon's say nothing, and where it names
the event itself (an account deactivated, a password changed).
"""

from __future__ import annotations

from diagnostics.pasted_rules import _rule, _within


_ACCOUNT = (
    r"(?:(?:seller|selling|amazon|vendor|merchant)(?:'s|s)? (?:central )?account"
    r"|account health|our account|my account|the account|conto|compte|cuenta|conta|(?:verkäufer)?konto|account venditore)"
)
_CLOSED = (
    r"(?:de-?activat\w*|suspended|suspension|terminated|blocked|banned|inactive|not active|closed"
    r"|under review|on hold|gesperrt|deaktiviert|sospes\w*|disattivat\w*|suspendid\w*|desactivad\w*"
    r"|suspendu\w*|désactivé\w*|bloccat\w*|bloquead\w*|bloqué\w*)"
)
_SECRET_WORD = r"(?:pass ?word|passwort|kennwort|mot de passe|contraseña|senha)"
_TWO_STEP = (
    r"(?:two[- ](?:step|factor)|2fa|2sv|mfa|otp|zwei-?(?:faktor|stufen)\w*|double authentification)"
)
_CHANGED = (
    r"(?:chang\w*|reset\w*|updat\w*|enabl\w*|switch\w*|turned on|new|geändert|zurückgesetzt"
    r"|cambi\w*|modifi\w*|alter\w*)"
)

EVENTS = (
    _rule("pasted.security_reset", _within(_SECRET_WORD, _CHANGED, 50), sure=True),
    _rule(
        "pasted.security_reset",
        _within(_TWO_STEP, _CHANGED, 50),
        r"security (?:update|reset|alert) (?:on|of|for)",
    ),
    _rule("pasted.account_inactive", _within(_ACCOUNT, rf"\b{_CLOSED}", 60)),
    _rule(
        "pasted.account_inactive",
        r"downgraded (?:my|our|the) account|charge method|credit card (?:was )?declined",
    ),
    _rule(
        "lwa_token.invalid_grant platform_status.disconnected_by_platform",
        _within(
            r"(?:manage (?:your )?apps|our (?:app|permission|authori[sz]ation)|your (?:app|application)|the app(?:lication)?)",
            r"\b(?:revoked|disabled|removed|deauthori[sz]ed|switched off|uninstalled)\b",
            50,
        ),
    ),
    _rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        _within(
            r"(?:authori[sz]ation|authori[sz]ed|permissions?|consent|grant|autorisierung|autorisation|autorización|autorizzazione|token)",
            r"(?:365 days?|12 months?|twelve months?|every year|(?:a|one|per) year|yearly|annual\w*|nach einem jahr|un an\b|un año|un anno)",
            80,
        ),
        r"renew (?:permissions?|authori[sz]ation)|re-?authori[sz]e every",
        _within(r"(?:authori[sz]ation|permissions?|consent)", r"\bexpir(?:ed|es|y|ing)\b", 40),
    ),
    _rule(
        "pasted.user_not_permitted",
        r"secondary user|child user|sub-?user|not (?:the )?(?:primary|main|owner)(?: account)? (?:user|holder)",
        r"(?:user|employee|colleague|admin\w*|login)\b.{0,60}\b(?:removed|left|lost (?:his|her|their|the)|no longer has)\b.{0,40}",
        r"lost the rights|(?:user|login) (?:has no|lacks|without) (?:permission|right|access)",
        r"manage (?:authori[sz]ed partners|integrations|service requests)|selling partner appstore.{0,30}(?:permission|view)",
    ),
    _rule(
        "pasted.region_invalid",
        _within(
            r"(?:endpoint|host|region|server)",
            r"(?:wrong|incorrect|different|another|other|mismatch\w*|european one|instead of)",
            40,
        )
        + r"(?=.{0,200}(?:region|europe|japan|\beu\b|\bna\b|\bfe\b|far east|north america))",
        sure=False,
    ),
)

# Circumstances of an error that says nothing by itself.
HINTS = (
    _rule(
        "pasted.signature_legacy",
        r"\bIAM\b|IAM ?(?:user|role|arn)|\barn:aws",
        r"\bAWS account\b|aws4|sig(?:nature)? ?v(?:ersion)? ?4|SignedHeaders",
        sure=False,
    ),
    _rule(
        "pasted.restricted_data_token",
        r"\bRDT\b|restricted ?data ?token|\bPII\b|buyer ?info|shipping ?address",
        sure=False,
    ),
    _rule(
        "pasted.role_not_configured",
        r"\b(?:enable|add|added|set|request|missing|grant|approved? for)\b.{0,40}\broles?\b",
        r"\broles?\b.{0,40}\b(?:missing|not (?:been )?(?:approved|granted|enabled)|required|added)\b",
        r"brand analytics",
        sure=False,
    ),
    _rule(
        "pasted.client_bug",
        r"(?:after|since) (?:upgrad|updat)\w+|last working (?:source )?version|regression|downgrad\w+ to",
        sure=False,
    ),
    _rule(
        "pasted.request_malformed",
        r"\bvendors?\b.{0,200}\bsellers?\b|\bsellers?\b.{0,200}\bvendors?\b",
        r"(?:same|identical) (?:credentials|request|call)\b.{0,60}\b(?:postman|curl|works)",
        sure=False,
    ),
    _rule(
        "pasted.marketplace_invalid",
        r"(?:all|other) (?:the )?(?:other )?(?:marketplaces?|countries)\b.{0,60}\b(?:work|fine|ok)",
        r"not registered in|never registered (?:for|in)|only (?:one|this|that) marketplace",
        sure=False,
    ),
)

# A message without any error in it that asks how something is done.
QUESTION = (
    _rule(
        "pasted.question",
        r"\b(?:how (?:do|can|to|should|long|often|much)|is (?:it|there) (?:possible|any|a way)|does (?:anyone|anybody|the|it)"
        r"|can (?:i|we|you|someone)|what (?:is|are|does|would)|which|where (?:can|do)|do (?:i|we) (?:need|have)|are there|would it)\b",
        r"\bimpossible to differentiate|feature request|documentation (?:says|is unclear)",
        sure=False,
    ),
)
EMPTY = (
    _rule(
        "ads_profiles.none pasted.ads_no_profile",
        r"(?:profiles?)\b.{0,120}(?:\bempty\b|\[\s*\]|\bnone\b|no profiles?)|no (?:advertising )?profiles?\b",
        sure=True,
    ),
)
