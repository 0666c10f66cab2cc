"""
The reply that waits for an agent where nobody knows whether other merchants fail alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model.answer import ConnectionAnswer, MerchantAnswer, Verdict
from bot.triage.merchant_wording import merchant_answer
from diagnostics.diagnosis.hard_rule import without_comparison
from knowledge.base.library import Library


def held_answer(
    connections: Sequence[ConnectionAnswer], library: Library, language: str = "en"
) -> MerchantAnswer | None:
    """
    What the merchant would read if other merchants had been compared; None where nothing is held back.
    """
    worst = connections[0]
    if not worst.held:
        return None
    findings = without_comparison(worst.findings)
    told = replace(worst, verdict=Verdict.CAUSE_FOUND, causes=worst.held, findings=findings)
    return merchant_answer([told, *connections[1:]], library, language)
