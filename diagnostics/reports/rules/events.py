"""
What people say happened, as a table: facts in their own words that an error text leaves out.

A sentence is weaker than Amazon's words. It decides where Amazon's say nothing, and where it names
the event itself (an account deactivated, a password changed).
"""

from __future__ import annotations

from dataclasses import replace

from diagnostics.reports.rules.rule import rule, within


_ACCOUNT = (
    r"(?:(?:seller|selling|amazon|vendor|merchant)(?:'s|s)? (?:central )?account"
    r"|account health|(?:our|my|the|his|her|their|your) account\b|conto|compte|cuenta|conta|(?:verkäufer)?konto|account venditore)"
)
_CLOSED = (
    r"(?:de-?activat\w*|suspended|suspension|terminated|blocked|banned|shut|inactive|not active|closed"
    r"|abnormal|disabled|under review|on hold|gesperrt|deaktiviert|sospes\w*|disattivat\w*|suspendid\w*|desactivad\w*"
    r"|suspendu\w*|désactivé\w*|bloccat\w*|bloquead\w*|bloqué\w*)"
)
_KEYWORD = r"(?:pass ?word|passwort|kennwort|mot de passe|contraseña|senha)"
_TWO_STEP = r"(?:(?:two|2)[- ]?(?:step|factor)|2fa|2sv|mfa|otp|zwei-?(?:faktor|stufen)\w*|double authentification)"
_CHANGED = (
    r"(?:chang\w*|reset\w*|updat\w*|enabl\w*|switch\w*|turned on|new|geändert|zurückgesetzt"
    r"|cambi\w*|modifi\w*|alter\w*)"
)

