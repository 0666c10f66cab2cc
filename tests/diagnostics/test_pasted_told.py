"""
Reading what people say in their own words: other languages, wishes, many at once, and code.
"""

from __future__ import annotations

import pytest

from diagnostics.pasted import Force, Paste, read, signals_of


ABROAD = [
    ("卖家账号被停用之后同步失败", "pasted.account_inactive"),
    ("パスワードを変更した後、連携が切れました", "pasted.security_reset"),
    ("请求太频繁被限流了", "pasted.throttled"),
    ("Zu viele Anfragen, Limit überschritten", "pasted.throttled"),
    ("L'autorisation a expiré", "lwa_token.invalid_grant"),
    ("El vendedor ha revocado el permiso", "lwa_token.invalid_grant"),
    ("服务器内部错误", "pasted.server_error"),
    ("レポートがCANCELLEDになる", "pasted.report_cancelled"),
]
TOLD = [
    ("our client secret was rotated and now every merchant fails", "lwa_token.invalid_client"),
    ("token works for an hour and then everything is 403", "pasted.access_token_expired"),
    ("Required parameter IdType not found.", "pasted.request_malformed"),
    ("Class 'SellingPartnerApi\\Configuration' not found", "pasted.client_bug"),
    ("ModuleNotFoundError: No module named 'sp_api'", "pasted.client_bug"),
    ("The upgraded library raises when includedData is given", "pasted.client_bug"),
    ("Feature request: any chance to get the buyer address in 2027?", "pasted.question"),
    ("how long will the service be down?", "pasted.server_error"),
    ("The app has reached its OAuth usage limit", "pasted.consent_limit"),
    ("Once a year Amazon unlinks the store and it has to be renewed", "lwa_token.invalid_grant"),
]


@pytest.mark.parametrize(("said", "signal"), [*ABROAD, *TOLD])
def test_own_words_give_a_signal(said: str, signal: str) -> None:
    """
    Whatever the language, and whether or not an error was quoted.
    """
    assert signal in signals_of(read(Paste(said=said, provider="sp-api")).findings)


@pytest.mark.parametrize(
    "said", ["是否与我亚马逊店铺停用有关", "could it be because our seller account was suspended?"]
)
def test_whoever_only_asks_whether_it_has_to_do_with_an_event_hints_at_it(said: str) -> None:
    """
    "Has it to do with the closed shop?" speaks of a closed shop, and claims nothing of it.
    """
    reading = read(Paste(said=said, provider="sp-api", status=403))
    assert signals_of(reading.findings) == ("pasted.account_inactive",)
    assert reading.force is Force.HINTS


def test_what_is_denied_did_not_happen() -> None:
    """
    An account that is not suspended is no reason.
    """
    said = "403, and the seller account was not suspended"
    found = signals_of(read(Paste(said=said, provider="sp-api")).findings)
    assert "pasted.account_inactive" not in found


def test_a_signing_error_that_met_thousands_is_amazons() -> None:
    """
    The signing service once refused every seller for half an hour.
    """
    text = "403 The security token included in the request is expired"
    alone = read(Paste(said=text, provider="sp-api"))
    many = read(Paste(said=f"every call for 1000's of sellers: {text}", provider="sp-api"))
    assert signals_of(alone.findings) == ("pasted.signature_legacy",)
    assert signals_of(many.findings) == ("pasted.server_error",)


def test_a_region_and_the_marketplace_of_another_hint_at_the_region() -> None:
    """
    The host of one region was asked for a marketplace of another; and only then.
    """
    asked = "403 https://sellingpartnerapi-na.amazon.com/orders/v0/orders?MarketplaceIds="
    wrong = read(Paste(said=f"{asked}A1PA6795UKMFR9", provider="sp-api"))
    right = read(Paste(said=f"{asked}ATVPDKIKX0DER", provider="sp-api"))
    assert signals_of(wrong.findings) == ("pasted.region_invalid",)
    assert wrong.force is Force.HINTS
    assert "pasted.region_invalid" not in signals_of(right.findings)


def test_a_gateways_timeout_is_an_answer() -> None:
    """
    504 comes from Amazon's side of the wire, a timeout from ours.
    """
    gateway = read(Paste(body="SellingApiGatewayTimeoutException: 504", provider="sp-api"))
    assert "pasted.server_error" in signals_of(gateway.findings)


@pytest.mark.parametrize("said", ["we sync with 500 orders a day", "a list is 404 rows long"])
def test_a_count_is_no_status(said: str) -> None:
    """
    Three digits before what is counted say nothing of an answer.
    """
    assert not {"pasted.server_error", "pasted.object_not_found"} & set(
        signals_of(read(Paste(said=said, provider="sp-api")).findings)
    )
