"""
The shape of a bundle, apart from the product's own types, so that these may change.

What is missing in an older bundle has a default; what a newer one adds is ignored.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from diagnostics.model import Finding


SCHEMA = "triage-bundle"
SCHEMA_VERSION = 1
COULD_NOT = "could_not_examine"


class _BundlePart(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SeenPart(_BundlePart):
    """
    One finding with its evidence.
    """

    probe: str
    connection: str = ""
    outcome: str | None = None
    normal: bool | None = None
    unanswered_because: str | None = None
    summary: str = ""
    duration_ms: float = 0.0
    at: datetime | None = None
    about: tuple[str, ...] = ()
    evidence: dict[str, Any] | None = None

    def finding(self) -> Finding:
        """
        The finding as the diagnosis takes it; evidence is for people and is left behind.
        """
        return Finding(
            probe=self.probe,
            connection=self.connection,
            outcome=self.outcome,
            about=self.about,
            normal=self.normal,
            summary=self.summary,
            unanswered_because=self.unanswered_because,
            duration_ms=self.duration_ms,
            at=self.at,
        )


class CausePart(_BundlePart):
    """
    One cause of the differential as it was answered.
    """

    id: str
    version: str = ""
    family: str = ""
    title: str = ""
    probability: float = 0.0
    standing: str = "suspect"
    remedy: str = ""
    because: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()


class ConnectionPart(_BundlePart):
    """
    One connection: our record of it at that moment, what was seen, what it was taken for.
    """

    record: dict[str, Any] = {}
    kinds: tuple[str, ...] = ()
    verdict: str = COULD_NOT
    because: str = ""
    none_probability: float = 0.0
    question: str = ""
    partial: bool = False
    partly: bool = False
    besides: str = ""
    findings: tuple[SeenPart, ...] = ()
    causes: tuple[CausePart, ...] = ()

    @property
    def id(self) -> str:
        """
        The connection's name, `M1001/seller/eu`.
        """
        parts = (self.record.get(name) for name in ("merchant_id", "account_type", "region"))
        return "/".join(str(part) for part in parts if part)


class Versions(_BundlePart):
    """
    What the answer rested on: hashes of articles and of probes' declarations, by name.
    """

    product: str = ""
    articles: dict[str, str] = {}
    probes: dict[str, str] = {}


class Bundle(_BundlePart):
    """
    One examination.
    """

    format: str = Field(alias="schema")
    schema_version: int = Field(ge=1)
    written_at: datetime
    case_id: str | None = None
    merchant_id: str
    merchant_name: str = ""
    issue: str = ""
    started_at: datetime
    duration_ms: float = 0.0
    verdict: str = COULD_NOT
    headline: str = ""
    escalate: bool = False
    escalate_because: str | None = None
    versions: Versions = Versions()
    reported: tuple[SeenPart, ...] = ()
    connections: tuple[ConnectionPart, ...] = ()

    @property
    def newer(self) -> bool:
        """
        True where a later version of the product wrote it and some of it may be unknown to us.
        """
        return self.schema_version > SCHEMA_VERSION
