"""
Sellers, Finances and Sales: the account itself, and its money.
"""

from __future__ import annotations

from sandbox.amazon.asked import Asked
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.operations.operation import Document, Serves, operation
from sandbox.amazon.roles import FINANCE, INSIGHTS, LISTING, ORDERS
from sandbox.amazon.state import Presence


def _participations(asked: Asked) -> list[Document]:
    store = asked.merchant.scenario.name
    return [
        {
            "marketplace": {
                "id": market.id,
                "name": market.name,
                "countryCode": market.country_code,
                "defaultCurrencyCode": market.currency,
                "defaultLanguageCode": market.language,
                "domainName": market.domain,
            },
            "storeName": store,
            "participation": {
                "isParticipating": presence is not Presence.NOT_PARTICIPATING,
                "hasSuspendedListings": presence is Presence.SUSPENDED_LISTINGS,
            },
        }
        for market_id, presence in asked.merchant.marketplaces.items()
        if (market := BY_ID[market_id]).region is asked.region
    ]


def participations(asked: Asked) -> Document:
    """
    Where the seller may list, and whether the listings are live.
    """
    return {"payload": _participations(asked)}


def account(asked: Asked) -> Document:
    """
    The selling plan and the kind of business.
    """
    payload = {
        "marketplaceParticipationList": _participations(asked),
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": asked.merchant.state.plan,
    }
    return {"payload": payload}


def transactions(asked: Asked) -> Document:
    """
    Financial events since a date.
    """
    if not asked.query.get("relatedIdentifierName"):
        asked.needs("postedAfter")
    if asked.is_empty:
        return {"payload": {"transactions": []}}
    home = asked.home
    amount = {"currencyAmount": 41.9, "currencyCode": home.currency}
    transaction = {
        "transactionId": "FAKE-TX-0001",
        "transactionType": "Shipment",
        "transactionStatus": "RELEASED",
        "description": "Order Payment",
        "postedDate": asked.ago(days=1),
        "totalAmount": amount,
        "marketplaceDetails": {"marketplaceId": home.id, "marketplaceName": home.name},
        "relatedIdentifiers": [
            {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "302-0000001-0000001"}
        ],
    }
    return {"payload": {"transactions": [transaction]}}


def order_metrics(asked: Asked) -> Document:
    """
    Sales by interval.
    """
    asked.needs("marketplaceIds", "interval", "granularity")
    count = 0 if asked.is_empty else 12
    currency = asked.home.currency
    metrics = {
        "interval": asked.query["interval"],
        "unitCount": count,
        "orderItemCount": count,
        "orderCount": count,
        "averageUnitPrice": {"amount": "19.90" if count else "0", "currencyCode": currency},
        "totalSales": {"amount": "238.80" if count else "0", "currencyCode": currency},
    }
    return {"payload": [metrics]}


SELLERS = (
    operation(
        "getMarketplaceParticipations",
        "sellers",
        "GET /sellers/v1/marketplaceParticipations",
        rate=0.016,
        burst=15,
        serves=Serves.SELLER,
        roles=(INSIGHTS, LISTING),
        answer=participations,
    ),
    operation(
        "getAccount",
        "sellers",
        "GET /sellers/v1/account",
        rate=0.016,
        burst=15,
        serves=Serves.SELLER,
        roles=(INSIGHTS, FINANCE),
        answer=account,
    ),
    operation(
        "listTransactions",
        "finances",
        "GET /finances/2024-06-19/transactions",
        rate=0.5,
        burst=10,
        serves=Serves.SELLER,
        roles=(FINANCE,),
        answer=transactions,
    ),
    operation(
        "getOrderMetrics",
        "sales",
        "GET /sales/v1/orderMetrics",
        rate=0.5,
        burst=15,
        serves=Serves.SELLER,
        roles=(INSIGHTS, ORDERS),
        answer=order_metrics,
    ),
)
