"""
The Amazon Ads API of one region: profiles, and one scoped read.

Its refusals are 401 where SP-API's are 403, and its grant is a person's login: what that person
may no longer see vanishes from the list instead of being refused.
"""

from __future__ import annotations

import json
import time

from dataclasses import dataclass

from diagnostics.model import Region
from sandbox.amazon.accounts import Account, Accounts, Opens
from sandbox.amazon.answers import Answer
from sandbox.amazon.app import App
from sandbox.amazon.marketplaces import BY_COUNTRY, BY_ID, Marketplace
from sandbox.amazon.spapi import Answered, Request
from sandbox.amazon.state import AdsProfile, AppState, GrantState, World
from sandbox.amazon.wire import Reply, compact, new_request_id, spoilt


CAMPAIGNS = "application/vnd.spcampaign.v3+json"
_HOME = {Region.NA: "US", Region.EU: "DE", Region.FE: "JP"}
_TIME_ZONE = {
    Region.NA: "America/Los_Angeles",
    Region.EU: "Europe/Paris",
    Region.FE: "Asia/Tokyo",
}
_INVALID = (
    "Unauthorized exception while handling 3P Request: "
    "Unauthorized exception while authenticating LwA token: Invalid token"
)


@dataclass(slots=True)
class AdsHost:
    """
    One regional host.
    """

    region: Region
    accounts: Accounts
    app: App

    def answer(self, world: World, request: Request) -> Answered:
        """
        Answer one request.
        """
        place = _PLACES.get((request.method, request.path), "unknown")
        token = request.headers.get("Authorization", "")
        issued = self.accounts.by_access_token(token.removeprefix("Bearer "))
        account = issued.account if issued else None
        if (broken := world.ads.get(self.region)) is not None:
            return Answered(refusal(broken), place, account)
        if (reply := self._refused(world, request, token)) is not None:
            return Answered(reply, place, account)
        assert account is not None  # noqa: S101  (_refused has made sure)
        told = account.state.ads.answers
        if (answer := told.get(place, told.get("all"))) is not None:
            scope = request.headers.get("Amazon-Advertising-API-Scope", "")
            return Answered(refusal(answer, scope), place, account)
        match place:
            case "ads_profiles":
                reply = self._profiles(account, request)
            case "ads_read":
                reply = self._campaigns(account, request)
            case _:
                reply = _not_found(request.path)
        return Answered(reply, place, account)

    def _refused(  # noqa: PLR0911  (one refusal after the other, in Amazon's order)
        self, world: World, request: Request, token: str
    ) -> Reply | None:
        issued = self.accounts.by_access_token(token.removeprefix("Bearer "))
        if token and not token.startswith("Bearer "):
            said = (
                f"'{token[:6]}…' not a valid key=value pair (missing equal-sign) "
                "in Authorization header"
            )
            return _said(403, {"message": said})
        if not token or request.headers.get("Amazon-Advertising-API-ClientId") is None:
            return refusal(Answer.UNAUTHORIZED)
        if issued is None or issued.opens is not Opens.ADS or issued.account is None:
            return refusal(Answer.INVALID_TOKEN)
        if issued.expires < time.monotonic():
            return refusal(Answer.UNAUTHORIZED)
        if issued.account.state.ads.grant is not GrantState.OK:
            return refusal(Answer.INVALID_TOKEN)
        if request.headers["Amazon-Advertising-API-ClientId"] != self.app.client_id:
            return refusal(Answer.UNAUTHORIZED)
        if world.ads_app is AppState.NOT_ONBOARDED:
            return refusal(Answer.NOT_ONBOARDED)
        return None

    def _home(self, account: Account, profile: AdsProfile) -> Region:
        return profile.region or account.scenario.record[account.number].region

    def _profiles(self, account: Account, request: Request) -> Reply:
        # Profiles with view access alone are left out unless the request asks for view access.
        seen = {"edit", "view"} if request.query.get("accessLevel") == "view" else {"edit"}
        return _said(
            200,
            [
                _described(profile, _market(account, profile, self.region), account)
                for profile in account.ads_profiles()
                if self._home(account, profile) is self.region and profile.access in seen
            ],
        )

    def _campaigns(self, account: Account, request: Request) -> Reply:
        kinds = (request.headers.get("Content-Type", ""), request.headers.get("Accept", ""))
        scope = request.headers.get("Amazon-Advertising-API-Scope", "")
        if not scope:
            return _coded(400, "Scope header is missing")
        if any(kind.partition(";")[0].strip().lower() != CAMPAIGNS for kind in kinds):
            return _coded(415, f"Content-Type and Accept must be {CAMPAIGNS}")
        for profile in account.ads_profiles():
            if profile.id != scope:
                continue
            if self._home(account, profile) is not self.region:
                return refusal(Answer.NO_ADVERTISER, scope)
            if profile.kind == "agency":
                return refusal(Answer.AGENCY_PROFILE, scope)
            campaign = {"campaignId": "300000000000001", "name": "Sample", "state": "ENABLED"}
            return _said(200, {"campaigns": [campaign], "totalResults": 1}, CAMPAIGNS)
        return refusal(Answer.NO_SCOPE_ACCESS, scope)


