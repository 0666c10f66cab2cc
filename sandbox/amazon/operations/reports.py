"""
Reports: asked for, listed, read, and what their documents say when they failed.
"""

from __future__ import annotations

import re
import zlib

from sandbox.amazon import roles
from sandbox.amazon.asked import Asked, Refused
from sandbox.amazon.operations.operation import Document, Serves, operation
from sandbox.amazon.state import ReportEnd


_NAME = re.compile(r"^[A-Z0-9_]{3,120}$")
_STATUS = {
    ReportEnd.DONE: "DONE",
    ReportEnd.CANCELLED: "CANCELLED",
    ReportEnd.FATAL: "FATAL",
    ReportEnd.FATAL_NOT_YET_AVAILABLE: "FATAL",
    ReportEnd.FATAL_OPTIONS: "FATAL",
    ReportEnd.STUCK: "IN_QUEUE",
    ReportEnd.IN_PROGRESS: "IN_PROGRESS",
}
_FATAL_SAYS = {
    ReportEnd.FATAL: "An internal error occurred while the report was processed.",
    ReportEnd.FATAL_NOT_YET_AVAILABLE: (
        "The report data for the requested date range is not yet available."
    ),
    ReportEnd.FATAL_OPTIONS: (
        "Required report options are missing: reportPeriod, distributorView, sellingProgram."
    ),
}
_TYPES: dict[int, str] = {}  # report ids are numbers; this is how they find back to their type


def _end(asked: Asked, report_type: str) -> ReportEnd:
    ends = asked.merchant.state.reports
    return ends.get(report_type, ends.get("all", ReportEnd.DONE))


def _report(asked: Asked, report_type: str) -> Document:
    number = zlib.crc32(report_type.encode())
    _TYPES[number] = report_type
    end = _end(asked, report_type)
    report: Document = {
        "reportId": f"5{number:010d}",
        "reportType": report_type,
        "marketplaceIds": [asked.home.id],
        "processingStatus": _STATUS[end],
        "createdTime": asked.ago(hours=30 if end is ReportEnd.STUCK else 6),
        "dataStartTime": asked.ago(days=2),
        "dataEndTime": asked.ago(days=1),
    }
    if end not in {ReportEnd.STUCK, ReportEnd.IN_PROGRESS}:
        report["processingStartTime"] = asked.ago(hours=6, minutes=-2)
        report["processingEndTime"] = asked.ago(hours=6, minutes=-5)
    if end is ReportEnd.DONE or end in _FATAL_SAYS:
        report["reportDocumentId"] = f"amzn1.spdoc.FAKE.{number:010d}"
    return report


def _allowed(asked: Asked, report_type: str) -> None:
    if not _NAME.match(report_type):
        raise Refused(400, "InvalidInput", "Invalid report type.", report_type[:60])
    of_vendors = report_type.startswith("GET_VENDOR")
    if of_vendors != (asked.merchant.account_type == "vendor") and (
        of_vendors or "BRAND_ANALYTICS" not in report_type
    ):
        kind = "MerchantAccountId" if of_vendors else "VendorGroupId"
        raise Refused(
            400,
            "InvalidInput",
            f"Report type {zlib.crc32(report_type.encode()) % 1000} does not support account ID of "
            f"type class com.amazon.partner.account.id.{kind}.",
        )
    if not asked.merchant.roles.intersection(roles.for_report(report_type)):
        raise Refused(403, "Unauthorized", "Access to the resource is forbidden")


def get_reports(asked: Asked) -> Document:
    """
    The latest report of each type asked for.
    """
    if asked.query.get("nextToken"):
        return {"reports": []}
    asked.needs("reportTypes")
    types = asked.query["reportTypes"].split(",")
    for report_type in types:
        _allowed(asked, report_type)
    if asked.is_empty:
        return {"reports": []}
    listed = [name for name in types if _end(asked, name) is not ReportEnd.NEVER_ASKED]
    return {"reports": [_report(asked, name) for name in listed]}


def create_report(asked: Asked) -> Document:
    """
    Ask for a report.
    """
    wanted = asked.body if isinstance(asked.body, dict) else {}
    report_type = wanted.get("reportType")
    if not isinstance(report_type, str) or not wanted.get("marketplaceIds"):
        raise Refused(400, "InvalidInput", "One or more required parameters missing", "reportType;")
    _allowed(asked, report_type)
    _TYPES[zlib.crc32(report_type.encode())] = report_type
    return {"reportId": f"5{zlib.crc32(report_type.encode()):010d}"}


def get_report(asked: Asked) -> Document:
    """
    One report by its id.
    """
    return _report(asked, _type_of(asked.path["reportId"][1:]))


def get_report_document(asked: Asked) -> Document:
    """
    Where a report's document can be fetched from, for five minutes and without any token.
    """
    document_id = asked.path["reportDocumentId"]
    report_type = _type_of(document_id.rpartition(".")[2])
    url = f"{asked.base_url}/documents/{document_id}/{_end(asked, report_type)}"
    return {"reportDocumentId": document_id, "url": url}


def _type_of(digits: str) -> str:
    number = int(digits) if digits.isdigit() else -1
    if number not in _TYPES:
        raise Refused(404, "NotFound", "One or more of the provided report ids could not be found.")
    return _TYPES[number]


def document(end: str) -> bytes:
    """
    The text behind a document's address.
    """
    if end in set(_FATAL_SAYS):
        return f'{{"errorDetails":"{_FATAL_SAYS[ReportEnd(end)]}"}}'.encode()
    return b"sku\tquantity\nSAMPLE-1\t37\n"


REPORTS = (
    operation(
        "getReports",
        "reports",
        "GET /reports/2021-06-30/reports",
        rate=0.0222,
        burst=10,
        serves=Serves.EITHER,
        answer=get_reports,
    ),
    operation(
        "createReport",
        "reports",
        "POST /reports/2021-06-30/reports",
        rate=0.0167,
        burst=15,
        serves=Serves.EITHER,
        answer=create_report,
        success=202,
    ),
    operation(
        "getReport",
        "reports",
        "GET /reports/2021-06-30/reports/{reportId}",
        rate=2,
        burst=15,
        serves=Serves.EITHER,
        answer=get_report,
    ),
    operation(
        "getReportDocument",
        "reports",
        "GET /reports/2021-06-30/documents/{reportDocumentId}",
        rate=0.0167,
        burst=15,
        serves=Serves.EITHER,
        answer=get_report_document,
    ),
)
