"""
What each probe sees in Amazon's answers, on the sandbox and over real sockets.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from diagnostics.amazon.http import HttpClient
from diagnostics.model import Region
from diagnostics.probes._refusals import REFUSALS


READS = {
    "participation": "getMarketplaceParticipations",
    "orders": "getOrder",
    "finances": "listTransactions",
    "catalog": "searchCatalogItems",
    "listings": "searchListingsItems",
    "inventory": "getInventorySummaries",
    "reports": "getReports",
}
VENDOR_READS = {
    "catalog": "searchCatalogItems",
    "vendor_orders": "getPurchaseOrders",
    "vendor_reports": "getReports",
}
ANSWERS = {
    "denied": "denied_no_details",
    "denied_role": "denied_role",
    "denied_restricted": "denied_restricted",
    "token_revoked": "denied_token",
    "token_expired": "denied_token",
    "secret_expired": "denied_token",
    "sts_expired": "denied_token",
    "wrong_region": "wrong_region",
    "wrong_account_type": "wrong_account_type",
    "throttled": "throttled",
    "internal_failure": "server_error",
    "html_503": "server_error",
    "bad_request": "bad_request",
    "inactive_account": "inactive_account",
    "retired": "retired",
}
SILENCE = ("drop", "half_body", "empty_body", "html_page", "redirect", "not_json", "huge_body")
NORMAL = {
    "participation": "participating",
    "stored_token": "present",
    "stored_ads_token": "present",
    "platform_status": "connected",
    "consent_age": "under_12_months",
    "ads_consent_age": "within_validity",
    "roles_on_record": "complete",
    "dataset_freshness": "recent",
    "marketplaces_on_record": "match",
    "ads_profiles": "listed",
    "ads_profile_on_record": "present",
    "fleet": "only_this_merchant",
    **dict.fromkeys(
        ("app_credentials", "app_access", "lwa_token", "spapi_access", "ads_token"), "accepted"
    ),
    **dict.fromkeys(
        ("orders", "finances", "catalog", "listings", "inventory", "reports", "ads_read"),
        "readable",
    ),
}


def outcomes(found):
    """
    Outcomes by probe, without what was unanswered.
    """
    return {name: finding.outcome for name, finding in found.items() if finding.outcome}


async def test_a_healthy_seller_with_ads_takes_thirteen_calls(merchants):
    """
    All normal, in a chain of two answers: a token, then everything else.
    """
    merchants.sandbox.calls.clear()
    found = await merchants.examine("M1001")

    assert outcomes(found) == NORMAL
    assert len(merchants.sandbox.calls) == 13


async def test_a_healthy_vendor_takes_six_calls(merchants):
    """
    Other questions than a seller's.
    """
    merchants.sandbox.calls.clear()
    found = await merchants.examine("M1002")

    assert {"vendor_orders": "readable", "vendor_reports": "readable"}.items() <= outcomes(
        found
    ).items()
    assert "orders" not in found
    assert len(merchants.sandbox.calls) == 6


@pytest.mark.parametrize("answer", ANSWERS)
async def test_every_refusal_of_a_sellers_read_has_its_word(merchants, answer):
    """
    The same one, whichever was asked; but a 400 for an order that nobody has is an answer of the service.
    """
    merchants.sandbox.set_state("M1001", answers={"all": answer})
    found = await merchants.examine("M1001", only=set(READS))

    assert {found[name].outcome for name in READS if name != "orders"} == {ANSWERS[answer]}
    assert found["orders"].outcome in {ANSWERS[answer], "readable"}


@pytest.mark.parametrize("name", READS)
async def test_a_read_that_is_refused_alone_fails_alone(merchants, name):
    """
    Each read asks its own operation.
    """
    merchants.sandbox.set_state("M1001", answers={READS[name]: "denied"})
    found = await merchants.examine("M1001")

    assert found[name].outcome == "denied_no_details"
    assert all(found[other].normal for other in READS if other != name)


@pytest.mark.parametrize("answer", ANSWERS)
async def test_every_refusal_of_a_vendors_read_has_its_word(merchants, answer):
    """
    All at once.
    """
    merchants.sandbox.set_state("M1002", answers={"all": answer})
    found = await merchants.examine("M1002", only=set(VENDOR_READS))

    assert {found[name].outcome for name in VENDOR_READS} == {ANSWERS[answer]}


def test_all_refusals_are_tried_here():
    """
    None is only written down.
    """
    assert set(ANSWERS.values()) == set(REFUSALS)


@pytest.mark.parametrize("answer", SILENCE)
async def test_a_spoilt_answer_is_neither_healthy_nor_a_fault(merchants, answer):
    """
    Whatever a box on the way makes of it.
    """
    merchants.sandbox.set_state("M1001", answers={"all": answer})
    merchants.sandbox.set_state("M1001", ads={"answers": {"all": answer}})
    found = await merchants.examine("M1001")

    for name in (*READS, "ads_profiles", "ads_read", "spapi_access"):
        assert found[name].outcome is None, name
        assert found[name].normal is None
        assert found[name].unanswered_because


@pytest.mark.parametrize("answer", SILENCE)
async def test_a_spoilt_token_answer_is_no_bad_token(merchants, answer):
    """
    No merchant reconnects for half a body.
    """
    merchants.sandbox.world(lwa=answer)
    found = await merchants.examine("M1001", only={"lwa_token", "ads_token", "app_credentials"})

    for name in ("lwa_token", "ads_token", "app_credentials"):
        assert found[name].outcome is None, name


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("invalid_grant", "invalid_grant"),
        ("invalid_client", "invalid_client"),
        ("unauthorized_client", "unauthorized_client"),
        ("invalid_request", "invalid_request"),
        ("unsupported_grant_type", "unsupported_grant_type"),
        ("invalid_scope", "invalid_scope"),
        ("throttled", "throttled"),
        ("internal_failure", "server_error"),
        ("unavailable", "server_error"),
        ("html_503", "server_error"),
    ],
)
async def test_every_error_of_the_token_endpoint_has_its_word(merchants, answer, outcome):
    """
    For both grants, and nothing is read without a token.
    """
    merchants.sandbox.set_state("M1001", answers={"token": answer})
    merchants.sandbox.set_state("M1001", ads={"answers": {"ads_token": answer}})
    found = await merchants.examine("M1001")

    assert found["lwa_token"].outcome == found["ads_token"].outcome == outcome
    assert (
        found["orders"].unanswered_because
        == "Not asked: it makes sense only with lwa_token.accepted."
    )
    assert found["app_credentials"].outcome == "accepted"


@pytest.mark.parametrize(
    ("world", "signals"),
    [
        ({"app": "secret_refused"}, {"app_credentials.invalid_client", "lwa_token.invalid_client"}),
        ({"app": "not_authorised"}, {"app_credentials.unauthorized_client"}),
        (
            {"app": "secret_expired"},
            {
                "app_credentials.accepted",
                "app_access.secret_expired",
                "spapi_access.secret_expired",
            },
        ),
        ({"grantless": "invalid_scope"}, {"app_credentials.invalid_scope", "lwa_token.accepted"}),
        ({"grantless": "throttled"}, {"app_credentials.throttled"}),
        ({"lwa": "unavailable"}, {"app_credentials.server_error", "lwa_token.server_error"}),
        ({"operations": {"getDestinations": "denied"}}, {"app_access.denied", "orders.readable"}),
        ({"operations": {"getDestinations": "throttled"}}, {"app_access.throttled"}),
        ({"spapi": {"eu": "denied"}}, {"app_access.denied_here_only", "spapi_access.all_denied"}),
        (
            {"spapi": {"eu": "html_502"}},
            {"app_access.server_error", "spapi_access.all_server_error"},
        ),
        ({"ads_app": "not_onboarded"}, {"ads_token.accepted", "ads_profiles.not_onboarded"}),
    ],
)
async def test_faults_of_ours_and_amazons_show_without_any_merchant(merchants, world, signals):
    """
    The grantless questions carry them.
    """
    merchants.sandbox.world(**world)
    found = await merchants.examine("M1001")

    assert signals <= {finding.signal for finding in found.values()}


async def test_a_refused_app_is_not_claimed_from_one_region_alone(merchants):
    """
    The second region could not say: neither a suspension nor one region's disturbance.
    """
    merchants.sandbox.world(spapi={"eu": "denied", "na": "html_502"})
    found = await merchants.examine("M1001")

    assert found["app_access"].outcome is None


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("denied", "all_denied"),
        ("sts_expired", "all_denied"),
        ("token_revoked", "token_invalid"),
        ("token_expired", "token_expired"),
        ("token_missing", "token_missing"),
        ("secret_expired", "secret_expired"),
        ("wrong_region", "wrong_region"),
        ("throttled", "all_throttled"),
        ("html_504", "all_server_error"),
        ("denied_role", "accepted"),
        ("bad_request", "accepted"),
    ],
)
async def test_all_answers_together_judge_the_token(merchants, answer, outcome):
    """
    Unanimity counts; a service's own refusal proves that the token got that far.
    """
    merchants.sandbox.set_state("M1001", answers={"all": answer})
    found = await merchants.examine("M1001")

    assert found["spapi_access"].outcome == outcome


async def test_one_answer_that_got_through_proves_the_token(merchants):
    """
    However many others were refused.
    """
    denied = dict.fromkeys(READS.values(), "denied") | {"getOrder": None}
    merchants.sandbox.set_state("M1001", answers=denied)
    found = await merchants.examine("M1001")

    assert found["spapi_access"].outcome == "accepted"


async def test_refused_and_throttled_together_prove_nothing(merchants):
    """
    What is throttled has passed authorization.
    """
    mixed = dict.fromkeys(READS.values(), "denied") | {"getOrder": "throttled"}
    merchants.sandbox.set_state("M1001", answers=mixed)
    found = await merchants.examine("M1001")

    assert found["spapi_access"].outcome is None


@pytest.mark.parametrize(
    ("marketplaces", "participation", "on_record"),
    [
        (
            {"DE": "participating", "FR": "not_participating", "IT": "participating"},
            "not_participating",
            "match",
        ),
        (
            {"DE": "suspended_listings", "FR": "participating", "IT": "participating"},
            "suspended_listings",
            "match",
        ),
        ({"DE": "participating", "FR": "participating"}, "participating", "missing_at_amazon"),
        (
            dict.fromkeys(("DE", "FR", "IT", "ES"), "participating"),
            "participating",
            "more_at_amazon",
        ),
        (
            {
                "DE": "participating",
                "FR": "participating",
                "IT": "participating",
                "ES": "not_participating",
            },
            "participating",
            "match",
        ),
        ({"ES": "participating"}, None, "none_in_common"),
    ],
)
async def test_marketplaces_at_amazon_and_on_record(
    merchants, marketplaces, participation, on_record
):
    """
    Standing is one question, agreement another.
    """
    account = merchants.sandbox.accounts("M1001")[0]
    account.state = account.state.model_validate({"marketplaces": marketplaces})
    found = await merchants.examine("M1001", only={"participation", "marketplaces_on_record"})

    assert found["participation"].outcome == participation
    assert found["marketplaces_on_record"].outcome == on_record


async def test_an_individual_plan_is_asked_about_where_an_account_looks_idle(merchants):
    """
    And not otherwise.
    """
    merchants.sandbox.set_state("M1001", plan="INDIVIDUAL")
    assert "selling_plan" not in await merchants.examine("M1001")

    merchants.sandbox.set_state("M1001", marketplaces={"FR": "not_participating"})
    found = await merchants.examine("M1001")
    assert found["selling_plan"].outcome == "individual"


@pytest.mark.parametrize(
    ("answer", "outcome"), [("denied", "denied_no_details"), (None, "readable")]
)
async def test_sales_are_asked_when_orders_are_refused(merchants, answer, outcome):
    """
    One role by two services.
    """
    merchants.sandbox.set_state("M1001", answers={"getOrder": "denied", "getOrderMetrics": answer})
    found = await merchants.examine("M1001")

    assert found["sales"].outcome == outcome


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        ({"all": "done"}, "readable"),
        ({"all": "never_asked"}, "readable"),
        ({"all": "in_progress"}, "readable"),
        ({"all": "fatal"}, "fatal"),
        ({"all": "fatal_not_yet_available"}, "fatal_not_yet_available"),
        ({"all": "fatal_options"}, "fatal"),
        ({"all": "cancelled"}, "cancelled"),
        ({"all": "stuck"}, "stuck"),
        ({"GET_MERCHANT_LISTINGS_ALL_DATA": "fatal"}, "fatal"),
    ],
)
async def test_how_the_latest_reports_ended(merchants, ends, outcome):
    """
    The worst of them; a FATAL one is asked why.
    """
    merchants.sandbox.set_state("M1001", reports=ends)
    found = await merchants.examine("M1001")

    assert found["reports"].outcome == outcome
    assert found["spapi_access"].outcome == "accepted"


async def test_a_vendors_reports_that_are_not_out_yet_need_patience_only(merchants):
    """
    Amazon calls them FATAL all the same.
    """
    merchants.sandbox.set_state("M1002", reports={"all": "fatal_not_yet_available"})
    found = await merchants.examine("M1002")

    assert found["vendor_reports"].outcome == "fatal_not_yet_available"


@pytest.mark.parametrize(("regions", "outcome"), [(("na",), "accepted_elsewhere"), (("eu",), None)])
async def test_a_token_of_another_region_is_found_there(merchants, regions, outcome):
    """
    Asked only when the region on record refuses everything.
    """
    merchants.sandbox.set_state("M1001", regions=regions, marketplaces={"US": "participating"})
    merchants.sandbox.set_state("M1002", regions=regions)
    for merchant in ("M1001", "M1002"):
        found = await merchants.examine(merchant)
        finding = found.get("other_regions")

        if outcome is None and merchant == "M1002":
            assert finding is None
        elif outcome:
            assert found["spapi_access"].outcome == "all_denied"
            assert finding is not None
            assert finding.outcome == outcome


async def test_a_token_refused_everywhere_is_refused_everywhere(merchants):
    """
    Then the region is not what is wrong.
    """
    merchants.sandbox.set_state("M1001", answers={"all": "denied"})
    found = await merchants.examine("M1001")

    assert found["other_regions"].outcome == "refused_too"


@pytest.mark.parametrize(
    ("ads", "signals"),
    [
        ({"profiles": []}, {"ads_profiles.none", "ads_other_regions.none_elsewhere"}),
        (
            {"profiles": [{"id": "1234567890"}]},
            {"ads_profile_on_record.absent", "ads_read.no_scope_access"},
        ),
        (
            {"profiles": [{"id": "1234567890", "region": "na"}]},
            {"ads_profiles.none", "ads_other_regions.found_elsewhere"},
        ),
        (
            {"answers": {"all": "unauthorized"}},
            {"ads_profiles.unauthorized", "ads_read.unauthorized"},
        ),
        ({"answers": {"all": "invalid_token"}}, {"ads_profiles.unauthorized"}),
        ({"answers": {"all": "not_onboarded"}}, {"ads_profiles.not_onboarded"}),
        ({"answers": {"all": "denied"}}, {"ads_profiles.denied", "ads_read.denied"}),
        ({"answers": {"all": "throttled"}}, {"ads_profiles.throttled", "ads_read.throttled"}),
        ({"answers": {"all": "html_503"}}, {"ads_profiles.server_error", "ads_read.server_error"}),
        ({"answers": {"all": "bad_request"}}, {"ads_profiles.bad_request", "ads_read.bad_request"}),
        ({"answers": {"ads_read": "retired"}}, {"ads_profiles.listed", "ads_read.retired"}),
        ({"answers": {"ads_read": "no_advertiser"}}, {"ads_read.no_advertiser"}),
        ({"answers": {"ads_read": "agency_profile"}}, {"ads_read.bad_request"}),
    ],
)
async def test_what_ads_answers(merchants, ads, signals):
    """
    And sales are well all the while.
    """
    merchants.sandbox.set_state("M1001", ads=ads)
    found = await merchants.examine("M1001")

    assert signals <= {finding.signal for finding in found.values()}
    assert found["spapi_access"].outcome == "accepted"


async def test_an_agencys_profile_is_told_apart(merchants):
    """
    It is listed, and has no data of its own.
    """
    [own] = merchants.record("M1001").connection().ads_profile_ids
    merchants.sandbox.set_state("M1001", ads={"profiles": [{"id": own, "kind": "agency"}]})
    found = await merchants.examine("M1001")

    assert found["ads_profile_on_record"].outcome == "agency_type"


async def test_profiles_with_view_access_alone_are_seen(merchants):
    """
    Ads hides them from whoever does not ask for view access.
    """
    [own] = merchants.record("M1001").connection().ads_profile_ids
    merchants.sandbox.set_state("M1001", ads={"profiles": [{"id": own, "access": "view"}]})
    found = await merchants.examine("M1001")

    assert found["ads_profile_on_record"].outcome == "present"


@pytest.mark.parametrize("silence", ["hang", "drop"])
async def test_a_silent_region_is_told_from_a_silent_amazon(merchants, silence):
    """
    The neighbour's host is asked too; our own network only when both are silent.
    """
    async with HttpClient(patience=0.3) as merchants.wire:
        merchants.sandbox.world(spapi={"eu": silence})
        here = await merchants.examine("M1001")
        merchants.sandbox.world(spapi=dict.fromkeys(Region, silence))
        everywhere = await merchants.examine("M1001")

    assert here["orders"].outcome is None
    assert here["host_reach"].outcome == "silent_here_only"
    assert "own_network" not in here
    assert everywhere["host_reach"].outcome == "silent_everywhere"
    assert everywhere["own_network"].outcome == "fine"


async def test_no_seller_with_ads_takes_more_calls_than_an_examination_may(merchants):
    """
    Even where every follow-up is wanted.
    """
    states = [
        {"answers": {"all": "denied"}, "ads": {"profiles": []}},
        {"answers": {"getOrder": "denied"}, "reports": {"all": "fatal"}, "ads": {"profiles": []}},
        {
            "marketplaces": {"ES": "not_participating"},
            "ads": {"answers": {"ads_read": "no_advertiser"}},
        },
        {"answers": {"all": "drop"}},
    ]
    for state in states:
        merchants.sandbox.set_state("M1001", **state)  # type: ignore[arg-type]
        merchants.sandbox.calls.clear()
        await merchants.examine("M1001")
        merchants.sandbox.mend("M1001")

        assert len(merchants.sandbox.calls) <= 26


async def test_a_record_without_the_means_to_ask_is_unanswered(merchants):
    """
    No marketplace, no seller id, no profile: nothing is guessed.
    """
    found = await merchants.examine(
        "M1001",
        lambda connection: replace(
            connection, marketplaces=(), selling_partner_id=None, ads_profile_ids=()
        ),
    )

    for name in ("catalog", "listings", "inventory", "ads_read", "ads_profile_on_record"):
        assert found[name].outcome is None
        assert "on record" in found[name].unanswered_because
    assert found["orders"].outcome == "readable"
