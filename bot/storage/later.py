"""
Which failures mean "later" and not "never": those that are no doing of the work itself.
"""

from __future__ import annotations

import errno

from bot.storage.away import is_away
from bot.storage.database import DatabaseError


# Files, memory, room or processes that ran out, or a disk that does not answer.
_RAN_OUT = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
        errno.EAGAIN,
        errno.ENOBUFS,
    }
)


def passes(error: BaseException) -> bool:
    """
    Whether the same work may well succeed once the machine or its database is well again.
    """
    if isinstance(error, OSError):
        return error.errno in _RAN_OUT
    return isinstance(error, (DatabaseError, MemoryError)) or is_away(error)
