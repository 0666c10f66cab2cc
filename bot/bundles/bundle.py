"""
A bundle: one examination as a document that can be passed on, kept, and diagnosed again offline.

Nothing secret is in it by the types that it is made from; what people typed and whose login it was
are masked on top.
"""

from __future__ import annotations

import hashlib
import re

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.bundles.schema import (
    SCHEMA,
    SCHEMA_VERSION,
    Bundle,
    CausePart,
    ConnectionPart,
    SeenPart,
    Versions,
)
from bot.foundation.release import product_version
from bot.model.answer import Answer, ConnectionAnswer, RankedCause
from bot.triage.connection_answer import kinds_of
from diagnostics.model import Connection, Evidence, Finding
from diagnostics.probe import Probe
from diagnostics.probes import PROBES
from diagnostics.redaction.words import redact
from knowledge.base.library import Library


LONGEST_ISSUE = 4000
LARGEST = 20_000_000  # bytes; a real one has about a hundred thousand
_LOGIN = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")


class BundleUnreadable(Exception):
    """
    This is no bundle; the message says why in a sentence.
    """


class BundleUnwritable(Exception):
    """
    The bundle could not be written; the message says where and why.
    """


def make_bundle(  # noqa: PLR0913  (the parts of a bundle, by name)
    answer: Answer,
    *,
    articles: Mapping[str, str],
    probes: Iterable[Probe],
    at: datetime,
    reported: Iterable[Finding] = (),
    product: str = "",
) -> Bundle:
    """
    The bundle of an answer. `articles` are the library's versions, `at` is the moment of writing.
    """
    return Bundle(
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        written_at=at,
        case_id=answer.case_id,
        merchant_id=answer.merchant_id,
        merchant_name=answer.merchant_name,
        issue=masked(redact(answer.issue, longest=LONGEST_ISSUE)),
        started_at=answer.started_at,
        duration_ms=answer.duration_ms,
        verdict=answer.verdict.value,
        headline=answer.headline,
        escalate=answer.escalate,
        escalate_because=answer.escalate_because,
        versions=Versions(
            product=product or product_version(),
            articles=dict(articles),
            probes={probe.name: probe_version(probe) for probe in probes},
        ),
        reported=tuple(_seen(finding) for finding in reported),
        connections=tuple(_connection(part) for part in answer.connections),
    )


def bundle_of(answer: Answer, reported: Iterable[Finding] = ()) -> Bundle:
    """
    The bundle of an answer with the articles and probes of this installation, as of now.
    """
    return make_bundle(
        answer,
        articles=Library.open().versions,
        probes=PROBES,
        at=datetime.now(UTC),
        reported=reported,
    )


def bundle_json(bundle: Bundle) -> str:
    """
    The bundle as a JSON document.
    """
    return bundle.model_dump_json(by_alias=True, indent=2) + "\n"


def write_bundle(path: Path, answer: Answer, reported: Iterable[Finding] = ()) -> None:
    """
    Write an answer's bundle to a file. Raises `BundleUnwritable`.
    """
    try:
        path.write_text(bundle_json(bundle_of(answer, reported)), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise BundleUnwritable(f"The bundle cannot be written to {path}: {reason}.") from error


def load_bundle(path: Path) -> Bundle:
    """
    Read a bundle from a file. Raises `BundleUnreadable`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise BundleUnreadable(f"{path} cannot be read: {reason}.") from error
    return read_bundle(raw)


def read_bundle(text: str | bytes) -> Bundle:
    """
    A bundle of this version, an older or a newer one. Raises `BundleUnreadable`.
    """
    if len(text) > LARGEST:
        raise BundleUnreadable(f"This is larger than any bundle ({LARGEST // 1_000_000} MB).")
    try:
        bundle = Bundle.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        what = f"{where}: {fault['msg']}" if where else str(fault["msg"])
        raise BundleUnreadable(
            f"This is no bundle ({what}). `triage cases bundle` and `triage check --bundle` write them."
        ) from error
    if bundle.format != SCHEMA:
        raise BundleUnreadable(f"This is no bundle: its `schema` says {bundle.format!r:.40}.")
    return bundle


def probe_version(probe: Probe) -> str:
    """
    A hash of what a probe declares; it changes when a probe may see something else than before.
    """
    declared = "\n".join((probe.name, *probe.outcomes, *sorted(probe.needs)))
    return hashlib.sha256(declared.encode()).hexdigest()[:12]


def masked(text: str) -> str:
    """
    The text with every e-mail address cut to its first letter and its domain.
    """
    return _LOGIN.sub(r"\1…@\2", text)


def _connection(part: ConnectionAnswer) -> ConnectionPart:
    return ConnectionPart(
        record=_record(part.connection),
        kinds=tuple(sorted(kinds_of(part.connection))),
        verdict=part.verdict.value,
        because=part.because,
        none_probability=round(part.none_probability, 4),
        question=part.question,
        partial=part.partial,
        partly=part.partly,
        besides=part.besides,
        findings=tuple(_seen(finding) for finding in part.findings),
        causes=tuple(_cause(cause) for cause in part.causes),
    )


def _record(connection: Connection) -> dict[str, Any]:
    plain: dict[str, Any] = TypeAdapter(Connection).dump_python(connection, mode="json")
    return {key: masked(value) if isinstance(value, str) else value for key, value in plain.items()}


def _seen(finding: Finding) -> SeenPart:
    return SeenPart(
        probe=finding.probe,
        connection=finding.connection,
        outcome=finding.outcome,
        normal=finding.normal,
        unanswered_because=finding.unanswered_because,
        summary=masked(redact(finding.summary)),
        duration_ms=finding.duration_ms,
        at=finding.at,
        about=finding.about,
        evidence=_evidence(finding.evidence) if finding.evidence else None,
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "status": evidence.status,
        "code": redact(evidence.code),
        "message": masked(redact(evidence.message)),
        "details": masked(redact(evidence.details)),
        "request_id": evidence.request_id,
        "at": evidence.at.isoformat() if evidence.at else None,
        "operation": evidence.operation,
    }


def _cause(cause: RankedCause) -> CausePart:
    return CausePart(
        id=cause.id,
        version=cause.version,
        family=cause.family,
        title=cause.title,
        probability=round(cause.probability, 4),
        standing=cause.standing.value,
        remedy=cause.remedy,
        because=cause.because,
        despite=cause.despite,
    )
