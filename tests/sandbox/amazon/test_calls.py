"""
What was asked is recorded, and no secret with it.
"""

from __future__ import annotations

import json

from typing import Any

from sandbox.amazon import Amazon


async def test_each_call_names_merchant_operation_and_region(ask: Any, amazon: Amazon) -> None:
    """
    In the order in which they came.
    """
    await ask.spapi("/sellers/v1/account", await ask.token())
    await ask.ads("/v2/profiles", await ask.token(ads=True))
    assert [(call.api, call.operation, call.merchant_id, call.region) for call in amazon.calls] == [
        ("lwa", "token", "M1001", None),
        ("sp-api", "getAccount", "M1001", "eu"),
        ("lwa", "ads_token", "M1001", None),
        ("ads", "ads_profiles", "M1001", "eu"),
    ]


async def test_no_secret_is_in_the_record(ask: Any, amazon: Amazon) -> None:
    """
    Neither tokens nor our client's secret, in whatever place they were sent.
    """
    token = await ask.token()
    await ask.spapi(f"/nowhere/{token}?token={token}", token)
    await ask.ads("/v2/profiles", await ask.token(ads=True), scope="Atzr|FAKE-M1001")
    record = json.dumps([call.plain() for call in amazon.calls])
    assert "FAKE" not in record
    assert "Atz" not in record


async def test_the_request_id_is_the_one_that_was_sent(ask: Any, amazon: Amazon) -> None:
    """
    So that a finding's evidence can be found again in the record.
    """
    answer = await ask.spapi("/sellers/v1/account", await ask.token())
    assert list(amazon.calls)[-1].request_id == answer.headers["x-amzn-requestid"]


async def test_calls_after_a_number_are_the_newer_ones(ask: Any, amazon: Amazon) -> None:
    """
    A reader who comes again gets only what is new.
    """
    await ask.token()
    await ask.token("M1002")
    assert [call.merchant_id for call in amazon.calls.after(1)] == ["M1002"]
