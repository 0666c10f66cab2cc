"""
Amazon's own words that name a cause by themselves, as tables.

Sources: the error tables of developer-docs.amazon.com/sp-api and advertising.amazon.com, and public
reports in developers' forums.
"""

from __future__ import annotations

from diagnostics.reports.rules.rule import rule


# Amazon names the cause itself.
NAMED = (
    rule(
        "app_access.secret_expired",
        r"\b(?:lwa|client)[ _]secret\b.{0,40}\bexpired\b",
        r"\bsecret\b.{0,20}\b(?:180 days|expired)\b",
    ),
    rule(
        "pasted.region_invalid spapi_access.wrong_region",
        r"not valid for (?:the |this )?region",
        r"\bmarketplaces?\b.{0,40}\bnot (?:in|part of|available in|supported in) (?:the |this )?region",
    ),
    rule("pasted.region_invalid", r"\bMD9010\b", r"no MWS developer id for this region"),
    rule(
        "pasted.role_not_configured",
        r"(?:does|do) not have access to (?:one or more|some|all|the)\b.{0,20}data elements?",
        r"application do(?:es)? not have access to (?:one or more|some or all)\b",  # often cut short
        r"isn.?t configured with roles",
        r"application (?:is )?not (?:been )?(?:configured|approved) (?:with|for) (?:the |this )?roles?",
    ),
    rule(
        "pasted.restricted_data_token",
        r"restricted data token (?:is|was) (?:required|needed|missing|invalid|expired)",
        sure=False,  # the token for it is ours to fetch, the role behind it the merchant's to grant
    ),
    rule(
        "pasted.marketplace_invalid",
        r"marketplaces?\b.{0,40}\bnot (?:supported|valid|enabled|available|active|registered) (?:for|by|with|to) (?:this|the|your) (?:seller|account|merchant|vendor)",
    ),
    rule(
        "pasted.signature_legacy",
        r"signature we calculated does not match",
        r"SignatureDoesNotMatch|InvalidSignature(?:Exception)?|InvalidClientTokenId",
        r"security token included in the request",
        r"Missing ?Authentication ?Tok",
        r"Credential should be scoped to",
        r"not authorized to perform:? ?(?:sts|execute-api)",
        r"\bAssumeRole\b|\bsts:|AWS4-HMAC-SHA256.{0,200}(?:denied|invalid|mismatch)",
        r"Unable to (?:locate|load) (?:AWS )?credentials",
        r"aws (?:secret )?access key.{0,60}\b(?:invalid|wrong|incorrect|missing|not (?:valid|found|exist\w*))",
    ),
    rule(
        "pasted.access_token_missing",
        r"access token is missing",
        r"x-amz-access-token.{0,30}(?:missing|empty|null)",
    ),
    rule(
        "pasted.access_token_expired",
        r"access[ _]token\b.{0,30}\b(?:has |is |was )?expired",
        r"expired access[ _]token|ExpiredToken(?:Exception)?\b",
    ),
    rule("spapi_access.token_invalid", r"revoked, malformed,? or invalid", sure=False),
    rule(
        "pasted.app_inactive",
        r"\bMD900[01]\b",
        r"developer\b.{0,60}(?:is not associated with|does not have access to) (?:the |this )?application",
        r"(?:developer|application)\b.{0,30}\b(?:is|was|has been) (?:inactive|blocked|disabled|suspended by amazon)",
    ),
    rule("pasted.app_draft", r"\bMD1000\b"),
    rule(
        "pasted.redirect_uri_wrong",
        r"\bMD5101\b|\bMD5110\b|\bMD9100\b",
        r"redirect[_ ]uri\b.{0,60}(?:mismatch|not been whitelisted|not whitelisted|not registered|invalid|not one|not match)",
        r"bad-redirect-uri",
    ),
    rule(
        "pasted.consent_limit",
        r"CONSENT_LIMIT_REACHED",
        r"\b(?:OAuth\w*|authori[sz]ations?)\b.{0,20}\b(?:usage )?limit\b",
        r"more than \d+ sellers\b.{0,40}\b(?:not|cannot|can't|fail\w*|refused)\b.{0,10}(?:authori[sz]e|connect)?",
        r"(?:self.?authori[sz]ations?|authori[sz]ed sellers|vendor groups?)\b.{0,40}\b(?:limit|maximum|at most)",
    ),
    rule(
        "pasted.user_not_permitted",
        r"\bSPDC8143\b|\bSPSA2043\b",
        r"(?:you do not|you don.t|does not|doesn.t) have permissions? to (?:view|visit|see|open|access) (?:this|the) page",
        r"must be the primary user",
        r"not permitted to take this action",
        r"insufficient (?:user )?permissions? to authori[sz]e",
    ),
    rule(
        "pasted.ads_not_onboarded",
        r"unknown scope\b|\bscope is (?:unknown|not (?:known|recogni[sz]ed))",
        r"not (?:been )?onboarded to the (?:amazon )?(?:ads|advertising) api",
    ),
    rule("pasted.ads_not_onboarded", r"authentication failed", side="ads", statuses={401}),
    rule(
        "ads_read.no_scope_access",
        r"not authori[sz]ed to (?:access|manage|use|view) (?:this |the )?(?:scope|profile|advertiser|entity)",
        r"not have (?:permissions?|access) (?:to|for) (?:access |manage |view )?(?:this |the )?(?:scope|profile|advertiser|entity)\b",
    ),
    rule(
        "ads_read.no_advertiser",
        r"no matching advertiser|(?:not find|no) an? advertiser that matches the (?:provided )?scope",
    ),
    rule(
        "pasted.request_malformed",
        r"scope header is missing|API-Scope\b.{0,40}\b(?:missing|sent|not set|required)\b",
        r"\b(?:link|url)\b.{0,80}\brequest has expired|<Message>Request has expired",
        r"not a valid key=value pair|invalid key=value pair",
        r"KDP authors do not have access",
        r"advertiser id cannot be decrypted",
        r"report date is too far in the past",
        r"request is a duplicate of",
    ),
    rule(
        "pasted.request_malformed",
        r"does not support account ?id of type|(?:reports?|operations?|endpoints?|requests?|features?)\b.{0,30}\bnot (?:available|supported|allowed|enabled) (?:to|for) \w*(?:vendors?|sellers?|authors|agenc\w+|advertiser type)",
        r"required parameters? (?:is |are |was )?missing|missing (?:a )?required (?:parameter|field)",
        r"required (?:parameter|field|property)s? \S{1,40} (?:is |was )?(?:missing|not found|not set|empty)",
        r"required \S{1,40} (?:field|parameter|attribute|column|header) (?:is |was )?missing",
        r"could not match input arguments",
        r"\bmust match \"|must be a valid ISO|must be between|should be in ISO",
        r"cannot be more than \d+ days|date range .{0,30}exceeds?",
        r"invalid or unsupported document id",
        r"nextToken\b.{0,40}(?:invalid|alone|only)|invalid nextToken",
        side="sp-api",
    ),
    rule(
        "pasted.request_malformed",
        r"missing ['\"`]?(?:refresh_token|client_id|code|grant_type|redirect_uri)['\"`]? in\b",
    ),
    rule(
        "pasted.object_not_found",
        r"\bENTITY_NOT_FOUND\b|\b(?:campaign|keyword|ad ?group|portfolio|target|creative)s?\b.{0,30}\b(?:not found|does not exist|could not be found)",
        side="ads",
    ),
    rule(
        "pasted.report_fatal",
        r"\"status\"\W{1,4}FAIL(?:URE|ED)\b(?=.{0,400}report)|report.{0,400}\"status\"\W{1,4}FAIL(?:URE|ED)\b",
    ),
    rule("pasted.consent_page_refused", r"\bSPSA0404\b"),
    rule("pasted.wrong_token_kind", r"authenticating lwa token: invalid token", side="ads"),
    rule(
        "reports.fatal_not_yet_available pasted.report_fatal",
        r"report data\b.{0,60}not yet available",
    ),
)

# Login with Amazon's own words where OAuth's error name is missing.
TOKEN_ENDPOINT = (
    rule("pasted.redirect_uri_wrong", r"invalid grant parameter : redirect_uri"),
    rule("pasted.consent_code_expired", r"invalid grant parameter : code"),
    rule(
        "lwa_token.unsupported_grant_type",
        r"unsupported_grant_type|grant type is not supported by the authorization server",
    ),
    rule("lwa_token.invalid_client", r"\binvalid[_ ]client\b|client authentication failed"),
    rule("lwa_token.invalid_client", r"unknown client[_ ]id"),
    rule(
        "lwa_token.unauthorized_client",
        r"\bunauthorized_client\b|not authori[sz]ed for requested operation",
    ),
    rule("lwa_token.invalid_scope", r"\binvalid_scope\b|invalid parameter : scope"),
    rule(
        "lwa_token.invalid_grant",
        r"\binvalid_grant\b|invalid grant parameter",
        r"user may have revoked",
    ),
    rule(
        "lwa_token.invalid_request",
        r"\binvalid_request\b|missing a required parameter",
        side="lwa",
    ),
)
