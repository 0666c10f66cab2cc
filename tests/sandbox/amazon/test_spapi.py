"""
The SP-API gateway refuses in Amazon's words, with Amazon's headers, for Amazon's reasons.
"""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon


PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
ORDER = "/orders/2026-01-01/orders/000-0000000-0000000"
TRANSACTIONS = "/finances/2024-06-19/transactions?postedAfter=2026-01-01T00:00:00Z"
DE = "A1PA6795UKMFR9"
US = "ATVPDKIKX0DER"
CATALOG = f"/catalog/2022-04-01/items?keywords=kettle&marketplaceIds={DE}"


def error(answer: Any) -> dict[str, str]:
    """
    The first error of an answer.
    """
    first: dict[str, str] = answer.json()["errors"][0]
    return first


async def test_data_comes_with_the_rate_of_its_operation(ask: Any) -> None:
    """
    A success carries a request id, a gateway id and the rate limit.
    """
    answer = await ask.spapi(PARTICIPATIONS, await ask.token())
    assert answer.status_code == 200
    assert answer.headers["x-amzn-ratelimit-limit"] == "0.016"
    assert answer.headers["x-amzn-requestid"]
    assert answer.headers["x-amz-apigw-id"]


async def test_an_unknown_path_is_refused_and_not_missing(ask: Any) -> None:
    """
    403 with empty details, exactly like a missing role; never 404.
    """
    answer = await ask.spapi("/sellers/v9/marketplaceParticipations", await ask.token())
    assert answer.status_code == 403
    assert error(answer) == {
        "code": "Unauthorized",
        "message": "Access to requested resource is denied.",
        "details": "",
    }


async def test_a_refusal_has_the_length_and_headers_of_a_recorded_one(ask: Any) -> None:
    """
    143 bytes, the error's type, and no rate limit.
    """
    answer = await ask.spapi(PARTICIPATIONS, await ask.token("M1006"), region=Region.NA)
    assert (answer.status_code, len(answer.content)) == (403, 143)
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert "x-amzn-ratelimit-limit" not in answer.headers


async def test_the_root_of_the_host_knows_no_request_id(ask: Any) -> None:
    """
    Where no route matches at all, only the edge's own id comes back.
    """
    answer = await ask.spapi("/", await ask.token())
    assert answer.status_code == 403
    assert "x-amzn-requestid" not in answer.headers
    assert answer.headers["x-amz-rid"]


async def test_throttling_has_the_length_and_headers_of_a_recorded_one(ask: Any) -> None:
    """
    156 bytes, the error's type; neither a rate limit nor a time to wait.
    """
    answer = await ask.spapi(PARTICIPATIONS, await ask.token("M1007"), region=Region.NA)
    assert (answer.status_code, len(answer.content)) == (429, 156)
    assert error(answer)["code"] == "QuotaExceeded"
    assert answer.headers["x-amzn-errortype"] == "TooManyRequestsException"
    assert not {"x-amzn-ratelimit-limit", "retry-after"} & set(answer.headers)


