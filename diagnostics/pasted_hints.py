"""
Circumstances in what people paste, as tables: what makes a bare refusal likelier to be one thing
than another, what programs say when they stumble over themselves, and errors told in own words.

Nothing here names a cause; each is a hint.
"""

from __future__ import annotations

from diagnostics.marketplaces import MARKETPLACES
from diagnostics.model import Region
from diagnostics.pasted_rules import rule, within


# A region's host with another region's marketplace, and none of its own.
_IDS = {
    region: "|".join(each.id for each in MARKETPLACES if each.region is region) for region in Region
}
_ELSEWHERE = tuple(
    rf"\A(?!.*(?:{_IDS[region]}))(?=.*sellingpartnerapi-{region.value}\b).*"
    rf"(?:{'|'.join(ids for other, ids in _IDS.items() if other is not region)})"
    for region in Region
)

# Circumstances of an error that says nothing by itself, most telling first.
HINTS = (
    rule(
        "pasted.ads_not_onboarded",
        r"\bonboard\w*|white ?listed|(?:applied|applying|application|request\w*|form) for (?:api|ads|advertising) access",
        r"api access (?:request|application|form|approval)|sign(?:ed|ing)? up for\b.{0,30}\bapi|not registered for\b.{0,30}\bapi",
        sure=False,
        side="ads",
    ),
    rule(
        "pasted.access_token_expired",
        r"\b(?:works?|worked|runs?|valid|fine|ok) (?:fine )?for (?:about |around )?(?:an|one|1|60) ?(?:hours?|h|minutes?|min)\b",
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
        "pasted.role_not_configured",
        r"\b(?:profile|app(?:lication)?|api|access|role|scope|permission|account)s?\b.{0,60}\bnot (?:yet )?(?:been )?(?:yet )?(?:approved|granted|enabled|white ?listed|accepted|selected|ticked)",
        r"\b(?:add(?:ed|ing)?|enabl\w+|select\w*|request\w*|grant\w*|tick\w*|missing|lack\w*|without)\b.{0,40}\broles?\b",
        r"\broles?\b.{0,60}\b(?:missing|required|added|needed|approved?|selected|enabled|granted)\b|approved? for\b.{0,40}\brole",
        r"\bvendors?\b.{0,80}\bcalls?\b.{0,30}\b(?:denied|forbidden|refused|unauthori[sz]ed)\b",
        r"\b(?:permission )?scopes?\b.{0,30}\b(?:missing|lacks?|not granted)\b|\b(?:missing|lacks?)\b.{0,20}\bscopes?\b",
        r"brand analytics|direct[- ]to[- ]consumer|restricted role",
        sure=False,
    ),
    rule(
        "pasted.restricted_data_token",
        r"\bRDT\b|restricted ?data ?token|\bPII\b|buyer ?info|buyer (?:e-?mail|name|address)|shipping ?address",
        sure=False,
    ),
    rule(
        "pasted.region_invalid",
        r"\b(?:set|with|using|chose|picked|selected) (?:the )?region\b|\bregion ?[=:]? ?['\"]?(?:na|eu|fe)\b.{0,60}\b(?:work|instead|fail|wrong|not)\w*",
        r"\b(?:NA|EU|FE|US|UK|European|American|Japanese) (?:endpoint|host|server|region|url)\b.{0,30}\b(?:for|with|to|on)\b.{0,30}\b(?:sellers?|accounts?|marketplaces?|merchants?|profiles?|vendors?)\b",
        *_ELSEWHERE,
        r"\b(?:NA|EU|FE|far east|europe\w*)\b.{0,40}\b(?:endpoints?|regions?)\b.{0,120}\bworks?\b",
        r"\bworks?\b.{0,60}\b(?:NA|EU|FE|far east|europe\w*)\b.{0,40}\b(?:endpoints?|regions?)\b",
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
        "pasted.endpoint_retired",
        r"\b(?:version|endpoint|operation|api|reports?|orders?|feeds?|v0|v1|v2|20\d\d-\d\d-\d\d)\b.{0,40}\b(?:removed|retired|deprecated|sunset|shut ?down|no longer (?:supported|available|works?|responds?|exists?))\b",
        r"\b(?:is|was|are|been|now) (?:deprecated|retired|obsolete|discontinued)\b",
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
        r"(?:same|identical) (?:credentials|request|call|token)s?\b.{0,60}\b(?:postman|curl|works)",
        sure=False,
        statuses={400, 403},
    ),
)

