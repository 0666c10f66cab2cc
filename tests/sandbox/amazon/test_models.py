"""
The simulated SP-API keeps to the models that Amazon publishes: bodies, addresses and rates.

The models lie beside the repository where they are at hand; without them these tests are skipped.
"""

from __future__ import annotations

import json
import re

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jsonschema import Draft4Validator, FormatChecker

from sandbox.amazon import Amazon
from sandbox.amazon.operations import OPERATIONS, Operation


FOLDER = Path(__file__).parents[3] / ".." / "shared" / "data" / "spapi-models"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="Amazon's published models are not beside this repository."
)
FORMATS = FormatChecker(formats=())
DE = "A1PA6795UKMFR9"
WEEK = "createdAfter=2026-11-20T00:00:00Z&createdBefore=2026-11-23T00:00:00Z"
INVENTORY = "/fba/inventory/v1/summaries?granularityType=Marketplace"
LISTINGS = "/listings/2021-08-01/items/AFAKE1001SELLEREU"
METRICS = f"/sales/v1/orderMetrics?marketplaceIds={DE}&granularity=Total"
ORDERS = "/orders/2026-01-01/orders"
REPORTS = "/reports/2021-06-30"
TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"

# How to ask each operation for data: the merchant, and the address after the host.
ASKED = {
    "getMarketplaceParticipations": ("M1001", "/sellers/v1/marketplaceParticipations"),
    "getAccount": ("M1001", "/sellers/v1/account"),
    "listTransactions": ("M1001", "/finances/2024-06-19/transactions?postedAfter=2026-11-01"),
    "getOrderMetrics": ("M1001", f"{METRICS}&interval=2026-11-01T00:00Z--2026-11-02T00:00Z"),
    "searchOrders": ("M1001", f"{ORDERS}?createdAfter=2026-11-01T00:00:00Z"),
    "getOrder": ("M1001", f"{ORDERS}/302-0000001-0000001"),
    "getPurchaseOrders": ("M1002", f"/vendor/orders/v1/purchaseOrders?{WEEK}"),
    "getPurchaseOrdersStatus": ("M1002", f"/vendor/orders/v1/purchaseOrdersStatus?{WEEK}"),
    "searchCatalogItems": ("M1001", f"/catalog/2022-04-01/items?keywords=a&marketplaceIds={DE}"),
    "searchListingsItems": ("M1001", f"{LISTINGS}?marketplaceIds={DE}"),
    "getListingsItem": ("M1001", f"{LISTINGS}/SAMPLE-1?marketplaceIds={DE}"),
    "getInventorySummaries": ("M1001", f"{INVENTORY}&granularityId={DE}&marketplaceIds={DE}"),
    "getReports": ("M1001", f"{REPORTS}/reports?reportTypes={TYPE}"),
    "createReport": ("M1001", f"{REPORTS}/reports"),
    "getReport": ("M1001", f"{REPORTS}/reports/"),
    "getReportDocument": ("M1001", f"{REPORTS}/documents/"),
    "getDestinations": (None, "/notifications/v1/destinations"),
    "createRestrictedDataToken": ("M1001", "/tokens/2021-03-01/restrictedDataToken"),
}
NEEDS_A_REPORT = {"getReport", "getReportDocument"}
BODIES = {
    "createReport": {"reportType": TYPE, "marketplaceIds": [DE]},
    "createRestrictedDataToken": {"restrictedResources": [{"method": "GET", "path": "/x"}]},
}
REFUSED = {"denied": 403, "throttled": 429, "internal_failure": 500, "unavailable": 503}


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """
    A time as RFC 3339 writes it.
    """
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


