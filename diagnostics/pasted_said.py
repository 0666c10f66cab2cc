"""
What people say happened, as a table: facts in their own words that an error text leaves out.

A sentence is weaker than Amazon's words. It decides where Amazon's say nothing, and where it names
the event itself (an account deactivated, a password changed).
"""

from __future__ import annotations

import re

from dataclasses import replace

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

_EVENTS = (
    rule("pasted.security_reset", within(_KEYWORD, _CHANGED, 50), sure=True),
    rule(
        "pasted.security_reset",
        within(_TWO_STEP, _CHANGED, 50),
        r"security (?:update|reset|alert) (?:on|of|for)|unusual (?:activity|sign-?in)|suspicious (?:activity|login|sign-?in)",
        r"verify (?:it'?s you|your identity)|identity verification|\bcaptcha\b",
    ),
    rule(
        "pasted.app_inactive",
        within(
            r"\bamazon\b",
            r"\b(?:removed|suspended|delisted|blocked|closed|disabled)\b.{0,20}\b(?:app|application|developer (?:account|profile|registration))\b",
            40,
        ),
        r"(?:block\w*|suspend\w*|restrict\w*|prevent\w*)\b.{0,100}\b(?:new|further|additional) (?:seller |merchant )?authori[sz]ations?\b",
        r"\b(?:api|developer) (?:access|account|licen[cs]e|privileges?)\b.{0,40}\b(?:revoked|terminated|suspended|withdrawn|blocked|restricted)\b",
        r"developer (?:account|profile|registration|id)\b.{0,40}\b(?:closed|suspended|inactive|blocked|disabled|removed|rejected)",
    ),
    rule(
        "pasted.consent_code_expired",
        r"\b(?:5|10|15|five|ten|fifteen) minutes\b.{0,40}\b(?:complet\w+|finish\w*|exchang\w+) the (?:process|connection|authori[sz]ation|setup|consent)",
        r"(?:oauth|authori[sz]ation|auth)[_ ]?codes?\b.{0,160}\b(?:minutes?|expir\w+|too late|already used|only once)",
    ),
    rule(
        "lwa_token.invalid_grant platform_status.disconnected_by_platform",
        within(
            r"(?:manage (?:your )?apps|our (?:app|permission|authori[sz]ation)|your (?:app|application)|the app(?:lication)?)",
            r"\b(?:revoked|disabled|removed|deauthori[sz]ed|switched off|uninstalled)\b",
            50,
        ),
    ),
    rule("pasted.account_inactive", r"account\b.{0,20}\bunder\b.{0,20}\breview|\bsection 3\b"),
    rule("pasted.account_inactive", within(_ACCOUNT, rf"\b{_CLOSED}", 60)),
    rule(
        "pasted.account_inactive",
        r"(?:additional|more|missing) (?:information|documents?|documentation)\b.{0,60}\b(?:account|registration|verif\w*)|proof of (?:business|address|identity)",
        r"account (?:verification|review)\b|(?:staging|vacation|holiday) mode|failed (?:a|the) .{0,3}health check",
        r"downgraded (?:my|our|the) account|charge method|credit card (?:was )?declined",
        r"account status\b.{0,20}\b(?:abnormal|inactive|not normal|at risk)|(?:sales|selling) (?:authority|privileges?|rights?)\b.{0,30}\b(?:removed|suspended|revoked|withdrawn)",
        r"(?:individual|basic) (?:selling )?(?:plan|account)\b.{0,60}\b(?:professional|upgrade)|not a professional (?:amazon )?(?:seller|selling)",
    ),
    rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        within(
            r"(?:authori[sz]ation|authori[sz]ed?|approv\w+|re-?approve|credentials?|permissions?|consent|grant|autorisierung|autorisation|autorización|autorizzazione|token)",
            r"(?:365 days?|12 months?|twelve months?|every year|yearly|(?:a|one|per) year|yearly|annual\w*|nach einem jahr|un an\b|un año|un anno)",
            80,
        ),
        within(
            r"\b(?:(?:once a|each|every|per) year|yearly|annual\w*|365 days|12 months)\b",
            r"\b(?:renew\w*|re-?appl\w+|re-?approv\w+|re-?authori\w+|re-?link\w*|un-?link\w*|re-?connect\w*|lost|disconnect\w*)\b",
            160,
        ),
        r"renew (?:your |the )?(?:permissions?|authori[sz]ation)|re-?authori[sz](?:e|ation) (?:every|each|is due|is required|required)",
        within(r"(?:authori[sz]ation|permissions?|consent)", r"\bexpir(?:ed|es|y|ing)\b", 40),
    ),
    rule(
        "consent_age.over_12_months lwa_token.invalid_grant",
        within(r"(?:refresh|auth|authori[sz]ation|mws) ?tokens?", r"\bexpir\w+", 40),
        r"\b(?:connections?|tokens?)\b.{0,30}\b(?:expir\w+|lapsed)",
        sure=False,
    ),
    rule(
        "pasted.user_not_permitted",
        r"secondary user|child user|sub-?user|not (?:the )?(?:primary|main|owner)(?: account)? (?:user|holder)",
        r"(?:user|employee|colleague|admin\w*|login)\b.{0,60}\b(?:removed|left|lost (?:his|her|their|the)|no longer has)\b.{0,40}",
        r"(?:n't|not|no|without|lacks?|needs?|insufficient)\b.{0,30}\b(?:view|edit|viewer|editor|admin|api|campaign manager|user)\b.{0,20}\b(?:permissions?|access|rights?)\b.{0,120}\b(?:advertis\w+|ads|campaigns?|console|account|user|login|email)\b",
        r"lost (?:the |their |his |her |our |my )?(?:rights|access)\b|(?:user|login) (?:has no|lacks|without) (?:permission|right|access)",
        r"(?:user )?(?:permissions?|rights|roles?)\b.{0,60}\b(?:were |was |been |are |is )(?:changed|modified|altered|removed|taken away)\b",
        r"manage (?:authori[sz]ed partners|integrations|service requests)|selling partner appstore.{0,30}(?:permission|view)",
    ),
    rule(
        "pasted.region_invalid",
        within(
            r"\b(?:endpoint|host|region|server)\b",
            r"\b(?:wrong|incorrect|different|another|other|mismatch\w*|european one|instead of)",
            40,
        )
        + r"(?=.{0,200}(?:region|europe|japan|\beu\b|\bna\b|\bfe\b|far east|north america))",
        sure=False,
    ),
)

