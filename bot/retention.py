"""
Taking cases out of the file: after their time, or because a merchant asked to be forgotten.

What stays is one line of audit that says so, without the content.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.case import stamp
from bot.database import Database
from bot.journal import note
from bot.schema import AUDIT, BINDINGS, CASES, FEEDBACK, SIGHTINGS


# Kept by Slack's own part of the database; they hold what was posted for a case.
OTHERS = ("slack_posts",)


async def purge(
    database: Database,
    *,
    who: str,
    older_than: datetime | None = None,
    merchant_id: str | None = None,
) -> int:
    """
    Delete the cases that nothing changed since a moment, or all of a merchant's; returns how many.

    Feedback on articles stays, without its case: it says nothing of a merchant.
    """

    def work(c: sa.Connection) -> int:
        query = sa.select(CASES.c.id)
        if older_than is not None:
            query = query.where(CASES.c.changed_at < stamp(older_than))
            c.execute(sa.delete(SIGHTINGS).where(SIGHTINGS.c.at < stamp(older_than)))
        if merchant_id is not None:
            query = query.where(CASES.c.merchant_id == merchant_id)
        ids = list(c.execute(query).scalars())
        for start in range(0, len(ids), 500):
            _delete(c, ids[start : start + 500])
        if merchant_id is not None:
            c.execute(sa.delete(BINDINGS).where(BINDINGS.c.merchant_id == merchant_id))
            c.execute(sa.delete(SIGHTINGS).where(SIGHTINGS.c.merchant_id == merchant_id))
        what = "erased a merchant" if merchant_id is not None else "purged old cases"
        note(c, stamp(datetime.now(UTC)), who, what, None, f"{len(ids)} cases")
        return len(ids)

    return await database.run(work)


def _delete(c: sa.Connection, ids: list[str]) -> None:
    present = sa.inspect(c).get_table_names()
    for name in OTHERS:
        if name in present:
            table = sa.table(name, sa.column("case_id"))
            c.execute(sa.delete(table).where(table.c.case_id.in_(ids)))
    c.execute(sa.update(FEEDBACK).where(FEEDBACK.c.case_id.in_(ids)).values(case_id=None))
    cleared = {"detail": "", "who": "somebody"}
    c.execute(sa.update(AUDIT).where(AUDIT.c.case_id.in_(ids)).values(cleared))
    c.execute(sa.delete(CASES).where(CASES.c.id.in_(ids)))  # the rest goes with it
