"""
Reading what people say in their own words: other languages, wishes, many at once, and code.
"""

from __future__ import annotations

import pytest

from diagnostics.reports.reader import Force, Paste, read, signals_of


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
    ("Sellers must re-approve the app every year. Why did it stop?", "lwa_token.invalid_grant"),
    ("The seller clicked remove on the page of apps", "lwa_token.invalid_grant"),
    ("Two days later the sessions of that day are filled in", "pasted.data_late"),
    ("Yesterday isn't there yet", "pasted.data_late"),
    ("We connected the wrong account", "pasted.wrong_account"),
    (
        "The consent page was closed, the authorization was never finished",
        "pasted.consent_page_refused",
    ),
    ("SPSA0404", "pasted.consent_page_refused"),
    ("You have to pick the right region for a Japanese store", "pasted.region_invalid"),
    ("Somebody took away her rights in Seller Central", "pasted.user_not_permitted"),
    ("Amazon shut her account", "pasted.account_inactive"),
    (
        "Amazon no longer takes new authorizations: they blocked all new authorizations",
        "pasted.app_inactive",
    ),
    ("They asked for the role and were turned down", "pasted.role_not_configured"),
    ("The report hasn't been generated", "pasted.report_stuck"),
    ("Paging gives the same page for ever", "pasted.client_bug"),
    ("What is the burst here? I am over quota.", "pasted.throttled"),
    ("Which API should I use for fees, and what is their rate limit?", "pasted.question"),
]
BROKEN_OFF = [
    ("httpx.RemoteProtocolError: Server disconnected", "pasted.network_error"),
    ("http2: server sent GOAWAY", "pasted.network_error"),
    ("socket.gaierror: [Errno -2]", "pasted.network_error"),
    ("The SSL connection could not be established", "pasted.tls_error"),
    ("Timeout was reached: resolving api.amazon.com", "pasted.timeout"),
]


@pytest.mark.parametrize(("said", "signal"), [*ABROAD, *TOLD])
def test_own_words_give_a_signal(said: str, signal: str) -> None:
    """
    Whatever the language, and whether or not an error was quoted.
    """
    assert signal in signals_of(read(Paste(said=said, provider="sp-api")).findings)


@pytest.mark.parametrize(("text", "signal"), BROKEN_OFF)
def test_a_connection_that_broke_off_is_read_in_every_clients_words(text: str, signal: str) -> None:
    """
    Each language's client has its own name for it.
    """
    assert signals_of(read(Paste(body=text)).findings) == (signal,)


@pytest.mark.parametrize("status", [405, 413, 415, 422, 425])
@pytest.mark.parametrize("provider", ["sp-api", "ads"])
def test_a_number_that_only_means_a_wrong_request_needs_no_words(
    status: int, provider: str
) -> None:
    """
    A bare 403 may be anything, a bare 415 may not.
    """
    reading = read(Paste(provider=provider, status=status))
    assert signals_of(reading.findings) == ("pasted.request_malformed",)
    assert reading.force is Force.HINTS


def test_the_token_endpoints_bare_401_hints_at_our_credentials() -> None:
    """
    Grants are refused with 400, only clients with 401.
    """
    reading = read(Paste(body="401 Client Error for url: https://api.amazon.com/auth/o2/token"))
    assert signals_of(reading.findings) == ("lwa_token.invalid_client",)
    assert reading.force is Force.HINTS


def test_profiles_are_not_missing_where_a_request_was_refused() -> None:
    """
    A profile's report that vendors do not have says nothing of a profile that is not there.
    """
    body = '{"code":"400","details":"Report not available to vendors"}'
    reading = read(Paste(body=f"profile 1: {body}", provider="ads", status=400))
    assert signals_of(reading.findings) == ("pasted.request_malformed",)


def test_a_librarys_constant_for_a_region_counts_as_its_host() -> None:
    """
    `Endpoint::NA` with Japan's marketplace is the wrong region, with Canada's it is not.
    """
    asked = "403 Endpoint::NA, $marketplaces = ['%s']"
    wrong = read(Paste(said=asked % "A1VC38T7YXB528", provider="sp-api"))
    right = read(Paste(said=asked % "A2EUQ1WTGCTBG2", provider="sp-api"))
    assert signals_of(wrong.findings) == ("pasted.region_invalid",)
    assert "pasted.region_invalid" not in signals_of(right.findings)


def test_an_answer_that_nobody_complains_of_is_about_the_data() -> None:
    """
    Amazon answered 200, and no word of the text is one that we know.
    """
    reading = read(Paste(said="the settlement lacks my orders", provider="sp-api", status=200))
    assert signals_of(reading.findings) == ("pasted.empty_data",)
    assert reading.force is Force.HINTS


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
