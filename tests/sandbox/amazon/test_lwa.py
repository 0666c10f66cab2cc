"""
The token endpoint answers as Login with Amazon does.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.amazon import Amazon


REFUSED = (
    "The request has an invalid grant parameter : refresh_token. "
    "User may have revoked or didn't grant the permission."
)


async def test_a_refresh_token_is_traded_and_stays_the_same(ask: Any) -> None:
    """
    The answer carries a new access token, good for an hour, and the refresh token unchanged.
    """
    answer = await ask.lwa(refresh_token="Atzr|FAKE-M1001")
    body = answer.json()
    assert answer.status_code == 200
    assert body["access_token"].startswith("Atza|FAKE")
    assert (body["refresh_token"], body["token_type"]) == ("Atzr|FAKE-M1001", "bearer")
    assert body["expires_in"] == 3600


async def test_each_trade_gives_another_access_token(ask: Any) -> None:
    """
    Two trades of one refresh token give two access tokens.
    """
    assert await ask.token() != await ask.token()


async def test_answers_carry_the_headers_of_the_real_endpoint(ask: Any) -> None:
    """
    A request id, an edge id, and the ban on storing.
    """
    answer = await ask.lwa(refresh_token="Atzr|FAKE-M1001")
    assert answer.headers["x-amzn-requestid"]
    assert answer.headers["x-amz-rid"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "status", "error", "description"),
    [
        ({"refresh_token": "Atzr|FAKE-M1003"}, 400, "invalid_grant", REFUSED),
        ({"refresh_token": "Atzr|FAKE-made-up"}, 400, "invalid_grant", REFUSED),
        (
            {"refresh_token": "Atzr|FAKE-M1018"},
            400,
            "unauthorized_client",
            "Not authorized for requested operation",
        ),
        (
            {"refresh_token": "Atzr|FAKE-M1001", "client_secret": "FAKE-wrong"},
            401,
            "invalid_client",
            "Client authentication failed",
        ),
        (
            {"refresh_token": "Atzr|FAKE-M1001", "client_id": "amzn1.sp.solution.FAKE"},
            401,
            "invalid_client",
            "Client authentication failed",
        ),
        (
            {},
            400,
            "invalid_request",
            "The request is missing a required parameter : refresh_token",
        ),
        (
            {"refresh_token": "Atzr|FAKE-M1001", "client_id": None},
            400,
            "invalid_request",
            "The request is missing a required parameter : client_id",
        ),
        (
            {"grant_type": "password"},
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
        ),
        (
            {"grant_type": "client_credentials", "scope": "sellingpartnerapi::migration"},
            400,
            "invalid_scope",
            "The request has an invalid parameter : scope",
        ),
        (
            {"grant_type": "authorization_code", "code": "FAKE"},
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : code",
        ),
    ],
)
async def test_each_oauth_error_has_its_own_words(
    ask: Any, form: dict[str, str | None], status: int, error: str, description: str
) -> None:
    """
    Status, error and description are those seen at Amazon.
    """
    answer = await ask.lwa(**form)
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error)
    assert body["error_description"] == description
    assert body["error_index"]
    assert body["request_id"]


async def test_a_json_body_hides_the_grant_type(ask: Any, amazon: Amazon) -> None:
    """
    What is not a form is not read at all.
    """
    answer = await ask.http.post(amazon.lwa_url, json={"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_a_revoked_and_a_made_up_token_look_alike(ask: Any) -> None:
    """
    Amazon's words are no evidence of a revocation.
    """
    revoked = (await ask.lwa(refresh_token="Atzr|FAKE-M1003")).json()
    made_up = (await ask.lwa(refresh_token="Atzr|FAKE-no-such")).json()
    assert revoked["error_description"] == made_up["error_description"]


async def test_the_app_gets_a_token_without_any_merchant(ask: Any) -> None:
    """
    client_credentials gives a grantless token and no refresh token.
    """
    answer = await ask.lwa(
        grant_type="client_credentials", scope="sellingpartnerapi::notifications"
    )
    assert answer.json()["access_token"].startswith("Atc|FAKE")
    assert "refresh_token" not in answer.json()


async def test_a_refused_app_secret_refuses_everybody(ask: Any, amazon: Amazon) -> None:
    """
    With our secret refused, merchants' tokens and our own both end in invalid_client.
    """
    amazon.world(app="secret_refused")
    merchant = await ask.lwa(refresh_token="Atzr|FAKE-M1001")
    ours = await ask.lwa(grant_type="client_credentials", scope="sellingpartnerapi::notifications")
    assert [merchant.json()["error"], ours.json()["error"]] == ["invalid_client"] * 2


async def test_an_expired_app_secret_goes_unnoticed_here(ask: Any, amazon: Amazon) -> None:
    """
    Past its 180 days the secret may still be accepted by the token endpoint.
    """
    amazon.world(app="secret_expired")
    assert (await ask.lwa(refresh_token="Atzr|FAKE-M1001")).status_code == 200


async def test_an_ads_client_of_its_own_trades_ads_tokens_alone() -> None:
    """
    With two clients, each is unauthorised for the other's refresh tokens.
    """
    async with Amazon(own_ads_client=True) as amazon:
        assert amazon.ads_client_id != amazon.client_id
        form = {
            "grant_type": "refresh_token",
            "refresh_token": "Atzr|FAKE-ADS-M1001",
            "client_id": amazon.client_id,
            "client_secret": amazon.client_secret,
        }
        ours = {"client_id": amazon.ads_client_id, "client_secret": amazon.ads_client_secret}
        async with httpx.AsyncClient(trust_env=False) as http:
            wrong = await http.post(amazon.lwa_url, data=form)
            right = await http.post(amazon.lwa_url, data=form | ours)
    assert wrong.json()["error"] == "unauthorized_client"
    assert right.status_code == 200
