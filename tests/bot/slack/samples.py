"""
Sample cases and answers, as the rest of the bot hands them to Slack.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.answer import Advice, Answer, ConnectionAnswer, MerchantAnswer, RankedCause, Verdict
from bot.model.surface import CaseView, Place, PlanLine
from diagnostics.model import AccountType, Connection, Evidence, Finding, PlatformStatus, Region


NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
CONNECTION = Connection(
    merchant_id="M1001",
    name="Alpha Outdoor",
    account_type=AccountType.SELLER,
    region=Region.EU,
    status=PlatformStatus.RECONNECT_REQUIRED,
)
REFUSED = Finding(
    probe="lwa_token",
    connection=CONNECTION.id,
    outcome="invalid_grant",
    normal=False,
    summary="Amazon refuses the refresh token (400 invalid_grant).",
    merchant_summary="Amazon no longer accepts the authorization.",
    evidence=Evidence(
        status=400,
        code="invalid_grant",
        message="The request has an invalid grant parameter",
        request_id="req-123",
        at=NOW,
        operation="token",
    ),
    duration_ms=112.0,
    at=NOW,
)
OLD = Finding(
    probe="consent_age",
    connection=CONNECTION.id,
    outcome="over_12_months",
    normal=False,
    summary="The consent is 400 days old.",
    merchant_summary="The authorization is more than a year old.",
)
WELL = Finding(
    probe="app_credentials",
    connection=CONNECTION.id,
    outcome="accepted",
    normal=True,
    summary="Our app is accepted.",
    duration_ms=90.0,
)
SILENT = Finding(
    probe="orders",
    connection=CONNECTION.id,
    outcome=None,
    normal=None,
    summary="Orders could not be asked.",
    unanswered_because="it needs an accepted token",
)
FINDINGS = (REFUSED, OLD, WELL, SILENT)
PLAN = tuple(
    PlanLine(finding.probe, finding.connection, f"Question about {finding.probe}?")
    for finding in FINDINGS
)
CAUSE = RankedCause(
    id="consent-expired",
    version="abc123",
    family="authorization_expired",
    title="The yearly consent has expired",
    severity="high",
    probability=0.96,
    who_acts=("account-admin", "support"),
    because=("lwa_token.invalid_grant", "consent_age.over_12_months"),
    despite=(),
    settled_by=("consent_age",),
    remedy="reauthorize-sales",
    steps=(
        Advice("account-admin", "Open Settings → Channels and choose Reconnect."),
        Advice("support", "Run the examination again afterwards."),
    ),
)
OTHER = replace(
    CAUSE, id="grant-refused", title="The grant was taken back", probability=0.03, version="def456"
)
FOR_MERCHANT = MerchantAnswer(
    headline="Amazon’s permission for us has run out after a year.",
    explanation="Amazon asks every seller to renew it once a year. No data is lost.",
    steps=(Advice("merchant", "Open Settings → Channels and choose Reconnect."),),
    nothing_to_do=False,
    examined=("Amazon no longer accepts the authorization.", "Our own access is fine."),
)


def case_view(**changes: object) -> CaseView:
    """
    A case asked in the internal channel.
    """
    place = Place("slack", "TOURS", "CCASES", "", "UAGENT", "TOURS")
    view = CaseView(
        "7K3Q", "M1001", "Alpha Outdoor", "orders stopped", place, merchant_facing=False
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def answer(findings: tuple[Finding, ...] = FINDINGS, **changes: object) -> Answer:
    """
    An answer that names a cause.
    """
    connection = ConnectionAnswer(
        CONNECTION, Verdict.CAUSE_FOUND, findings, (CAUSE, OTHER), none_probability=0.01
    )
    made = Answer(
        merchant_id="M1001",
        merchant_name="Alpha Outdoor",
        issue="orders stopped",
        case_id="7K3Q",
        started_at=NOW,
        duration_ms=2300.0,
        connections=(connection,),
        headline="Amazon refuses our access because the yearly consent has run out.",
        escalate=False,
        escalate_because=None,
        merchant=FOR_MERCHANT,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def healthy() -> Answer:
    """
    The same merchant, mended.
    """
    mended = replace(REFUSED, outcome="accepted", normal=True, summary="Accepted.", evidence=None)
    connection = ConnectionAnswer(
        CONNECTION, Verdict.HEALTHY, (mended, WELL), (), none_probability=0.0
    )
    merchant = MerchantAnswer(
        "Your connection works.", "", (), nothing_to_do=True, examined=("All is well.",)
    )
    return replace(
        answer(),
        connections=(connection,),
        headline="Everything that was asked is normal.",
        merchant=merchant,
        started_at=NOW + timedelta(minutes=5),
    )
