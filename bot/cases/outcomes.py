"""
What became of a case after somebody said that the steps are done, or that it is still broken.
"""

from __future__ import annotations

from bot.model.answer import Answer, Verdict
from bot.model.surface import Notice, NoticeKind
from bot.triage.composition import leading
from bot.triage.rerun import findings_by_probe


def outcome_of(before: Answer, after: Answer, key: str) -> Notice:
    """
    One of four outcomes, for when nothing was proved to be fixed: partly fixed, the same as before,
    never broken as far as we can see, or we could not look.
    """
    if after.verdict is Verdict.COULD_NOT_EXAMINE:
        return Notice(NoticeKind.COULD_NOT_LOOK, key, after.escalate_because or "")
    if after.verdict is Verdict.HEALTHY:
        first = "before and now" if before.verdict is Verdict.HEALTHY else "now"
        detail = f"Everything we ask passes, {first}, though the merchant still misses data."
        return Notice(NoticeKind.NOTHING_BROKEN, key, detail)
    was, now = findings_by_probe(before), findings_by_probe(after)
    failed = [name for name, finding in was.items() if finding.normal is False]
    passes = [now[name] for name in failed if name in now and now[name].normal]
    fails = [now[name] for name in failed if name in now and now[name].normal is False]
    if passes and fails:
        names = ", ".join(finding.probe for finding in passes)
        left = ", ".join(finding.probe for finding in fails)
        what = " ".join(f.merchant_summary for f in passes if f.merchant_summary)
        detail = f"Passes now: {names}. Still fails: {left}."
        return Notice(NoticeKind.PARTLY_FIXED, key, detail, what=what)
    if named_causes(before) != named_causes(after):
        detail = "Something else stands in the way now; see the new answer."
    else:
        detail = "The same probes fail as before."
    return Notice(NoticeKind.STILL_BROKEN, key, detail)


def named_causes(answer: Answer) -> tuple[str, ...]:
    """
    The causes to act on, by their articles.
    """
    return tuple(cause.id for cause in leading(answer))
