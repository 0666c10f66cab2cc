"""
Answers labelled cases as the product would: pasted ones by `explain`, examinations by `diagnose`.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.explain.explainer import ALL_PROBES, Explainer
from bot.explain.given import given_from
from bot.model.answer import Verdict
from bot.triage.connection_answer import VERDICTS
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision
from diagnostics.model import Finding
from knowledge.base.library import Library
from knowledge.messages.labelled import Labelled
from knowledge.messages.reader import MessageReader
from knowledge.messages.report_families import ReportFamilies
from knowledge.quality.evaluation import Predicted


MOST = 0.97


class Predictor:
    """
    What the product answers to a labelled case.
    """

    def __init__(
        self,
        library: Library,
        words: MessageReader | None = None,
        meaning: ReportFamilies | None = None,
    ) -> None:
        self._library = library
        self._explainer = Explainer(library, words, meaning)

    def __call__(self, case: Labelled) -> Predicted:
        """
        The answer to one case; nothing is asked of anybody.
        """
        return self._examined(case) if case.findings else self._explained(case)

    def _explained(self, case: Labelled) -> Predicted:
        explained = self._explainer.explain(given_from(case.given))
        causes = explained.causes
        return Predicted(
            verdict=explained.verdict.value,
            families=_families((cause.family, cause.probability) for cause in causes),
            single=causes[0].probability if causes else 0.0,
            reauthorizes=bool(causes) and causes[0].reauthorizes,
        )

    def _examined(self, case: Labelled) -> Predicted:
        normal = {probe.name: probe.normal for probe in ALL_PROBES}
        findings = [
            Finding(name, case.id, outcome, outcome == normal.get(name), f"{name}.{outcome}")
            for name, outcome in case.findings.items()
        ]
        diagnosis = diagnose(findings, self._library.causes(), ALL_PROBES, kinds=case.kinds)
        lead = diagnosis.named[:1] or diagnosis.suspects[:1]
        acted = [lead[0]] if lead and diagnosis.decision is Decision.ANSWER else []
        acted += [
            other.named[0]
            for other in diagnosis.further
            if other.decision is Decision.ANSWER and other.named
        ]
        ranked = [*lead, *(s for s in diagnosis.suspects if s not in lead)]
        verdict = VERDICTS[diagnosis.decision]
        return Predicted(
            verdict=verdict.value,
            families=_families((s.cause.family, s.probability) for s in ranked),
            single=lead[0].probability if lead and verdict is Verdict.CAUSE_FOUND else 0.0,
            reauthorizes=any(suspect.cause.reauthorizes for suspect in acted),
        )


def _families(causes: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """
    Families in the order of their best cause, each with what all its causes have together.
    """
    totals: dict[str, float] = {}
    for family, probability in causes:
        totals[family] = totals.get(family, 0.0) + probability
    return tuple((family, min(MOST, total)) for family, total in totals.items())
