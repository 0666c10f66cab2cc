"""
What hints at a wrong region in a pasted text: a host or a library's constant for one region beside a
marketplace, a domain or a country of another, and what people say of hosts and regions.
"""

from __future__ import annotations

from diagnostics.amazon.marketplaces import MARKETPLACES
from diagnostics.model import Region
from diagnostics.reports.rules.rule import rule, within


_DOMAINS = {
    Region.NA: r"(?:sellercentral|vendorcentral|www)\.amazon\.com\b|amazon\.(?:ca|com\.mx|com\.br)\b",
    Region.EU: r"amazon\.(?:co\.uk|de|fr|it|es|nl|se|pl|com\.be|com\.tr|ae|sa|eg|in|ie|co\.za)\b|sellercentral-europe",
    Region.FE: r"amazon\.(?:co\.jp|com\.au|sg)\b",
}
_COUNTRIES = {
    Region.NA: r"\b(?:USA?|United ?States|Canad\w+|Mexic\w+|Brazil\w*)\b",
    Region.EU: r"\b(?:UK|United ?Kingdom|German\w*|France|French|Ital(?:y|ian)|Spain|Spanish|Netherlands|Dutch|Swed\w+|Poland|Polish|Belgi\w+"
    r"|Turk\w+|Emirates|UAE|Saudi\w*|Egypt\w*|India\w*)\b",
    Region.FE: r"\b(?:Japan\w*|Australia\w*|Singapore\w*)\b",
}
_IDS = {
    region: "|".join(each.id for each in MARKETPLACES if each.region is region) for region in Region
}
_PLACES = {region: f"{_IDS[region]}|{_DOMAINS[region]}|{_COUNTRIES[region]}" for region in Region}
_AWS = {Region.NA: "us-east-1", Region.EU: "eu-west-1", Region.FE: "us-west-2"}
_CHOSEN = r"(?:sellingpartnerapi-|endpoints?\W{1,3}|\bregion\W{1,6})"
# One region chosen, with a place of another and none of its own.
_ELSEWHERE = tuple(
    rf"\A(?!.*(?:{_PLACES[region]}))(?=.*{_CHOSEN}(?:{region.value}|{_AWS[region]})\b).*"
    rf"(?:{'|'.join(places for other, places in _PLACES.items() if other is not region)})"
    for region in Region
)

REGION = (
    rule(
        "pasted.region_invalid",
        r"\b(?:(?:select|choos|chose|pick|switch|chang|us)\w*|with|on|under) (?:to )?(?:the )?-?(?:EU|NA|FE|europe\w*|north america\w*|far east) (?:region|endpoint|host|url)",
        r"\b(?:EU|NA|FE)\b (?:fixed|solved|works?|worked)\b|\b(?:fixed|solved)\b.{0,20}\b(?:EU|NA|FE|region|endpoint|host)\b|\b(?:had|have|needed?) to (?:use|call)\b.{0,20}(?:advertising-api|sellingpartnerapi|endpoint)",
        r"\b(?:different|another|other) (?:base )?(?:urls?|endpoints?|hosts?)\b",
        r"\b(?:right|correct|wrong|proper) region\b",
        r"\b(?:endpoint|host|url)\b.{0,20}\b(?:must|should|has to|needs to) be\b.{0,40}\bamazon",
        # a refusal by the hosts of some regions alone
        r"\b(?:EU|NA|FE)\b(?:,| and| or|/)+ ?(?:the )?\b(?:EU|NA|FE) (?:endpoints?|regions?|hosts?)\b",
        r"\b(?:can't|cannot|unable|fail\w*|refus\w+|denied|unsuccessful)\b.{0,60}\b(?:EU|NA|FE) (?:endpoints?|regions?|hosts?)\b",
        within(_COUNTRIES[Region.EU], r"\b(?:sellercentral|vendorcentral)\.amazon\.com\b", 100),
        within(
            r"\b(?:europe\w*|north america\w*|far east|japan\w*)\b",
            r"\b(?:by (?:mistake|accident)|mistakenly|accidentally|wrongly)\b",
            50,
        ),
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
)