_EVENTS = (
    rule("pasted.security_reset", within(_KEYWORD, _CHANGED, 40, together=True)),
    rule(
        "pasted.security_reset",
        within(_TWO_STEP, _CHANGED, 50, together=True),
        within(
            _TWO_STEP,
            r"\b(?:ask\w*|prompt\w*|requir\w*|demand\w*|insist\w*|want\w*)\b",
            50,
            together=True,
        ),
        r"security (?:update|reset|alert) (?:on|of|for)|unusual (?:activity|sign-?in)|suspicious (?:activity|login|sign-?in)",
        r"\bverification codes?\b|\bone[- ]time (?:pass\w*|codes?|pins?)\b|\bOTP\b",
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
            r"(?:manage (?:your )?apps|our (?:app|permission|authori[sz]ation)|your (?:app|application)|the app(?:lication)?\b(?!/))",
            r"\b(?:revoked|disabled|removed|deauthori[sz]ed|switched off|uninstalled)\b",
            50,
        ),
        r"\b(?:cancel\w*|withdr[ae]w\w*|revok\w*|remov\w*|ended|took away|taken away)\b.{0,20}\b(?:our|your|(?:the )?(?:app|tool|developer).?s?) (?:access|authori[sz]ation|permissions?|consent)\b",
        r"\b(?:seller|merchant|user|customer|client|i|they|he|she|somebody|someone)\b.{0,20}\b(?:click\w*|press\w*|chose|hit)\b.{0,20}\b(?:disable|remove|revoke|deauthori[sz]e)",
    ),
    rule(
        "pasted.account_inactive",
        r"\bverif\w*\b.{0,30}\b(?:identity|business|tax|registration) (?:documents?|information|details)|(?:identity|business) documents?\b",
    ),
    rule("pasted.account_inactive", r"account\b.{0,20}\bunder\b.{0,20}\breview|\bsection 3\b"),
    rule(
        "pasted.account_inactive",
        rf"{_ACCOUNT}(?:(?![.;!?]\s).){{0,60}}?\b{_CLOSED}|\b{_CLOSED}(?:(?![.;!?]\s).){{0,25}}?{_ACCOUNT}",
        within(r"\b(?:shop|store)\b", r"\b(?:closed|paused|suspended|deactivated|shut down)\b", 25),
        r"\b(?:not|n't) in good standing\b|\b(?:removed|withdrew|withdrawn|revoked|suspended)\b.{0,20}\b(?:selling|sales) (?:privileges?|rights?)",
    ),
    rule(
        "pasted.account_inactive",
        r"(?:additional|more|missing) (?:information|documents?|documentation)\b.{0,60}\b(?:account|registration|verif\w*)|proof of (?:business|address|identity)",
        r"account\b.{0,12}(?:\bnot|n't) eligible|complet\w+ (?:the |their |your |his )?registration|account (?:verification|review)\b|(?:staging|vacation|holiday) mode|failed (?:a|the) .{0,3}health check",
        r"downgraded (?:my|our|the) account|charge method|(?:credit|debit|payment) (?:card|method)\b.{0,30}\b(?:declined|invalid|expired|not valid|failed)",
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
            r"\b(?:(?:once a|each|every|per) year|(?:one|1|a)[- ]year|yearly|annual\w*|365 days|12 months)\b",
            r"\b(?:renew\w*|re-?appl\w+|re-?approv\w+|re-?authori\w+|re-?link\w*|un-?link\w*|re-?connect\w*|limit|lost|disconnect\w*)\b",
            160,
        ),
        r"renew (?:your |the )?(?:permissions?|authori[sz]ation)|re-?authori[sz](?:e|ation) (?:every|each|is due|is required|required)",
        within(
            r"(?:authori[sz]ation|permissions?|consent)",
            r"\b(?:expir(?:ed|es|y|ing)|will expire|(?:is|are) (?:about|due) to expire)\b",
            80,
            together=True,
        ),
    ),
    rule(
        "lwa_token.invalid_grant platform_status.disconnected_by_platform",
        r"\b(?:not|n't|no longer) (?:\w+ )?authori[sz]ed\b.{0,80}\b(?:any ?more|any actions?|on (?:your|our|my) (?:behalf|account|channel))\b|\bno longer authori[sz]ed\b",
        r"\baccess to \w+\.\w+ is denied",
        sure=False,
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
        r"\b(?:taken|took|taking|takes?) away\b.{0,30}\b(?:rights?|permissions?|access)\b|\b(?:chang|alter|reduc|restrict|limit|remov)\w*\b.{0,30}\b(?:user|her|his|their|login)(?:'s|s)? (?:rights?|permissions?)\b",
        r"\b(?:being|been|was|were|got) removed from\b.{0,40}\baccount|lost (?:the |their |his |her |our |my )?(?:rights|access)\b|(?:user|login) (?:has no|lacks|without) (?:permission|right|access)",
        r"(?:user )?(?:permissions?|rights|roles?)\b(?! file).{0,60}\b(?:were |was |been |are |is )(?:changed|modified|altered|removed|taken away)\b",
        r"manage (?:authori[sz]ed partners|integrations|service requests)|selling partner appstore.{0,30}(?:permission|view)",
    ),
    rule(
        "pasted.wrong_account",
        r"\b(?:connected|authori[sz]ed|linked|selected|chose|picked|logged in(?:to)?)\b.{0,30}\bwrong\b.{0,20}\b(?:account|login|store|seller|merchant|group)",
        r"\b(?:connected|authori[sz]ed|linked|selected|chose|picked)\b.{0,40}\b(?:vendor\b.{0,40}\bseller|seller\b.{0,40}\bvendor)",
        sure=False,
    ),
    rule(
        "pasted.region_invalid",
        within(
            r"\b(?:endpoint|host|region)\b",
            r"\b(?:wrong|incorrect|different|another|other|mismatch\w*|european one|instead of)",
            40,
        )
        + r"(?=.{0,200}(?:region|europe|japan|\beu\b|\bna\b|\bfe\b|far east|north america))",
        sure=False,
    ),
)

# That something did not happen is what these say.
_UNDONE = (
    rule(
        "pasted.consent_page_refused",
        r"\b(?:authori[sz]ation|consent|permission|connection|approval)\b.{0,60}\b(?:was |were |been |never |not )(?:closed|cancell?ed|confirmed|finished|completed|abandoned|interrupted)\b",
        r"\bpending authori[sz]ation\b",
        sure=False,
    ),
)

EVENTS = (*(replace(each, claim=True) for each in _EVENTS), *_UNDONE)
