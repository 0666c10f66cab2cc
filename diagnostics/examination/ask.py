"""
One probe, asked once: whatever happens to it, a finding comes back.
"""

from __future__ import annotations

import asyncio
import logging
import time

from dataclasses import replace
from datetime import datetime

from diagnostics.errors import CouldNotTell
from diagnostics.model import Finding
from diagnostics.probe import Probe
from diagnostics.target import Seen, Target


logger = logging.getLogger(__name__)


async def ask(probe: Probe, target: Target, limit_s: float, at: datetime) -> Finding:
    """
    Ask a probe for at most `limit_s` seconds. `at` is now, as the finding will say.
    """
    began = time.monotonic()
    try:
        async with asyncio.timeout(limit_s):
            seen = await probe.run(target)
        finding = answered(probe, target.connection.id, seen)
    except CouldNotTell as no_answer:
        finding = unanswered(probe, target.connection.id, str(no_answer))
        finding = replace(finding, evidence=no_answer.evidence)
    except TimeoutError:
        finding = unanswered(probe, target.connection.id, f"No answer within {limit_s:.1f} s.")
    except Exception:
        logger.exception("A probe broke: %s", probe.name)
        finding = unanswered(
            probe, target.connection.id, "The probe itself broke; the log says why."
        )
    return replace(finding, duration_ms=round((time.monotonic() - began) * 1000, 1), at=at)


def answered(probe: Probe, connection: str, seen: Seen) -> Finding:
    """
    The finding behind a clear answer. Raises `CouldNotTell` for an outcome not on the list.
    """
    if seen.outcome not in probe.outcomes:
        raise CouldNotTell("It saw something that it has no word for.", seen.evidence)
    return Finding(
        probe=probe.name,
        connection=connection,
        outcome=seen.outcome,
        normal=None if seen.outcome in probe.undecided else seen.outcome == probe.normal,
        summary=seen.summary,
        merchant_summary=probe.merchant_says[seen.outcome],
        evidence=seen.evidence,
        about=seen.about,
    )


def unanswered(probe: Probe, connection: str, why: str, at: datetime | None = None) -> Finding:
    """
    The finding behind no answer. Without `at` the probe was not even asked.
    """
    return Finding(
        probe=probe.name,
        connection=connection,
        outcome=None,
        normal=None,
        summary=why,
        unanswered_because=why,
        at=at,
    )
