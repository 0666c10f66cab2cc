"""
Errors without an answer of Amazon's in sight, as tables: what programs say when they stumble over
themselves, what people say of an error whose own words they left out, and talk about code.

Nothing here names a cause; each is a hint.
"""

from __future__ import annotations

from diagnostics.reports.rules.rule import rule, within


# What a program says when it stumbled over itself, and no answer of Amazon's is in sight.
STUMBLES = (
    rule(
        "lwa_token.invalid_client",
        r"Missing ?Credentials|(?:credentials?|parameters?|variables?)\b.{0,20}\b(?:are|is|were)? ?missing\b.{0,60}\b(?:lwa|client|app_id|secret)",
        r"could not find the following credentials|(?:lwa_app_id|lwa_client_secret|client_secret)\b.{0,40}\b(?:missing|not (?:set|found)|required|empty|undefined)",
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
        r"CipherError|\bdecrypt\w*\b.{0,60}\b(?:fail|error|garbled|blank|wrong|padding)|bad ?padding|garbled|BadGzipFile|incorrect header check|UnicodeDecode",
        r"\b(?:Argument(?:Null|OutOfRange)?|IllegalArgument|IllegalState|InvalidOperation|Format|IndexOutOfBounds|NoSuchElement|JsonReader|JsonSerialization)Exception\b|\berror (?:TS|CS)\d+|NoClassDefFound|ClassNotFound|nil pointer|runtime error|panic:",
        r"\bInvalid value\b.{0,80}\bsupplied to\b",
        r"syntax error|Parse error|Uncaught (?:Type|Error|Exception)|SyntaxError|unexpected (?:token|identifier|end of)|segmentation fault",
        r"unexpected keyword argument|positional argument|has no attribute|No module named|Class .{0,80} (?:not found|does not exist)",
        r"(?:swagger|openapi).{0,20}(?:codegen|generator|generated)|generated (?:client|code|class\w*|models?|sdk)",
        sure=False,
    ),
)

