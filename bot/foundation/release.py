"""
Which release of this product is installed.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


DISTRIBUTION = "connection-triage"


def product_version() -> str:
    """
    The installed version of this product; empty where it runs without being installed.
    """
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return ""
