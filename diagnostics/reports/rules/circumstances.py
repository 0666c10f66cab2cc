"""
Circumstances in what people paste, as a table: what makes a bare refusal likelier to be one thing
than another. Nothing here names a cause; each is a hint.
"""

from __future__ import annotations

from diagnostics.amazon.marketplaces import MARKETPLACES
from diagnostics.reports.rules.regions import REGION
from diagnostics.reports.rules.rule import rule, within


_IDS = "|".join(each.id for each in MARKETPLACES)

# Circumstances of an error that says nothing by itself, most telling first.
HINTS = (
    rule(
        "pasted.account_inactive",
        within(r"\binvalid request parameters\b", r"feeds?\b", 300),
        sure=False,
        statuses={None, 400},
    ),
    rule(
        "pasted.ads_not_onboarded",
        r"\bonboard\w*|white ?listed|(?:appl(?:y|ied|ying)|application|request\w*|form) for\b.{0,30}\b(?:api|ads|advertising) access",
        r"(?:n't|\bnot|\bnever)\b.{0,20}\b(?:assigned|given|granted|enabled)\b.{0,30}\b(?:api|ads|advertising)\b",
        r"api access (?:request|application|form|approval)|(?:approv\w*|review\w*|pending)\b.{0,30}\b(?:api|developer) (?:access|application|registration)|sign(?:ed|ing)? up for\b.{0,30}\bapi|not registered for\b.{0,30}\bapi",
        sure=False,
        side="ads",
    ),
    rule(
        "pasted.access_token_expired",
        r"\b(?:works?|worked|runs?|running|valid|fine|ok) (?:fine )?for (?:about |around )?(?:an|one|1|60) ?(?:hours?|h|minutes?|min)\b",
        r"\bafter (?:about |around |exactly )?(?:an|one|1|60) ?(?:hours?|h|minutes?|min)\b|\b3600 ?s(?:ec\w*)?\b|\b60 min",
        sure=False,
        statuses={401, 403},
    ),
    rule(
        "pasted.request_malformed",
        r"X-Amz-Expires|\bs3[.-][\w.-]*amazonaws\.com|cloudfront\.net|(?:signed|download|document) (?:url|link)s?\b.{0,60}\bexpir",
        sure=False,
        statuses={400, 403},
    ),
    rule(
        "pasted.access_token_expired",
        r"(?<!refresh )(?<!refresh_)\btokens?\b.{0,40}\b(?:expir\w+|stale|outdated|no longer valid|becom\w+ invalid|(?:not|\w+n't) (?:being )?(?:refreshed|renewed))\b|\b(?:sav(?:e|ed|ing)|cach(?:e|ed|ing)|stor(?:e|ed|ing)|persist\w*)\b.{0,20}\b(?:access|lwa)[ _]tokens?\b|\btokens?\b.{0,40}\b(?:lifetime|beyond|too long)\b",
        r"\bafter\b.{0,20}\b(?:an|one|1|60) ?(?:hours?|h|min\w*)\b.{0,60}\b(?:unauthori[sz]ed|denied|forbidden|refused|40[13])\b",
        r"\b(?:never|not|n't) (?:automatically )?(?:refresh|renew)\w*\b.{0,20}\b(?:access )?tokens?\b",
        sure=False,
    ),
    rule(
        "pasted.role_not_configured",
        # one family of operations answers, another is refused
        r"\b(?:orders?|feeds?|catalog\w*|listings?|reports?|financ\w+|pricing|inventory|notifications?|messaging|sales)\b"
        r"(?: api| endpoints?| calls?| operations?)?\W{1,3}(?:is |are |\w+ )?(?:works?|working|no problems?|fine|ok(?:ay)?|succe\w+)\b",
        sure=False,
        statuses={403},
    ),
    rule(
        "pasted.signature_legacy",
        r"\bIAM\b|\barn:aws|\bAWS (?:account|user|role|polic\w+|keys?|credentials)\b",
        r"\baws4\b|sig(?:nature)? ?v(?:ersion)? ?4|SignedHeaders|canonical (?:request|string)",
        r"assum(?:e|ed|ing) (?:the |a )?role|\bSTS\b|session ?token|security[- ]token",
        sure=False,
    ),
    rule(
        "pasted.role_not_configured",
        r"\b(?:profile|app(?:lication)?|api|access|role|scope|permission|account)s?\b.{0,60}\bnot (?:yet )?(?:been )?(?:yet )?(?:approved|granted|enabled|white ?listed|accepted|selected|ticked)",
        r"\b(?:developer|api|app(?:lication)?)\b.{0,20}\b(?:profile|registration|access|request)?\b.{0,30}\b(?:rejected|declined|pending)\b|\b(?:rejected|declined)\b.{0,20}\b(?:developer|application|app|registration)\b",
        r"(?:n't|\bnot|\bnever|\brefus\w+|\bden(?:y|ied|ies))\b.{0,40}\broles?\b",
        r"\baccess\b.{0,20}\b(?:approved|approval)\b|\b(?:applied|applying|asked|requested)\b.{0,60}\b(?:declined|rejected|turned down|not (?:been )?approved)\b",
        r"\b(?:add(?:ed|ing)?|enabl\w+|select\w*|request\w*|grant\w*|tick\w*|missing|lack\w*|without)\b.{0,40}\broles?\b",
        r"\broles?\b.{0,60}\b(?:missing|required|added|needed|approved?|selected|enabled|granted)\b|approved? for\b.{0,40}\brole",
        r"\bvendors?\b.{0,80}\bcalls?\b.{0,30}\b(?:denied|forbidden|refused|unauthori[sz]ed)\b",
        r"\b(?:permission )?scopes?\b.{0,30}\b(?:missing|lacks?|not granted)\b|\b(?:missing|lacks?)\b.{0,20}\bscopes?\b",
        sure=False,
    ),
    rule(
        "pasted.role_not_configured",
        r"brand analytics|direct[- ]to[- ]consumer|restricted role",
        sure=False,
        statuses={400, 401, 403},
    ),
    rule(
        "pasted.restricted_data_token",
        # reports and operations that answer only to a token for buyers' data
        r"\bGET_\w+_(?:TAX|SHIPPING|INVOICING)\b|\b(?:get|create)_?(?:Shipping_?Labels?|Packing_?Slips?|Customer_?Invoices?)\b|\b(?:ordinary|normal|regular|plain|usual) (?:lwa |access )?tokens?\b|\bget_?Order_?(?:Items?_?)?(?:Buyer_?Info|Address)",
        r"\bRDT\b|restricted ?data ?token|\bPII\b|restricted token|buyer ?info|buyer'?s?[ _]?(?:e-?mail|name|address|phone)|shipping ?address",
        sure=False,
    ),
    *REGION,
    rule(
        "pasted.marketplace_invalid",
        r"(?:all|other)(?: the)?(?: other)? (?:marketplaces?|countries|regions?)\b.{0,60}\b(?:work|fine|ok)",
        rf"\bonly (?:when|for|with|if|in|on)\b.{{0,40}}(?:marketplace|{_IDS})",
        r"not registered in|never registered (?:for|in)|only (?:for )?(?:one|this|that) marketplace",
        r"wrong marketplace|marketplace ?ids?\b.{0,60}\b(?:results? in|fails?|refused|invalid|not (?:valid|supported))",
        sure=False,
    ),
    rule(
        "pasted.endpoint_retired",
        r"\b(?:version|endpoint|operation|api|reports?|orders?|feeds?|v0|v1|v2|20\d\d-\d\d-\d\d)\b.{0,40}\b(?:removed|retired|deprecated|sunset|shut ?down|no longer (?:supported|available|works?|responds?|exists?))\b",
        r"(?:not|n't) (?:exist|supported|available|work) any ?more\b|\b(?:is|was|are|been|now) (?:deprecated|retired|obsolete|discontinued)\b",
        r"\b(?:moving|migrat\w+|switch\w*|upgrad\w+|chang\w+) to\b.{0,40}(?:\bv\d\b|20\d\d-\d\d-\d\d|new version|latest version)",
        sure=False,
    ),
    rule(
        "pasted.client_bug",
        r"(?:multiple|several|different|alternat\w+|two) (?:sp-?api )?(?:credentials|refresh tokens|clients|sellers)\b.{0,200}\b(?:alternat\w+|switch\w*|cach\w+|reus\w+|cold ?start|singleton|same (?:instance|process|token))",
        r"\bcached?\b.{0,30}\b(?:re-?initiali[sz]ed|cleared|overwritten|lost|stale|never|wrong)\b",
        r"(?:token|credential)s? (?:is |are |was |were )?(?:being )?(?:cached|shared between|mixed up|overwritten)",
        r"(?:after|since|when) (?:i |we )?(?:upgrad|updat)\w+|last working (?:source )?version|regression|downgrad\w+\b",
        r"\b(?:i|we) (?:have )?(?:upgraded|updated) (?:to|the|from)\b.{0,80}\b(?:stopped|broke|fail|no longer|error)",
        r"\b(?:library|package|sdk|connector|module|plugin|client)\b.{0,60}\b(?:bug|does not|doesn't|fails to|ignores|never|wrong(?:ly)?|hard-?coded?)",
        sure=False,
    ),
    rule(
        "pasted.request_malformed",
        r"\bvendors?\b.{0,200}\bsellers?\b|\bsellers?\b.{0,200}\bvendors?\b",
        r"\b(?:typo|mis-?spel\w+|wrong (?:path|uri|url|operation|method))\b",
        r"\bPUT\b|\bupload\w* (?:the |to )?(?:the )?(?:feed|file|content|document)|\bpre-?signed",
        r"(?:same|identical) (?:credentials|request|call|token)s?\b.{0,60}\b(?:postman|curl|works)",
        sure=False,
        statuses={400, 403},
    ),
)