async def test_an_operation_is_throttled_after_its_burst(ask: Any) -> None:
    """
    The catalog allows two at once; the third is one too many.
    """
    token = await ask.token()
    statuses = [(await ask.spapi(CATALOG, token)).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_each_merchant_has_a_rate_of_its_own(ask: Any) -> None:
    """
    One merchant's burst takes nothing from another's.
    """
    first, second = await ask.token("M1001"), await ask.token("M1013")
    for _ in range(3):
        await ask.spapi(CATALOG, first)
    assert (await ask.spapi(CATALOG, second)).status_code == 200


async def test_an_object_that_is_not_there_proves_access(ask: Any) -> None:
    """
    404 comes with the rate limit, as it passed authentication and role.
    """
    answer = await ask.spapi(ORDER, await ask.token())
    assert (answer.status_code, error(answer)["code"]) == (404, "NotFound")
    assert answer.headers["x-amzn-ratelimit-limit"] == "0.5"


@pytest.mark.parametrize(
    ("token", "details"),
    [
        (None, "Access token is missing in the request header."),
        ("Atza|FAKE-made-up", "The access token you provided is revoked, malformed or invalid."),
    ],
)
async def test_a_bad_token_is_named_in_the_details(
    ask: Any, token: str | None, details: str
) -> None:
    """
    A missing and a made-up token each have their words.
    """
    answer = await ask.spapi(PARTICIPATIONS, token)
    assert (answer.status_code, error(answer)["details"]) == (403, details)


async def test_an_access_token_dies_after_an_hour(ask: Any, amazon: Amazon) -> None:
    """
    Then it is called expired.
    """
    token = await ask.token()
    amazon.expire_access_tokens()
    answer = await ask.spapi(PARTICIPATIONS, token)
    assert error(answer)["details"] == "The access token you provided has expired."


async def test_a_revoked_grant_takes_its_access_tokens_along(ask: Any, amazon: Amazon) -> None:
    """
    What was given out before is called revoked.
    """
    token = await ask.token()
    amazon.set_state("M1001", grant="refused")
    answer = await ask.spapi(PARTICIPATIONS, token)
    assert "revoked, malformed or invalid" in error(answer)["details"]


async def test_an_ads_token_opens_nothing_here(ask: Any) -> None:
    """
    It is called revoked, malformed or invalid.
    """
    answer = await ask.spapi(PARTICIPATIONS, await ask.token(ads=True))
    assert "revoked, malformed or invalid" in error(answer)["details"]


async def test_an_expired_app_secret_is_named(ask: Any, amazon: Amazon) -> None:
    """
    SP-API refuses every operation, also without a merchant, and says why.
    """
    amazon.world(app="secret_expired")
    words = "The LWA secret token you provided has expired."
    merchant = await ask.spapi(PARTICIPATIONS, await ask.token())
    ours = await ask.spapi("/notifications/v1/destinations", await ask.grantless())
    assert [error(merchant)["details"], error(ours)["details"]] == [words, words]


async def test_grantless_and_merchant_operations_do_not_mix(ask: Any) -> None:
    """
    Each kind of token is refused on the other kind of operation, with empty details.
    """
    crossed = [
        await ask.spapi(PARTICIPATIONS, await ask.grantless()),
        await ask.spapi("/notifications/v1/destinations", await ask.token()),
    ]
    assert [error(answer)["details"] for answer in crossed] == ["", ""]
    assert [answer.status_code for answer in crossed] == [403, 403]


async def test_a_missing_role_refuses_its_operations_alone(ask: Any) -> None:
    """
    Without the finance role, finances are refused and orders are not.
    """
    token = await ask.token("M1005")
    assert (await ask.spapi(TRANSACTIONS, token)).status_code == 403
    assert (await ask.spapi(ORDER, token)).status_code == 404


async def test_a_vendor_is_refused_what_serves_sellers(ask: Any) -> None:
    """
    The catalog serves both; participations and orders serve sellers alone.
    """
    token = await ask.token("M1002")
    statuses = [(await ask.spapi(path, token)).status_code for path in (PARTICIPATIONS, CATALOG)]
    assert statuses == [403, 200]


async def test_a_marketplace_of_another_region_is_named(ask: Any) -> None:
    """
    The details say that it is not valid for the region.
    """
    path = CATALOG.replace(DE, US)
    answer = await ask.spapi(path, await ask.token())
    assert error(answer)["details"] == "The marketplaces you provided are not valid for region."


async def test_a_token_is_refused_outside_its_region(ask: Any) -> None:
    """
    Another regional host answers 403 with empty details; the right one answers.
    """
    token = await ask.token("M1031")
    elsewhere = await ask.spapi(PARTICIPATIONS, token, region=Region.NA)
    home = await ask.spapi(PARTICIPATIONS, token, region=Region.EU)
    assert (elsewhere.status_code, home.status_code) == (403, 200)


async def test_a_marketplace_that_the_seller_is_not_in_is_refused(ask: Any) -> None:
    """
    403 with empty details, as seen for a marketplace of the same region.
    """
    path = CATALOG.replace(DE, "A1C3SOZRARQ6R3")
    answer = await ask.spapi(path, await ask.token())
    assert (answer.status_code, error(answer)["details"]) == (403, "")


async def test_the_extra_marketplace_parameters_of_a_client_do_no_harm(ask: Any) -> None:
    """
    Python's client adds four spellings of one parameter to every GET.
    """
    extra = f"&MarketplaceId={DE}&MarketplaceIds={DE}&marketplace_ids={DE}"
    assert (await ask.spapi(CATALOG + extra, await ask.token())).status_code == 200


async def test_a_missing_parameter_is_named(ask: Any) -> None:
    """
    400 with the parameter in the details, and the rate limit.
    """
    answer = await ask.spapi("/reports/2021-06-30/reports", await ask.token())
    assert (answer.status_code, error(answer)["details"]) == (400, "reportTypes;")
    assert "x-amzn-ratelimit-limit" in answer.headers


async def test_a_report_type_without_its_role_is_forbidden_by_the_service(
    ask: Any, amazon: Amazon
) -> None:
    """
    The reports service has other words than the gateway.
    """
    amazon.set_state("M1001", missing_roles=["Finance and Accounting"])
    path = "/reports/2021-06-30/reports?reportTypes=GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
    answer = await ask.spapi(path, await ask.token())
    assert (answer.status_code, error(answer)["message"]) == (
        403,
        "Access to the resource is forbidden",
    )


async def test_a_seller_cannot_ask_for_a_vendors_report(ask: Any) -> None:
    """
    400, naming the kind of account.
    """
    path = "/reports/2021-06-30/reports?reportTypes=GET_VENDOR_SALES_REPORT"
    answer = await ask.spapi(path, await ask.token())
    assert answer.status_code == 400
    assert "does not support account ID of type class" in error(answer)["message"]


async def test_the_document_of_a_fatal_report_says_why(ask: Any) -> None:
    """
    From the list of reports to the document's text, in three calls.
    """
    token = await ask.token("M1066")
    types = "?reportTypes=GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
    listed = await ask.spapi("/reports/2021-06-30/reports" + types, token, region=Region.NA)
    [report] = listed.json()["reports"]
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    document = await ask.spapi(path, token, region=Region.NA)
    text = (await ask.http.get(document.json()["url"])).text
    assert report["processingStatus"] == "FATAL"
    assert "not yet available" in text


async def test_buyers_data_needs_the_restricted_role(ask: Any) -> None:
    """
    The refusal names the data elements.
    """
    wanted = {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["buyerInfo"]}
    answer = await ask.spapi(
        "/tokens/2021-03-01/restrictedDataToken",
        await ask.token(),
        method="POST",
        json={"restrictedResources": [wanted]},
    )
    assert answer.status_code == 400
    assert error(answer)["message"].endswith("data elements: [buyerInfo]")


async def test_the_host_header_does_not_matter(ask: Any, amazon: Amazon) -> None:
    """
    Python's client cuts the first letter off the host when the address is not https.
    """
    headers = {"x-amz-access-token": await ask.token(), "Host": "27.0.0.1:1"}
    url = amazon.spapi_url[Region.EU] + PARTICIPATIONS
    assert (await ask.http.get(url, headers=headers)).status_code == 200