# What people say of an error whose own words they left out.
TOLD = (
    rule(
        "pasted.network_error",
        within(
            r"\b(?:block\w*|prevent\w*|forbid\w*|restrict\w*)\b",
            r"\b(?:outgoing|outbound|egress)\b",
            40,
        ),
        r"\b(?:proxy|firewall|vpn|dns|egress|outbound|ip address)\b.{0,60}\b(?:block\w*|drop\w*|refus\w*|fail\w*|allow\w*|white ?list\w*|wrong|changed)",
        sure=False,
    ),
    rule(
        "pasted.throttled",
        r"rate.?limit|throttl\w+|too many (?:\w+ )?(?:requests|calls)|\bquota\b|restore rate|burst (?:rate|limit|of)\b",
    ),
    rule(
        "lwa_token.invalid_client",
        r"client[ _]?id\b.{0,60}\b(?:not|instead of|rather than)\b.{0,20}\bapp(?:lication)?[ _]?id\b|amzn1\.sp\.solution.{0,80}\bclient|\bclient.{0,80}amzn1\.sp\.solution",
        r"\b(?:our|lwa|client|app|api|developer) (?:credentials?|secrets?|keys?)\b.{0,30}\b(?:will |are |have |has |is )?(?:expir\w+|regenerat\w+|rotat\w+)",
        r"client[ _-]?(?:id|secret)\b.{0,60}\b(?:deadline|wrong|invalid|incorrect|rotat\w+|expired|not (?:valid|found|accepted))",
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
        r"\b(?:\w*(?:start|end)[ _]?(?:time|date)|created ?after|date)s?\b.{0,40}\b(?:future|refused|rejected|format|invalid|wrong)\b|\bISO ?8601\b",
        r"\b(?:feed|message|attribute|listing)s?\b.{0,60}\b(?:invalid|rejected|not accepted|with errors?)\b|\b(?:header|signature|type|checksum|md5)s?\b.{0,30}\b(?:do|does)(?: not|n.t) match\b",
        r"\binvalid\b.{0,30}\b(?:input|parameter|request|format|value|argument|date|filter)s?\b",
        r"(?:must|can) ?not be (?:empty|null|blank|missing)|invalid \S{1,40} (?:specified|provided|supplied|given)|must be (?:set|provided|specified|one of)\b|\b(?:is|are) (?:required|mandatory)\b",
        r"content[- ]?types?\b|\bnot (?:defined|recogni[sz]ed|accepted)\b|bad request|unsupported|not supported|validation error|malformed|\b400\b(?!\s+(?:orders|rows|records|items|skus?|lines)\b)",
        sure=False,
    ),
    rule(
        "pasted.empty_data",
        r"\bno (?:prices?|amounts?|values?|data|info\w*|details?|address\w*|fees?)\b.{0,20}\b(?:present|there|returned|included|available|given|shown)\b|\b(?:absent|missing|left out) (?:from|in)\b.{0,40}(?:\b(?:report|response|result|payload|list)s?\b|GET_)",
        r"\breturn(?:s|ed|ing)? (?:only )?(?:zeroe?s?|0|nothing|nulls?|an empty \w+|empty)\b",
        r"\b(?:empty|no data|zero|0) (?:results?|rows?|records?|response|payload|list|orders|items)\b",
        r"\b(?:results?|rows?|records?|response|payload|list|report)\b.{0,30}\b(?:is|are|was|comes? back) (?:empty|blank)",
        r"\bnot (?:\w+ )?(?:getting|receiving|seeing|returning|contain\w*|includ\w*|list\w*) all\b|\b(?:some|a few|several|many) (?:orders|items|rows|records|fields|columns|transactions|skus?|asins?)\b.{0,30}\b(?:missing|absent|not (?:there|included|returned|listed))|\bincomplete\b",
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
        r"\bnext_?token\b|\b(?:endless|infinite) loop\b|\bsame (?:page|response|result|data|rows?|records?)\b",
        within(r"\b(?:postman|curl|scratchpad|browser)\b", r"\b(?:works?|fine|no error)\b", 80),
        r"\w(?:Exception|Error)\b|\bC#|\.NET\b|\b(?:python|php|java|javascript|typescript|node(?:\.?js)?|golang|ruby|laravel|symfony|spring)\b|\bmax(?:imum)?(?: of| is)? \d+|\benum\b|\breadme\b|\bexpects?\b.{0,20}\b(?:client|lwa|refresh|config)\w*",
        r"\b(?:throws?|raises?|raised|thrown|exception|stack ?trace|traceback|crash\w*|enumeration|compil\w+|dependenc\w+)\b",
        r"\w\(\)|\w->\w|\w::\w|\b(?:const|var|let|import|require|new|await)\s+\w+\b.{0,40}[=(;]|[\w)]\.\w+\(",
        r"\b(?:memory leak|threads?|pool|config(?:uration)?s?|docker\w*|query ?string|encod(?:e[sd]?|ing)|(?:expected|actual) (?:behaviou?r|result)|url|array|library|sdk|package|wrapper|module|parameters?|arguments?|json|csv|gzip|gem|composer|npm|pip)\b",
        sure=False,
    ),
)

# Names as programs write them, and no other word that is known.
IDENTIFIERS = (
    rule(
        "pasted.client_bug",
        r"(?-i:\b[a-z]+[A-Z]\w+|\b[a-z]+_[a-z]+_?\w*)",
        sure=False,
    ),
)

# What a change to a program would be: nobody proposes one where Amazon is at fault.
PROPOSAL = (
    rule(
        "pasted.client_bug",
        r"\b(?:needs?(?: to)?|should|must|better to|let'?s|propos\w+|suggest\w+|this (?:pr|change|patch|commit|fix))\b.{0,60}"
        r"\b(?:throw\w*|rais\w+|handl\w+|catch\w*|support\w*|pars\w+|configurable|environment variables?|retr(?:y|ies)|validat\w+|default)\b",
        r"\b(?:add|adds|added|missing) (?:\w+ )?(?:error handling|support for|option to|parameter)",
        r"\bdefault (?:setting|value|version|timeout|ttl)\b|\bttl\b|\benvironment variables?\b",
        sure=False,
    ),
)
