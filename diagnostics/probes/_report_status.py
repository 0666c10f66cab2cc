"""
How reports ended, for sellers and vendors alike.
"""

from __future__ import annotations

import re

from collections.abc import Sequence
from datetime import timedelta

from diagnostics.amazon.shapes import Report
from diagnostics.errors import CouldNotTell
from diagnostics.probes._refusals import refused
from diagnostics.target import Seen, Target


LOOK_BACK = timedelta(days=7)
# Amazon finishes most reports within minutes; some hours are normal under load.
STUCK_AFTER = timedelta(hours=12)
_NOT_YET = re.compile(r"\bnot yet available\b", re.IGNORECASE)

TELL = {
    "readable": "Your latest reports came through.",
    "fatal": "Amazon could not finish one of your latest reports.",
    "cancelled": "Amazon cancelled one of your latest reports, as it does when there is no data.",
    "stuck": "One of your reports has been waiting at Amazon for a long time.",
    "fatal_not_yet_available": "Amazon has not published the data for one of your reports yet.",
}


async def latest_reports(target: Target, types: Sequence[str]) -> Seen:
    """
    The worst end among the latest report of each type. Raises `CouldNotTell`.

    A FATAL report's own document says why, which costs two more calls and is worth them: data
    that is not published yet needs nothing but patience.
    """
    reply = await target.amazon.reports(types, target.now - LOOK_BACK)
    if not reply.ok or reply.pieces is None:
        return refused(reply, "reports")
    latest: dict[str, Report] = {}
    for report in sorted(reply.pieces.reports, key=lambda report: report.created):
        latest[report.type] = report
    known = [report for type_, report in latest.items() if type_ in types]
    if not known:
        return Seen("readable", "Reports can be listed; none was asked for lately.", reply.evidence)

    fatal = [report for report in known if report.status == "FATAL"]
    if fatal:
        outcome = "fatal_not_yet_available" if await _not_yet(target, fatal) else "fatal"
        return Seen(outcome, f"{_names(fatal)} ended FATAL.", reply.evidence)
    waiting = [
        report
        for report in known
        if report.status in {"IN_QUEUE", "IN_PROGRESS"}
        and target.now - report.created >= STUCK_AFTER
    ]
    if waiting:
        return Seen("stuck", f"{_names(waiting)} has not ended for hours.", reply.evidence)
    cancelled = [report for report in known if report.status == "CANCELLED"]
    if cancelled:
        return Seen("cancelled", f"{_names(cancelled)} was cancelled by Amazon.", reply.evidence)
    return Seen("readable", f"The latest reports are well: {_names(known)}.", reply.evidence)


async def _not_yet(target: Target, fatal: Sequence[Report]) -> bool:
    """
    Whether the first failed report says that its data is not out yet; no answer means no.
    """
    document_id = fatal[0].document_id
    if document_id is None:
        return False
    try:
        return bool(_NOT_YET.search(await target.amazon.report_says(document_id)))
    except CouldNotTell:
        return False


def _names(reports: Sequence[Report]) -> str:
    return ", ".join(report.type for report in reports[:4])