def models() -> Iterator[tuple[dict[str, Any], str, str, dict[str, Any]]]:
    """
    Every operation of every model: the document, method, path, and what is said of it.
    """
    for path in sorted(FOLDER.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for address, methods in document["paths"].items():
            for method, said in methods.items():
                if method in {"get", "post"}:
                    yield document, method.upper(), address, said


def published(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    The document and the operation that Amazon publishes under a name and at an address.
    """
    for document, method, address, said in models():
        sample = re.sub(r"\{\w+\}", "x", address)
        same = operation.method == method and operation.path.match(sample)
        if said.get("operationId") == operation.name and same:
            return document, said
    pytest.fail(f"{operation.name} is not in Amazon's models at this address")


def strict(schema: Any) -> Any:
    """
    The schema, with fields that it does not name refused.
    """
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        closed["additionalProperties"] = False
    return closed


def faults(document: dict[str, Any], schema: dict[str, Any], body: Any) -> list[str]:
    """
    What is wrong with a body, held against a model.
    """
    definitions = strict(document["definitions"])
    validator = Draft4Validator(
        {"allOf": [schema], "definitions": definitions}, format_checker=FORMATS
    )
    return [f"{list(each.path)}: {each.message}" for each in validator.iter_errors(body)]


async def asked(ask: Any, operation: Operation) -> Any:
    """
    One answer with data of an operation.
    """
    merchant_id, path = ASKED[operation.name]
    token = await ask.token(merchant_id) if merchant_id else await ask.grantless()
    if operation.name in NEEDS_A_REPORT:
        listed = (await ask.spapi(ASKED["getReports"][1], token)).json()["reports"][0]
        path += listed["reportId" if operation.name == "getReport" else "reportDocumentId"]
    body = BODIES.get(operation.name)
    return await ask.spapi(path, token, method=operation.method, json=body)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_data_fits_the_published_model(ask: Any, operation: Operation) -> None:
    """
    Every field is declared, of the declared kind, and none that is required is missing.
    """
    document, said = published(operation)
    answer = await asked(ask, operation)
    assert answer.status_code == operation.success
    schema = said["responses"][str(operation.success)]["schema"]
    assert faults(document, schema, answer.json()) == []
    assert answer.content != b"{}"


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.name not in NEEDS_A_REPORT],
    ids=lambda operation: operation.name,
)
async def test_nothing_to_show_fits_the_published_model(
    ask: Any, amazon: Amazon, operation: Operation
) -> None:
    """
    The same of a merchant who has nothing yet; one object asked by name is then missing.
    """
    for merchant_id in ("M1001", "M1002"):
        amazon.set_state(merchant_id, empty=[operation.group])
    answer = await asked(ask, operation)
    document, said = published(operation)
    schema = said["responses"][str(answer.status_code)]["schema"]
    assert answer.status_code in {operation.success, 404}
    assert faults(document, schema, answer.json()) == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("answer", list(REFUSED))
async def test_a_refusal_fits_the_published_model(
    ask: Any, amazon: Amazon, operation: Operation, answer: str
) -> None:
    """
    Its status is one that the operation declares, and so is its body.
    """
    amazon.world(operations={"all": answer})
    merchant_id, path = ASKED[operation.name]
    token = await ask.token(merchant_id) if merchant_id else await ask.grantless()
    path += "x" if path.endswith("/") else ""
    refused = await ask.spapi(path, token, method=operation.method)
    document, said = published(operation)
    schema = said["responses"][str(refused.status_code)]["schema"]
    assert refused.status_code == REFUSED[answer]
    assert faults(document, schema, refused.json()) == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_rate_is_the_published_one(operation: Operation) -> None:
    """
    Requests a second, and the burst.
    """
    _, said = published(operation)
    plans = re.findall(r"\|\s*([\d.]+)\s*\|\s*(\d+)\s*\|", said["description"])
    assert (operation.rate, operation.burst) in {(float(rate), int(burst)) for rate, burst in plans}


def test_each_operation_is_asked_for() -> None:
    """
    None is left out of the tests above.
    """
    assert set(ASKED) == {operation.name for operation in OPERATIONS}