# What a program says when it stumbled over itself, and no answer of Amazon's is in sight.
STUMBLES = (
    rule(
        "lwa_token.invalid_client",
        r"Missing ?Credentials|(?:credentials?|parameters?|variables?)\b.{0,20}\b(?:are|is|were)? ?missing\b.{0,60}\b(?:lwa|client|app_id|secret)",
        r"could not find the following credentials|(?:lwa_app_id|lwa_client_secret|client_secret)\b.{0,40}\b(?:missing|not set|required|empty|undefined)",
        sure=False,
    ),
    rule(
        "pasted.client_bug",
        r"\b(?:Type|Key|Attribute|Value|Name|Index|Import|ModuleNotFound|Unicode\w*|NotImplemented|Recursion)Error\b",
        r"JSONDecodeError|\bis not a function\b|of undefined|of null\b|undefined (?:method|index|variable|array|property|offset|constant|key)",
        r"Call to (?:a member|undefined)|NoMethodError|NullPointerException|null ?reference|object reference not set|ClassCast|NoSuchMethod",
        r"Serialization\w*Exception|error converting value|(?:cannot|can't|could ?n[o']t|unable to) (?:be )?(?:deserialize|cast|convert|unmarshal|parse)|deseriali[sz]\w+|unmarshal|JsonSyntaxException",
        r"ValidationError\b|validation (?:against|of)\b.{0,40}\bschema|schema (?:validation )?failed|validation errors? for\b",
        r"(?:mistake|bug|error|typo) in (?:the )?(?:core |library'?s? |sdk |source )*(?:code|library|sdk|package)\b|session is not authenticated",
        r"CipherError|\bdecrypt\w*\b.{0,60}\b(?:fail|error|garbled|blank|wrong)|garbled|BadGzipFile|incorrect header check|UnicodeDecode",
        r"syntax error|Parse error|Uncaught (?:Type|Error|Exception)|SyntaxError|unexpected (?:token|identifier|end of)|segmentation fault",
        r"unexpected keyword argument|positional argument|has no attribute|No module named|Class .{0,80} not found",
        r"(?:swagger|openapi).{0,20}(?:codegen|generator|generated)|generated (?:client|code|models?)",
        sure=False,
    ),
)

