"""
What people say where no event and no error text is named, as tables: failures of thousands at once,
wishes and questions, an Amazon that is down, figures that come late, profiles that are not there.
"""

from __future__ import annotations

import re

from diagnostics.reports.rules.rule import rule, within


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
    r"\b(?:fail(?:s|ed|ing|ure)?|error(?:s|ed)?|refus\w+|reject\w+|den(?:y|ied)|broke\w*|stopped|crash\w*|incorrect\w*|wrong\w*|dropped|spikes?|not defined|undefined|still (?:get|getting|see|seeing|receive|receiving)|exceed\w*|over (?:the |my )?(?:quota|limit)|null)\b"
    r"|\b(?:can't|cannot|couldn't|can not|unable to|no longer|not able to)\b|\b(?:does|is|do)(?:n't| not) work",
    re.IGNORECASE,
)
# A message without any error in it that asks how something is done.
QUESTION = (
    rule(
        "pasted.question",
        r"\b(?:how (?:do|can|to|should|long|often|much)|is (?:it|there) (?:possible|any|a way)|does (?:anyone|anybody|the|it)"
        r"|can (?:i|we|you|someone)|what (?:is|are|does|would)|where (?:can|do)|do (?:i|we) (?:need|have)|are there|would it)\b",
        r"(?:\A|[.!?\n])\W*(?:(?:hi|hello|hey)\W+(?:all|there|team)?\W*)?(?:how\s|what\s|which\s|(?:does|do|is|are|can|could|should|will|would)\s+(?:i|we|you|your|one|it|this|that|there|the|an?|any\w*|some\w*|amazon|sp-?api)\b)",
        r"\b(?:docs|documentation) (?:page|site|link|example)|should (?:i|we)\b",
        r"\b(?:difference between|best (?:way|practice)|which (?:one|api|endpoint|report|role|operation)|recommend\w*|wonder\w* (?:if|how|whether))\b",
        r"\bsandbox\b.{0,40}\b(?:always|same|static|dummy|test data)\b|\bimpossible to differentiate|documentation (?:says|is unclear|should|lacks)|\btypo\b|release notes|changelog",
        r"\[?feature(?: request)?\]|feature request|(?:please|could you) (?:add|support|provide|document)|add(?:ing)? support for",
        r"\b(?:isn.t|(?:does|do)(?: not|n.t) (?:seem|appear) to be|not find) (?:a|any) (?:function|method|way|option|endpoint|operation|report|api)\b",
        r"there is (?:a|no) (?:function|method|way|endpoint|operation|api)\b|(?:missing|no) (?:function|method|documentation|example)s?\b",
        r"\A\W*(?:is|are|does|do|will|would|can|could|when|which|has|have|should)\b[^.!?\n]*(?:\.\d[^.!?\n]*)*\?\s*\Z|\b(?:planned|on the roadmap|supported)\?",
        r"deprecat\w+ ?(?:warning|notice)|will be (?:removed|deprecated|discontinued|retired|sunset)|announce\w+",
        r"\b(?:numbers?|figures?|totals?|amounts?|values?|sales|metrics?)\b.{0,40}\b(?:differ\w*|mismatch\w*|discrepan\w*|(?:do|does)(?: not|n't) (?:match|agree|add up|correspond|equal|tally)|off by)\b",
        sure=False,
    ),
)
# Amazon's side is down, said of it as a whole: more telling than that somebody asks for how long.
DOWN = (
    rule(
        "pasted.server_error",
        r"\b(?:nothing|none of \w+)\b.{0,20}\bworks?\b.{0,40}\b(?:for|since|in|today|now)\b",
        r"\bservers? (?:is|are|was|were|being|seems?) (?:\w+ )?(?:busy|overload\w*)\b|\b(?:all|every|each)\b.{0,12}\b(?:accounts?|sellers?|merchants?|clients?|customers?)\b.{0,20}\b(?:affected|concerned|hit|impacted)\b|\bexperienc\w+ (?:\w+ )?(?:problems?|issues?|difficulties|trouble)\b|\bspikes? (?:of|in)\b|\bstatus page\b|\bhealth dashboard\b",
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
        r"\b(?:yesterday|today|last night|newest|latest)\b.{0,40}(?:\b(?:missing|incomplete|empty)\b|(?:\bnot|n't) (?:in|there|shown|ready|available|visible|complete|up)\b)",
        r"\bonly after\b.{0,20}\d+ ?(?:h|hours?|days?)\b|\b(?:miss\w*|lack\w*|not show\w*)\b.{0,40}\buntil\b",
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
        r"\bfind (?:an?|any|your|the) .{0,20}\b(?:ads?|advertis\w+) (?:accounts?|profiles?)\b|\b(?:ads?|advertis\w+) (?:accounts?|profiles?)\b.{0,60}\b(?:blank|empty|missing|not (?:listed|shown|found))\b",
        r"\b(?:list|dropdown|choice|selection)\b.{0,12}\baccounts?\b.{0,20}\b(?:blank|empty)\b",
        r"\bprofiles?\b.{0,60}\bbut not\b|\b(?:only|just)\b.{0,20}\b(?:one|1|some|a few|\d)\b.{0,12}\bprofiles?\b|\b(?:account|advertiser)s?\b.{0,20}(?:\bnot|n't) (?:in the list|visible|listed)",
        r"\bno (?:advertis\w+|ads) (?:accounts?|profiles?)\b.{0,20}\b(?:appear|show|list|found|available)\w*",
        r"profiles?\b.{0,60}\b(?:no results?|nothing|missing|not (?:there|listed|returned|showing|shown|visible|available))",
        r"(?:profiles?)\b.{0,120}(?:\bempty\b|\[\s*\]|\bnone\b|no profiles?)|no (?:advertising )?profiles?\b",
        sure=True,
    ),
)
