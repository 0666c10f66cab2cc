"""
The SP-API operations that the sandbox serves, in one literal tuple.
"""

from __future__ import annotations

from sandbox.amazon.operations.app import APP
from sandbox.amazon.operations.operation import Operation, Serves
from sandbox.amazon.operations.orders import ORDER_OPERATIONS
from sandbox.amazon.operations.products import PRODUCTS
from sandbox.amazon.operations.reports import REPORTS
from sandbox.amazon.operations.sellers import SELLERS


__all__ = ["OPERATIONS", "Operation", "Serves"]

OPERATIONS: tuple[Operation, ...] = (*SELLERS, *ORDER_OPERATIONS, *PRODUCTS, *REPORTS, *APP)