# What people say of an error whose own words they left out.
TOLD = (
    rule(
        "pasted.network_error",
        r"\b(?:proxy|firewall|vpn|dns|egress|outbound|ip address)\b.{0,60}\b(?:block\w*|refus\w*|fail\w*|allow\w*|white ?list\w*|wrong|changed)",
        sure=False,
    ),
    rule(
        "pasted.throttled",
        r"rate.?limit|throttl\w+|too many requests|\bquota\b|restore rate|burst (?:rate|limit|of)\b",
    ),
    rule(
        "lwa_token.invalid_client",
        r"client[ _]?id\b.{0,60}\b(?:not|instead of|rather than)\b.{0,20}\bapp(?:lication)?[ _]?id\b|amzn1\.sp\.solution.{0,80}\bclient",
        r"client[ _-]?(?:id|secret)\b.{0,60}\b(?:wrong|invalid|incorrect|rotat\w+|expired|not (?:valid|found|accepted))",
        r"rotat\w+\b.{0,40}\b(?:client[ _-]?)?secret|lwa credentials?\b.{0,20}\b(?:expired|rotat\w+|wrong|invalid)",
        sure=False,
    ),
    rule(
        "pasted.server_error",
        r"\b(?:no|none of the) (?:api|endpoint|call|operation)s?\b.{0,20}\bwork\w*|\b(?:all|every) (?:the )?(?:apis?|endpoints?|calls?|requests?)\b.{0,30}\b(?:down|fail\w*|broken)",
        r"error rates?\b|\b(?:service|availability) (?:disruption|degradation|issue|incident)|operational issue|degraded|under maintenance",
        r"\b(?:is|are) (?:currently )?investigating|(?:all|every|multiple|many) (?:of )?(?:our |my |the )?(?:sellers?|merchants?|customers?|clients?|accounts?|advertisers?)\b.{0,60}\b(?:since|at once|suddenly|stopped|fail\w*|affected)",
        r"\b(?:outage|internal (?:server )?errors?|service unavailable|server errors?)\b",
        r"\b(?:api|endpoint|amazon|service|server|seller central|dashboard)\b.{0,40}\b(?:is|are|was|were|been|completely|seems?)\b.{0,15}\bdown\b",
        r"notifications?\b.{0,80}\b(?:stopped|not (?:being )?(?:received|delivered|arriv\w+)|delayed|missing|late)\b",
        r"(?:anyone|anybody|everyone) else (?:seeing|experiencing|having|facing)|experiencing (?:the )?(?:same|similar) issue",
        sure=False,
    ),
    rule(
        "pasted.object_not_found",
        r"(?:can'?t|cannot|unable to|not able to|could ?n[o']t) (?:get|find|retrieve|fetch|look up|read)\b.{0,40}\b(?:this|that|an?|single|certain|one) (?:order|item|sku|asin|listing|shipment|product)\b",
        r"\bnot (?:be )?found\b|does not exist|doesn't exist|\b404\b(?!\s+(?:orders|rows|records|items|skus?|lines)\b)",
        sure=False,
    ),
    rule(
        "pasted.request_malformed",
        r"\binvalid\b.{0,30}\b(?:input|parameter|request|format|value|argument|date|filter)s?\b",
        r"(?:must|can) ?not be (?:empty|null|blank|missing)|invalid \S{1,40} (?:specified|provided|supplied|given)|must be (?:set|provided|specified|one of)\b",
        r"bad request|unsupported|not supported|validation error|malformed|\b400\b(?!\s+(?:orders|rows|records|items|skus?|lines)\b)",
        sure=False,
    ),
    rule(
        "pasted.empty_data",
        r"\b(?:empty|no data|zero|0) (?:results?|rows?|records?|response|payload|list|orders|items)\b",
        r"\b(?:results?|rows?|records?|response|payload|list|report)\b.{0,30}\b(?:is|are|was|comes? back) (?:empty|blank)",
        r"\b(?:only (?:the )?headers?|headers? only|no rows?)\b",
        r"\bblank\b|returns? nothing|(?:no|not|never|n't) (?:longer )?(?:get|getting|receiv\w+|see|return\w*) any\b",
        r"(?:no|not|without|n't).{0,12} any error|\bno errors?\b(?! from| in| with|,? (?:this )?only)",
        r"\bshow(?:s|ing)? (?:only )?(?:zeroe?s?|0)\b",
        sure=False,
    ),
    # Whoever asks why, and names no error, asks about something that works.
    rule("pasted.question", r"\bwhy (?:is|are|does|do|did|was|were)\b", sure=False),
)

# Nothing said but code: whoever writes of calls, fields and libraries writes of their own program.
CODE = (
    rule(
        "pasted.client_bug",
        within(r"\b(?:postman|curl|scratchpad|browser)\b", r"\b(?:works?|fine|no error)\b", 80),
        r"\b(?:throws?|raises?|raised|thrown|exception|stack ?trace|traceback|crash\w*|enumeration|compil\w+|dependenc\w+)\b",
        r"\w\(\)|\w->\w|\w::\w|\b(?:const|var|let|import|require|new|await)\s+\w+\b.{0,40}[=(;]|[\w)]\.\w+\(",
        r"\b(?:library|sdk|package|wrapper|module|parameters?|arguments?|json|csv|gzip|gem|composer|npm|pip)\b",
        sure=False,
    ),
)
