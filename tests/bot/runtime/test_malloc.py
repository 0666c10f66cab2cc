"""
Memory that threads share.
"""

from __future__ import annotations

import platform

from bot.runtime.malloc import few_heaps


def test_heaps_are_shared_where_the_system_can() -> None:
    """
    On glibc; elsewhere nothing is asked of the system.
    """
    assert few_heaps() is (platform.libc_ver()[0] == "glibc")
