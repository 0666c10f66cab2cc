"""
The Amazon Ads API of one region: profiles, and one scoped read.

Its refusals are 401 where SP-API's are 403, and its grant is a person's login: what that person
may no longer see vanishes from the list instead of being refused.
"""

from __future__ import annotations

import time

from dataclasses import dataclass

from diagnostics.model import Region
from sandbox.amazon.accounts import Account, Accounts, Opens
from sandbox.amazon.ads_refusals import coded, not_found, refusal, said
from sandbox.amazon.answers import Answer
from sandbox.amazon.app import App
from sandbox.amazon.marketplaces import BY_COUNTRY, BY_ID, Marketplace
from sandbox.amazon.spapi import Answered, Request
from sandbox.amazon.state import AdsProfile, AppState, GrantState, World
from sandbox.amazon.wire import Reply


CAMPAIGNS = "application/vnd.spcampaign.v3+json"
_HOME = {Region.NA: "US", Region.EU: "DE", Region.FE: "JP"}
_TIME_ZONE = {
    Region.NA: "America/Los_Angeles",
    Region.EU: "Europe/Paris",
    Region.FE: "Asia/Tokyo",
}


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
        answer = told.get(place, told.get("all", Answer.OK))
        if answer is not Answer.OK:
            scope = request.headers.get("Amazon-Advertising-API-Scope", "")
            return Answered(refusal(answer, scope), place, account)
        match place:
            case "ads_profiles":
                reply = self._profiles(account, request)
            case "ads_read":
                reply = self._campaigns(account, request)
            case _:
                reply = not_found(request.path)
        return Answered(reply, place, account)

    def _refused(  # noqa: PLR0911  (one refusal after the other, in Amazon's order)
        self, world: World, request: Request, token: str
    ) -> Reply | None:
        issued = self.accounts.by_access_token(token.removeprefix("Bearer "))
        if token and not token.startswith("Bearer "):
            words = (
                f"'{token[:6]}…' not a valid key=value pair (missing equal-sign) "
                "in Authorization header"
            )
            return said(403, {"message": words})
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
        return said(
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
            return coded(400, "Scope header is missing")
        if any(kind.partition(";")[0].strip().lower() != CAMPAIGNS for kind in kinds):
            return coded(415, f"Content-Type and Accept must be {CAMPAIGNS}")
        for profile in account.ads_profiles():
            if profile.id != scope:
                continue
            if self._home(account, profile) is not self.region:
                return refusal(Answer.NO_ADVERTISER, scope)
            if profile.kind == "agency":
                return refusal(Answer.AGENCY_PROFILE, scope)
            campaign = {"campaignId": "300000000000001", "name": "Sample", "state": "ENABLED"}
            return said(200, {"campaigns": [campaign], "totalResults": 1}, CAMPAIGNS)
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
