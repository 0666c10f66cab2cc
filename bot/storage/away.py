"""
When a database is away, by what its driver raised.
"""

from __future__ import annotations

import sqlalchemy as sa


# A statement that is wrong, or a row that others wrote: the same again tomorrow.
_OUR_DOING = (
    sa.exc.IntegrityError,
    sa.exc.ProgrammingError,
    sa.exc.DataError,
    sa.exc.NotSupportedError,
)


def is_away(error: BaseException) -> bool:
    """
    Whether an error means that the database cannot be used now: whatever it raises, but for what a statement
    of ours is wrong about. A failover that is read-only, a file that is malformed, a connection that was
    closed each have a class of their own.
    """
    if isinstance(error, sa.exc.TimeoutError):
        return True
    return isinstance(error, sa.exc.DBAPIError) and not isinstance(error, _OUR_DOING)
