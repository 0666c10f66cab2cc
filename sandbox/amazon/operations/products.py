"""
Catalog, listings and Amazon-fulfilled inventory.
"""

from __future__ import annotations

from sandbox.amazon.asked import Asked, Refused
from sandbox.amazon.operations.operation import Document, Serves, operation
from sandbox.amazon.roles import FULFILMENT, LISTING, ORDERS


def search_catalog(asked: Asked) -> Document:
    """
    Products of Amazon's catalog; open to sellers and vendors.
    """
    asked.needs("marketplaceIds")
    if not asked.query.get("keywords"):
        asked.needs("identifiers", "identifiersType")
    if asked.is_empty:
        return {"numberOfResults": 0, "items": []}
    summary = {"marketplaceId": asked.home.id, "brand": "Sample", "itemName": "Sample kettle"}
    return {"numberOfResults": 1, "items": [{"asin": "B0FAKE0001", "summaries": [summary]}]}


def _own_account(asked: Asked) -> None:
    if asked.path["sellerId"] != asked.merchant.selling_partner_id:
        raise Refused(403, "Unauthorized", "Access to requested resource is denied.")


def search_listings(asked: Asked) -> Document:
    """
    The merchant's own listings.
    """
    _own_account(asked)
    asked.needs("marketplaceIds")
    items = [] if asked.is_empty else [_listing(asked, "SAMPLE-1")]
    return {"numberOfResults": len(items), "items": items}


def get_listing(asked: Asked) -> Document:
    """
    One listing by its SKU.
    """
    _own_account(asked)
    asked.needs("marketplaceIds")
    sku = asked.path["sku"]
    if asked.is_empty or sku != "SAMPLE-1":
        place = asked.home.id
        raise Refused(404, "NOT_FOUND", f"SKU '{sku}' not found in marketplace {place}")
    return _listing(asked, sku)


def _listing(asked: Asked, sku: str) -> Document:
    summary = {
        "marketplaceId": asked.home.id,
        "asin": "B0FAKE0001",
        "productType": "KETTLE",
        "status": ["BUYABLE", "DISCOVERABLE"],
        "itemName": "Sample kettle",
        "createdDate": asked.ago(days=300),
        "lastUpdatedDate": asked.ago(days=4),
    }
    return {"sku": sku, "summaries": [summary]}


def inventory(asked: Asked) -> Document:
    """
    Stock that Amazon holds for the seller.
    """
    asked.needs("granularityType", "granularityId", "marketplaceIds")
    summary = {
        "asin": "B0FAKE0001",
        "sellerSku": "SAMPLE-1",
        "condition": "NewItem",
        "lastUpdatedTime": asked.ago(hours=5),
        "productName": "Sample kettle",
        "totalQuantity": 37,
    }
    result = {
        "granularity": {
            "granularityType": asked.query["granularityType"],
            "granularityId": asked.query["granularityId"],
        },
        "inventorySummaries": [] if asked.is_empty else [summary],
    }
    return {"payload": result}


PRODUCTS = (
    operation(
        "searchCatalogItems",
        "catalog",
        "GET /catalog/2022-04-01/items",
        rate=2,
        burst=2,
        serves=Serves.EITHER,
        roles=(LISTING,),
        answer=search_catalog,
    ),
    operation(
        "searchListingsItems",
        "listings",
        "GET /listings/2021-08-01/items/{sellerId}",
        rate=5,
        burst=5,
        serves=Serves.EITHER,
        roles=(LISTING, ORDERS),
        answer=search_listings,
    ),
    operation(
        "getListingsItem",
        "listings",
        "GET /listings/2021-08-01/items/{sellerId}/{sku}",
        rate=5,
        burst=10,
        serves=Serves.EITHER,
        roles=(LISTING, ORDERS),
        answer=get_listing,
    ),
    operation(
        "getInventorySummaries",
        "inventory",
        "GET /fba/inventory/v1/summaries",
        rate=2,
        burst=2,
        serves=Serves.SELLER,
        roles=(FULFILMENT, LISTING),
        answer=inventory,
    ),
)