_PLACES = {
    ("GET", "/v2/profiles"): "ads_profiles",
    ("POST", "/sp/campaigns/list"): "ads_read",
}


def _market(account: Account, profile: AdsProfile, region: Region) -> Marketplace:
    if profile.marketplace:
        return BY_ID[profile.marketplace]
    for market_id in account.marketplaces:
        if BY_ID[market_id].region is region:
            return BY_ID[market_id]
    return BY_COUNTRY[_HOME[region]]


def _described(profile: AdsProfile, market: Marketplace, account: Account) -> dict[str, object]:
    return {
        "profileId": int(profile.id),
        "countryCode": market.country,
        "currencyCode": market.currency,
        "timezone": _TIME_ZONE[market.region],
        "accountInfo": {
            "marketplaceStringId": market.id,
            "id": account.selling_partner_id,
            "type": profile.kind,
            "name": account.scenario.name,
            "validPaymentMethod": True,
        },
    }


_CODED = {
    Answer.NOT_ONBOARDED: (401, "Authentication failed"),
    Answer.NO_SCOPE_ACCESS: (401, "Not authorized to access scope {scope}"),
    Answer.NO_ADVERTISER: (401, "No matching advertiser found for scope: {scope}"),
    Answer.AGENCY_PROFILE: (400, "Cannot process request: Advertiser ID cannot be decrypted"),
    Answer.BAD_REQUEST: (400, "Bad request"),
    Answer.DENIED: (403, "Forbidden"),
    Answer.INTERNAL_FAILURE: (500, "Internal Error"),
    Answer.UNAVAILABLE: (503, "Service Unavailable"),
}


def refusal(answer: Answer, scope: str = "") -> Reply:
    """
    The Ads API's words for an answer.
    """
    if (reply := spoilt(answer)) is not None:
        return reply
    if answer in _CODED:
        status, details = _CODED[answer]
        return _coded(status, details.format(scope=scope[:30]))
    if answer is Answer.RETIRED:
        return _said(404, {"code": "NOT_FOUND", "details": "Method Not Found"})
    if answer is Answer.THROTTLED:
        return _throttled()
    return _said(401, {"message": _INVALID if answer is Answer.INVALID_TOKEN else "Unauthorized"})


def _throttled() -> Reply:
    # The error type is as misleading as Amazon's own.
    extra = {
        "Retry-After": "1",
        "amazon-advertising-api-throttled": "true",
        "x-amzn-ErrorType": "AccessDeniedException",
    }
    reply = _said(429, {"message": "Too Many Requests"})
    return Reply(429, reply.body, {**reply.headers, **extra}, request_id=reply.request_id)


def _not_found(path: str) -> Reply:
    said = f"Could not find resource for full path: {path[:120]}"
    return _said(404, {"code": "NOT_FOUND", "details": said})


def _coded(status: int, details: str) -> Reply:
    request_id = new_request_id()
    body = {"code": str(status), "details": details, "requestId": request_id}
    return Reply(
        status,
        json.dumps(body).encode(),
        {"x-amzn-RequestId": request_id},
        request_id=request_id,
    )


def _said(status: int, body: object, content_type: str = "application/json") -> Reply:
    request_id = new_request_id()
    headers = {"x-amzn-RequestId": request_id}
    return Reply(status, compact(body), headers, content_type, request_id=request_id)
