"""
An examination as the rest of the product hands it over, small, with the words of a stranger in it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model.answer import (
    Advice,
    Answer,
    CauseRole,
    ConnectionAnswer,
    MerchantAnswer,
    RankedCause,
    Verdict,
)
from diagnostics.model import AccountType, Connection, Evidence, Finding, Region


NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "Atzr|FAKE-refresh-token-of-M1001-which-nobody-may-see"
PASTED = f"It stopped. We sent {SECRET} to bob@shop.example, is that right?"
CONNECTION = Connection(
    merchant_id="M1001",
    name="Heron & Thistle",
    account_type=AccountType.SELLER,
    region=Region.EU,
    authorised_at=NOW,
    authorised_by="jane.doe@heron.example",
)


def found(probe: str, outcome: str | None, *, normal: bool | None, message: str = "") -> Finding:
    """
    One finding of that connection.
    """
    evidence = Evidence(status=400, code="invalid_grant", message=message, at=NOW)
    return Finding(
        probe=probe,
        connection=CONNECTION.id,
        outcome=outcome,
        normal=normal,
        summary=f"{probe} saw {outcome}.",
        unanswered_because=None if outcome else "It brought no answer within 8 s.",
        evidence=evidence if message else None,
        duration_ms=12.5,
        at=NOW,
    )


FINDINGS = (
    found("platform_status", "reconnect_required", normal=False),
    found("consent_age", "under_12_months", normal=True),
    found("lwa_token", "invalid_grant", normal=False, message=f"invalid parameter {SECRET}"),
    found("orders", None, normal=None),
)
CAUSE = RankedCause(
    id="grant-refused",
    version="0123456789ab",
    family="authorization_revoked",
    title="Amazon no longer accepts the permission",
    severity="high",
    probability=0.96123,
    who_acts=("account-admin",),
    because=("lwa_token.invalid_grant",),
    despite=(),
    settled_by=(),
    remedy="reauthorize-sales",
    steps=(Advice("account-admin", "Reconnect once."),),
    standing=CauseRole.NAMED,
)


def answered() -> Answer:
    """
    An answer about one connection.
    """
    part = ConnectionAnswer(CONNECTION, Verdict.CAUSE_FOUND, FINDINGS, (CAUSE,), 0.02)
    return Answer(
        merchant_id="M1001",
        merchant_name=CONNECTION.name,
        issue=PASTED,
        case_id="7K3Q",
        started_at=NOW,
        duration_ms=812.0,
        connections=(part,),
        headline="Amazon no longer accepts the permission.",
        escalate=False,
        escalate_because=None,
        merchant=MerchantAnswer("It stopped.", "", (), nothing_to_do=False, examined=()),
    )
