"""
What people say happened, as a table: facts in their own words that an error text leaves out.

A sentence is weaker than Amazon's words. It decides where Amazon's say nothing, and where it names
the event itself (an account deactivated, a password changed).
"""

from __future__ import annotations

from diagnostics.pasted_rules import rule, within


_ACCOUNT = (
    r"(?:(?:seller|selling|amazon|vendor|merchant)(?:'s|s)? (?:central )?account"
    r"|account health|(?:our|my|the) account\b|conto|compte|cuenta|conta|(?:verkäufer)?konto|account venditore)"
)
_CLOSED = (
    r"(?:de-?activat\w*|suspended|suspension|terminated|blocked|banned|inactive|not active|closed"
    r"|abnormal|disabled|under review|on hold|gesperrt|deaktiviert|sospes\w*|disattivat\w*|suspendid\w*|desactivad\w*"
    r"|suspendu\w*|désactivé\w*|bloccat\w*|bloquead\w*|bloqué\w*)"
)
_KEYWORD = r"(?:pass ?word|passwort|kennwort|mot de passe|contraseña|senha)"
_TWO_STEP = (
    r"(?:two[- ](?:step|factor)|2fa|2sv|mfa|otp|zwei-?(?:faktor|stufen)\w*|double authentification)"
)
_CHANGED = (
    r"(?:chang\w*|reset\w*|updat\w*|enabl\w*|switch\w*|turned on|new|geändert|zurückgesetzt"
    r"|cambi\w*|modifi\w*|alter\w*)"
)

EVENTS = (
    rule("pasted.security_reset", within(_KEYWORD, _CHANGED, 50), sure=True),
    rule(
        "pasted.security_reset",
        within(_TWO_STEP, _CHANGED, 50),
        r"security (?:update|reset|alert) (?:on|of|for)|unusual (?:activity|sign-?in)|suspicious (?:activity|login|sign-?in)",
        r"verify (?:it'?s you|your identity)|identity verification|\bcaptcha\b",
    ),
    rule(
        "lwa_token.invalid_grant platform_status.disconnected_by_platform",
        within(
            r"(?:manage (?:your )?apps|our (?:app|permission|authori[sz]ation)|your (?:app|application)|the app(?:lication)?)",
            r"\b(?:revoked|disabled|removed|deauthori[sz]ed|switched off|uninstalled)\b",
            50,
        ),
    ),
    rule("pasted.account_inactive", within(_ACCOUNT, rf"\b{_CLOSED}", 60)),
    rule(
        "pasted.account_inactive",
        r"downgraded (?:my|our|the) account|charge method|credit card (?:was )?declined",
        r"account status\b.{0,20}\b(?:abnormal|inactive|not normal|at risk)|(?:sales|selling) (?:authority|privileges?|rights?)\b.{0,30}\b(?:removed|suspended|revoked|withdrawn)",
        r"(?:individual|basic) (?:selling )?(?:plan|account)\b.{0,60}\b(?:professional|upgrade)|not a professional (?:amazon )?(?:seller|selling)",
    ),
    rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        within(
            r"(?:authori[sz]ation|authori[sz]ed|credentials?|permissions?|consent|grant|autorisierung|autorisation|autorización|autorizzazione|token)",
            r"(?:365 days?|12 months?|twelve months?|every year|yearly|(?:a|one|per) year|yearly|annual\w*|nach einem jahr|un an\b|un año|un anno)",
            80,
        ),
        r"renew (?:your |the )?(?:permissions?|authori[sz]ation)|re-?authori[sz](?:e|ation) (?:every|each|is due|is required|required)",
        within(r"(?:authori[sz]ation|permissions?|consent)", r"\bexpir(?:ed|es|y|ing)\b", 40),
    ),
    rule(
        "pasted.user_not_permitted",
        r"secondary user|child user|sub-?user|not (?:the )?(?:primary|main|owner)(?: account)? (?:user|holder)",
        r"(?:user|employee|colleague|admin\w*|login)\b.{0,60}\b(?:removed|left|lost (?:his|her|their|the)|no longer has)\b.{0,40}",
        r"lost the rights|(?:user|login) (?:has no|lacks|without) (?:permission|right|access)",
        r"manage (?:authori[sz]ed partners|integrations|service requests)|selling partner appstore.{0,30}(?:permission|view)",
    ),
    rule(
        "pasted.region_invalid",
        within(
            r"(?:endpoint|host|region|server)",
            r"(?:wrong|incorrect|different|another|other|mismatch\w*|european one|instead of)",
            40,
        )
        + r"(?=.{0,200}(?:region|europe|japan|\beu\b|\bna\b|\bfe\b|far east|north america))",
        sure=False,
    ),
)

