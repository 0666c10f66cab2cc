"""
What one call of an Amazon operation costs of its published rate.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """
    One Amazon operation's published rate: requests per second, and the burst allowed.

    Source: the rate tables in Amazon's published models, per operation, merchant and region.
    """

    operation: str
    rate: float
    burst: int
