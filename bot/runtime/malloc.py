"""
The memory that a process keeps: glibc gives each thread a heap of its own, and gives little of it back.

With some two dozen threads, most of them the durable engine's, that is 60 MiB after a thousand cases
which nothing uses.
"""

from __future__ import annotations

import contextlib
import ctypes


# From malloc.h: how many heaps, and from which size on a block is not taken from any.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
HEAPS = 2
LARGE = 128 * 1024


def few_heaps() -> bool:
    """
    Let all threads share two heaps, before there are threads; False where the system has no such knob.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        return bool(mallopt(_ARENA_MAX, HEAPS) and mallopt(_MMAP_THRESHOLD, LARGE))
    return False