# Circumstances of an error that says nothing by itself, most telling first.
HINTS = (
    rule(
        "pasted.access_token_expired",
        r"\bafter (?:about |around |exactly )?(?:an|one|1|60) ?(?:hours?|h|minutes?|min)\b|\b3600 ?s(?:ec\w*)?\b|\b60 min",
        r"(?<!refresh )(?<!refresh_)\btokens?\b.{0,40}\b(?:expir\w+|no longer valid|becom\w+ invalid)\b",
        sure=False,
    ),
    rule(
        "pasted.signature_legacy",
        r"\bIAM\b|\barn:aws|\bAWS (?:account|user|role|polic\w+|keys?|credentials)\b",
        r"\baws4\b|sig(?:nature)? ?v(?:ersion)? ?4|SignedHeaders|canonical (?:request|string)",
        r"assum(?:e|ed|ing) (?:the |a )?role|\bSTS\b|session ?token|security[- ]token",
        sure=False,
    ),
    rule(
        "pasted.restricted_data_token",
        r"\bRDT\b|restricted ?data ?token|\bPII\b|buyer ?info|buyer (?:e-?mail|name|address)|shipping ?address",
        sure=False,
    ),
    rule(
        "pasted.role_not_configured",
        r"\b(?:enable|add|added|set|request|missing|grant|lack\w*|approved? for)\b.{0,40}\broles?\b",
        r"\broles?\b.{0,40}\b(?:missing|not (?:been )?(?:approved|granted|enabled)|required|added|needed)\b",
        r"brand analytics|\b(?:api|app) (?:access )?(?:has )?not (?:been )?(?:yet )?(?:approved|granted|enabled)",
        sure=False,
    ),
    rule(
        "pasted.region_invalid",
        r"chang(?:e|ed|ing) the (?:host|endpoint|region|url|domain)\b",
        r"\b(?:us-east-1|eu-west-1|us-west-2)\b.{0,80}\b(?:us-east-1|eu-west-1|us-west-2)\b",
        within(
            r"\b(?:endpoint|host|region|url)\b",
            r"\b(?:wrong|incorrect|mismatch\w*|other region|different region|instead)\b",
            60,
        ),
        within(
            r"\b(?:european?|japan\w*|north america\w*|far east|australia\w*)\b",
            r"\b(?:endpoint|host)\b",
            60,
        ),
        sure=False,
    ),
    rule(
        "pasted.marketplace_invalid",
        r"(?:all|other)(?: the)?(?: other)? (?:marketplaces?|countries|regions?)\b.{0,60}\b(?:work|fine|ok)",
        r"not registered in|never registered (?:for|in)|only (?:for )?(?:one|this|that) marketplace",
        r"wrong marketplace|marketplace ?ids?\b.{0,60}\b(?:results? in|fails?|refused|invalid|not (?:valid|supported))",
        sure=False,
    ),
    rule(
        "pasted.client_bug",
        r"(?:multiple|several|different|alternat\w+|two) (?:sp-?api )?(?:credentials|refresh tokens|clients|sellers)\b.{0,200}\b(?:alternat\w+|switch\w*|cach\w+|reus\w+|cold ?start|singleton|same (?:instance|process|token))",
        r"(?:token|credential)s? (?:is |are |was |were )?(?:being )?(?:cached|shared between|mixed up|overwritten)",
        r"(?:after|since|when) (?:i |we )?(?:upgrad|updat)\w+|last working (?:source )?version|regression|downgrad\w+ to",
        sure=False,
    ),
    rule(
        "pasted.request_malformed",
        r"\bvendors?\b.{0,200}\bsellers?\b|\bsellers?\b.{0,200}\bvendors?\b",
        r"(?:same|identical) (?:credentials|request|call|token)s?\b.{0,60}\b(?:postman|curl|works)",
        sure=False,
    ),
)

