"""
Orders of a seller, and purchase orders of a vendor.
"""

from __future__ import annotations

import re

from sandbox.amazon.asked import Asked, Refused
from sandbox.amazon.operations.operation import Document, Serves, operation
from sandbox.amazon.roles import FULFILMENT, ORDERS


_ORDER_ID = re.compile(r"^\d{3}-\d{7}-\d{7}$")


def _order(asked: Asked) -> Document:
    home = asked.home
    return {
        "orderId": "302-0000001-0000001",
        "createdTime": asked.ago(hours=20),
        "lastUpdatedTime": asked.ago(hours=3),
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": home.id,
            "marketplaceName": home.name,
        },
        "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"},
        "orderItems": [
            {
                "orderItemId": "40000000000001",
                "quantityOrdered": 1,
                "product": {
                    "asin": "B0FAKE0001",
                    "sellerSku": "SAMPLE-1",
                    "title": "Sample kettle",
                },
            }
        ],
    }


def search_orders(asked: Asked) -> Document:
    """
    Orders since a date; exactly one of two dates must be named.
    """
    dates = [name for name in ("createdAfter", "lastUpdatedAfter") if asked.query.get(name)]
    if len(dates) != 1 and not asked.query.get("paginationToken"):
        said = "Exactly one of createdAfter and lastUpdatedAfter must be specified."
        raise Refused(400, "InvalidInput", said)
    orders = [] if asked.is_empty else [_order(asked)]
    return {"orders": orders, "createdBefore": asked.ago(minutes=2)}


def get_order(asked: Asked) -> Document:
    """
    One order. An id in the right shape that nobody knows is 404; in no shape, 400.
    """
    order_id = asked.path["orderId"]
    if not _ORDER_ID.match(order_id):
        raise Refused(400, "InvalidInput", "The input you have submitted is not valid.")
    if asked.is_empty or order_id != "302-0000001-0000001":
        raise Refused(404, "NotFound", "The requested order was not found.")
    return {"order": _order(asked)}


def purchase_orders(asked: Asked) -> Document:
    """
    A vendor's purchase orders.
    """
    if asked.is_empty:
        return {"payload": {"orders": []}}
    order = {"purchaseOrderNumber": "FAKEPO01", "purchaseOrderState": "Acknowledged"}
    return {"payload": {"orders": [order]}}


def purchase_orders_status(asked: Asked) -> Document:
    """
    How far a vendor's purchase orders have come.
    """
    if asked.is_empty:
        return {"payload": {"ordersStatus": []}}
    status = {
        "purchaseOrderNumber": "FAKEPO01",
        "purchaseOrderStatus": "OPEN",
        "purchaseOrderDate": asked.ago(days=3),
        "sellingParty": {"partyId": "FAKE1"},
        "shipToParty": {"partyId": "XFR1"},
        "itemStatus": [{"itemSequenceNumber": "1", "vendorProductIdentifier": "SAMPLE-1"}],
    }
    return {"payload": {"ordersStatus": [status]}}


ORDER_OPERATIONS = (
    operation(
        "searchOrders",
        "orders",
        "GET /orders/2026-01-01/orders",
        rate=0.0056,
        burst=20,
        serves=Serves.SELLER,
        roles=(ORDERS, FULFILMENT),
        answer=search_orders,
    ),
    operation(
        "getOrder",
        "orders",
        "GET /orders/2026-01-01/orders/{orderId}",
        rate=0.5,
        burst=30,
        serves=Serves.SELLER,
        roles=(ORDERS, FULFILMENT),
        answer=get_order,
    ),
    operation(
        "getPurchaseOrders",
        "vendor_orders",
        "GET /vendor/orders/v1/purchaseOrders",
        rate=10,
        burst=10,
        serves=Serves.VENDOR,
        roles=(FULFILMENT, ORDERS),
        answer=purchase_orders,
    ),
    operation(
        "getPurchaseOrdersStatus",
        "vendor_orders",
        "GET /vendor/orders/v1/purchaseOrdersStatus",
        rate=10,
        burst=10,
        serves=Serves.VENDOR,
        roles=(FULFILMENT, ORDERS),
        answer=purchase_orders_status,
    ),
)
