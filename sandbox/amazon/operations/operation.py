"""
What one SP-API operation is: its address, its published rate, the roles it wants, its answer.
"""

from __future__ import annotations

import re

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.amazon.asked import Asked


class Serves(StrEnum):
    """
    Who may call an operation.
    """

    SELLER = "seller"
    VENDOR = "vendor"
    EITHER = "either"
    APP = "app"  # grantless: no merchant at all


Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """
    `rate` is in requests a second; `roles` lists those of which one is enough (empty: decided
    by the operation itself). `answer` gives the body, or raises `Refused`.
    """

    name: str
    group: str
    method: str
    path: re.Pattern[str]
    rate: float
    burst: int
    serves: Serves
    roles: tuple[str, ...]
    answer: Callable[[Asked], Document]
    success: int = 200


def operation(  # noqa: PLR0913  (a declaration: every field is named where it is used)
    name: str,
    group: str,
    address: str,
    *,
    rate: float,
    burst: int,
    serves: Serves,
    answer: Callable[[Asked], Document],
    roles: tuple[str, ...] = (),
    success: int = 200,
) -> Operation:
    """
    Declare an operation; `address` is as in Amazon's models, `GET /orders/{orderId}`.
    """
    method, _, path = address.partition(" ")
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
    return Operation(name, group, method, pattern, rate, burst, serves, roles, answer, success)