# What a program says when it stumbled over itself, and no answer of Amazon's is in sight.
STUMBLES = (
    rule(
        "pasted.client_bug",
        r"\b(?:Type|Key|Attribute|Value|Name|Index|Import|ModuleNotFound|Unicode\w*|NotImplemented|Recursion)Error\b",
        r"JSONDecodeError|\bis not a function\b|of undefined|of null\b|undefined method|undefined index|undefined variable",
        r"Call to (?:a member|undefined)|NoMethodError|NullPointerException|NullReferenceException|ClassCast|NoSuchMethod",
        r"cannot (?:be )?(?:deserialize|cast|convert|unmarshal|parse)|deseriali[sz]\w+|unmarshal|JsonSyntaxException",
        r"unexpected keyword argument|positional argument|has no attribute|No module named|Class .{0,80} not found",
        r"(?:swagger|openapi).{0,20}(?:codegen|generator|generated)|generated (?:client|code|models?)",
        sure=False,
    ),
)

# What people say of an error whose own words they left out.
TOLD = (
    rule("pasted.throttled", r"rate.?limit|throttl\w+|too many requests|\bquota\b"),
    rule(
        "pasted.server_error",
        r"\b(?:outage|internal (?:server )?errors?|service unavailable|server errors?)\b",
        r"\b(?:api|endpoint|amazon|service|server|seller central|dashboard)\b.{0,40}\b(?:is|are|was|were|been|completely|seems?)\b.{0,15}\bdown\b",
        r"notifications?\b.{0,80}\b(?:stopped|not (?:being )?(?:received|delivered|arriv\w+)|delayed|missing|late)\b",
        r"(?:anyone|anybody|everyone) else (?:seeing|experiencing|having|facing)|experiencing (?:the )?(?:same|similar) issue",
        sure=False,
    ),
    rule(
        "lwa_token.invalid_client",
        r"client[ _]?id\b.{0,60}\b(?:not|instead of|rather than)\b.{0,20}\bapp(?:lication)?[ _]?id\b|amzn1\.sp\.solution.{0,80}\bclient",
        r"client[ _-]?(?:id|secret)\b.{0,60}\b(?:wrong|invalid|incorrect|rotat\w+|expired|not (?:valid|found|accepted))",
        r"rotat\w+\b.{0,40}\b(?:client[ _-]?)?secret",
        sure=False,
    ),
    rule(
        "pasted.object_not_found",
        r"\bnot (?:be )?found\b|does not exist|doesn't exist|\b404\b",
        sure=False,
    ),
    rule(
        "pasted.request_malformed",
        r"\binvalid\b.{0,30}\b(?:input|parameter|request|format|value|argument|date|filter)s?\b",
        r"bad request|unsupported|not supported|validation error|malformed|\b400\b",
        sure=False,
    ),
    rule(
        "pasted.empty_data",
        r"\b(?:empty|no data|zero|0) (?:results?|rows?|records?|response|payload|list|orders|items)\b",
        r"\b(?:results?|rows?|records?|response|payload|list|report)\b.{0,30}\b(?:is|are|was|comes? back) (?:empty|blank)",
        r"\bblank\b|returns? nothing|(?:no|not|never|n't) (?:longer )?(?:get|getting|receiv\w+|see|return\w*) any\b",
        r"(?:no|not|without|n't).{0,12} any error",
        sure=False,
    ),
)

# A message without any error in it that asks how something is done.
QUESTION = (
    rule(
        "pasted.question",
        r"\b(?:how (?:do|can|to|should|long|often|much)|is (?:it|there) (?:possible|any|a way)|does (?:anyone|anybody|the|it)"
        r"|can (?:i|we|you|someone)|what (?:is|are|does|would)|which|where (?:can|do)|do (?:i|we) (?:need|have)|are there|would it)\b",
        r"\bimpossible to differentiate|feature request|documentation (?:says|is unclear)",
        sure=False,
    ),
)
EMPTY = (
    rule(
        "ads_profiles.none pasted.ads_no_profile",
        r"(?:not|n't|no longer) (?:show|see|list|return|find)\w* (?:any |my |our |the )?(?:advertis\w+ )?(?:profiles?|advertisers?)\b",
        r"(?:profiles?)\b.{0,120}(?:\bempty\b|\[\s*\]|\bnone\b|no profiles?)|no (?:advertising )?profiles?\b",
        sure=True,
    ),
)