EVENTS = tuple(replace(each, claim=True) for each in _EVENTS)

# So many at once, or over by itself: no fault of one merchant's connection.
MANY = (
    rule(
        "pasted.server_error",
        r"\b(?:thousands?|hundreds?|\d{3,}'?s?|all|most|many|multiple|every(?: single)?)\b(?: of)?(?: our| my| the)? (?:different )?(?:sellers?|merchants?|customers?|clients?|accounts?)\b",
        r"\bcleared (?:by )?it ?self|resolved (?:by )?it ?self|went away (?:by it ?self|on its own)|recovered (?:by it ?self|on its own)",
        sure=False,
    ),
)
# What nobody says of something that broke: a wish, an announcement.
WISH = (
    rule(
        "pasted.question",
        r"\[?feature(?: request)?\]|feature request|any chance (?:to|of|that)|would be (?:great|nice|helpful)|(?:please|could you|can you) (?:add|support|provide|document|expose)\b",
        r"important notice|(?:must|have to|need to) migrate|will be (?:deprecated|removed|discontinued|retired|sunset|shut ?down)|deprecation (?:date|schedule|notice)|(?:when|which date)\b.{0,40}\b(?:deprecated|depracted|depreciated|retired|removed)",
        sure=False,
    ),
)
# Something went wrong, whatever else is asked.
FAILED = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure)?|error(?:s|ed)?|refus\w+|reject\w+|den(?:y|ied)|broke\w*|stopped|crash\w*)\b"
    r"|\b(?:can't|cannot|couldn't|can not|unable to|no longer|not able to)\b|\b(?:does|is|do)(?:n't| not) work",
    re.IGNORECASE,
)
# A message without any error in it that asks how something is done.
QUESTION = (
    rule(
        "pasted.question",
        r"\b(?:how (?:do|can|to|should|long|often|much)|is (?:it|there) (?:possible|any|a way)|does (?:anyone|anybody|the|it)"
        r"|can (?:i|we|you|someone)|what (?:is|are|does|would)|where (?:can|do)|do (?:i|we) (?:need|have)|are there|would it)\b",
        r"(?:\A|[.!?\n])\W*(?:(?:hi|hello|hey)\W+(?:all|there|team)?\W*)?(?:how\s|what\s|(?:does|do|is|are|can|could|should|will|would)\s+(?:i|we|you|your|one|it|this|that|there|the|an?|any\w*|some\w*|amazon|sp-?api)\b)",
        r"\b(?:docs|documentation) (?:page|site|link|example)|should (?:i|we)\b",
        r"\bimpossible to differentiate|documentation (?:says|is unclear|should|lacks)|\btypo\b|release notes|changelog",
        r"\[?feature(?: request)?\]|feature request|(?:please|could you) (?:add|support|provide|document)|add(?:ing)? support for",
        r"\b(?:isn.t|(?:does|do)(?: not|n.t) (?:seem|appear) to be|not find) (?:a|any) (?:function|method|way|option|endpoint|operation|report|api)\b",
        r"there is (?:a|no) (?:function|method|way|endpoint|operation|api)\b|(?:missing|no) (?:function|method|documentation|example)s?\b",
        r"deprecat\w+ ?(?:warning|notice)|will be (?:removed|deprecated|discontinued|retired|sunset)|announce\w+",
        r"\?\s*$",
        r"\b(?:numbers?|figures?|totals?|amounts?|values?|sales|metrics?)\b.{0,40}\b(?:differ\w*|mismatch\w*|discrepan\w*|(?:do|does)(?: not|n't) (?:match|agree|add up)|off by)\b",
        sure=False,
    ),
)
# Amazon's side is down, said of it as a whole: more telling than that somebody asks for how long.
DOWN = (
    rule(
        "pasted.server_error",
        r"(?:anyone|anybody|everyone) else\b(?!.{0,20}\b(?:use|using|tried|know\w*|manage\w*)\b)|\bmaintenan\w+|\b(?:service|api|server|website|site|endpoint|amazon)s?\b.{0,30}\b(?:is|are|be|been|was|were|goes|went|seems?)\b.{0,12}\b(?:down|unavailable|offline|not available)\b",
        sure=False,
    ),
)
_FIGURES = r"\b(?:data|figures?|numbers?|sales|sessions|traffic|metrics?|conversions?|attribut\w+|fields?|columns?|settlements?|statements?)\b"
# Amazon publishes late by design.
LATE = (
    rule(
        "pasted.data_late",
        within(
            _FIGURES,
            r"\b(?:delay\w*|lag(?:s|ged|ging)?|late|(?:days?|hours?|weeks?) (?:later|behind|ago)|not (?:yet )?(?:complete|final|ready|up to date)|up to \d+ (?:days?|hours?))\b",
            60,
        ),
        r"\b(?:yesterday|today|last night|newest|latest)\b.{0,40}\b(?:missing|incomplete|not (?:there|shown|ready|available)|empty)\b",
        r"\b(?:publish\w*|restat\w*|finali[sz]\w*)\b.{0,60}\b(?:days?|hours?|delay\w*)\b",
        sure=False,
        statuses={None, 200},
    ),
)
EMPTY = (
    rule(
        "ads_profiles.none pasted.ads_no_profile",
        r"(?:not|n't|no longer) (?:show|see|list|return|find)\w* (?:any |my |our |the )?(?:advertis\w+ )?(?:profiles?|advertisers?)\b",
        r"\b(?:not|n't|no)\b.{0,20}\b(?:return|show|list|see|find|available)\w*\b.{0,20}\b(?:entit(?:y|ies)|advertis\w+ accounts?|main account)\b",
        r"\bno (?:advertis\w+|ads) (?:accounts?|profiles?)\b.{0,20}\b(?:appear|show|list|found|available)\w*",
        r"profiles?\b.{0,60}\b(?:no results?|nothing|missing|not (?:there|listed|returned|showing|shown|visible|available))",
        r"(?:profiles?)\b.{0,120}(?:\bempty\b|\[\s*\]|\bnone\b|no profiles?)|no (?:advertising )?profiles?\b",
        sure=True,
    ),
)
