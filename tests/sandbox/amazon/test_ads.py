"""
The Ads API shows profiles to logins, and refuses in its own words.
"""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon


PROFILES = "/v2/profiles"
CAMPAIGNS = "/sp/campaigns/list"


def profile(ask: Any, merchant_id: str = "M1001") -> str:
    """
    The profile on record.
    """
    return str(ask.amazon.scenarios[merchant_id].profile_ids(0)[0])


async def test_the_login_sees_its_profile(ask: Any) -> None:
    """
    The profile on record is listed, as a number.
    """
    answer = await ask.ads(PROFILES, await ask.token(ads=True))
    assert [str(each["profileId"]) for each in answer.json()] == [profile(ask)]


async def test_a_profile_can_be_read_under_its_scope(ask: Any) -> None:
    """
    A scoped read gives campaigns.
    """
    token = await ask.token(ads=True)
    answer = await ask.ads(CAMPAIGNS, token, scope=profile(ask), method="POST")
    assert (answer.status_code, answer.json()["totalResults"]) == (200, 1)


async def test_a_login_without_profiles_gets_an_empty_list(ask: Any) -> None:
    """
    200 and nothing; no refusal.
    """
    answer = await ask.ads(PROFILES, await ask.token("M1012", ads=True), region=Region.NA)
    assert (answer.status_code, answer.json()) == (200, [])


async def test_view_access_is_shown_only_to_who_asks_for_it(ask: Any) -> None:
    """
    A profile with view access alone is left out of the plain list.
    """
    token = await ask.token("M1084", ads=True)
    plain = await ask.ads(PROFILES, token)
    asked = await ask.ads(PROFILES + "?accessLevel=view", token)
    assert (len(plain.json()), len(asked.json())) == (0, 1)


async def test_profiles_are_regional(ask: Any) -> None:
    """
    A European profile is listed on the European host alone.
    """
    token = await ask.token(ads=True)
    assert (await ask.ads(PROFILES, token, region=Region.NA)).json() == []


async def test_the_sales_token_is_no_ads_token(ask: Any) -> None:
    """
    401 with the chain of exceptions that Amazon shows.
    """
    answer = await ask.ads(PROFILES, await ask.token())
    assert answer.status_code == 401
    assert answer.json()["message"].endswith("authenticating LwA token: Invalid token")


async def test_a_request_without_client_id_is_unauthorized(ask: Any) -> None:
    """
    The header that names our client is required.
    """
    token = await ask.token(ads=True)
    url = ask.amazon.ads_url[Region.EU] + PROFILES
    answer = await ask.http.get(url, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})


async def test_a_token_without_bearer_is_a_broken_header(ask: Any) -> None:
    """
    403 about a missing equal-sign, the gateway's oldest riddle.
    """
    url = ask.amazon.ads_url[Region.EU] + PROFILES
    answer = await ask.http.get(url, headers={"Authorization": await ask.token(ads=True)})
    assert answer.status_code == 403
    assert "missing equal-sign" in answer.json()["message"]


@pytest.mark.parametrize(
    ("merchant_id", "region", "scope", "status", "words"),
    [
        ("M1001", Region.EU, None, 400, "Scope header is missing"),
        ("M1001", Region.EU, "123456", 401, "Not authorized to access scope 123456"),
        ("M1076", Region.EU, "own", 401, "Not authorized to access scope"),
        ("M1077", Region.NA, "own", 401, "No matching advertiser found for scope"),
        ("M1075", Region.EU, "own", 400, "Advertiser ID cannot be decrypted"),
    ],
)
async def test_each_refusal_of_a_scope_has_its_own_words(  # noqa: PLR0913, PLR0917  (a table)
    ask: Any, merchant_id: str, region: Region, scope: str | None, status: int, words: str
) -> None:
    """
    No scope, a stranger's, one without rights, one of another region, an agency's.
    """
    scope = profile(ask, merchant_id) if scope == "own" else scope
    token = await ask.token(merchant_id, ads=True)
    answer = await ask.ads(CAMPAIGNS, token, scope=scope, method="POST", region=region)
    assert answer.status_code == status
    assert words in answer.json()["details"]


async def test_throttling_wears_a_misleading_error_type(ask: Any) -> None:
    """
    429 with a header that speaks of denied access.
    """
    token = await ask.token("M1078", ads=True)
    answer = await ask.ads(PROFILES, token, region=Region.NA)
    assert (answer.status_code, answer.json()) == (429, {"message": "Too Many Requests"})
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert answer.headers["amazon-advertising-api-throttled"] == "true"


async def test_a_client_without_approval_fails_authentication(ask: Any, amazon: Amazon) -> None:
    """
    The old body with its code as text.
    """
    amazon.world(ads_app="not_onboarded")
    answer = await ask.ads(PROFILES, await ask.token(ads=True))
    assert (answer.status_code, answer.json()["details"]) == (401, "Authentication failed")


@pytest.mark.parametrize("path", ["/v2/sp/campaigns", "/nowhere"])
async def test_an_unknown_address_is_missing(ask: Any, path: str) -> None:
    """
    404 here, unlike SP-API.
    """
    answer = await ask.ads(path, await ask.token(ads=True))
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
