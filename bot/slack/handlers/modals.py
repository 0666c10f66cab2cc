"""
Modals: opening them, the choices in their lists, and what becomes of a submission.
"""

from __future__ import annotations

import json

from slack_sdk.models.blocks import Option

from bot.cases.desk import Reaction
from bot.model.surface import Place
from bot.slack.handlers import intents
from bot.slack.handlers.clicks import agents_only, case_of, settle, worker
from bot.slack.handlers.context import HandlerContext, Refused, identity
from bot.slack.handlers.submission import Submission
from bot.slack.outbound.audience import SlackMember
from bot.slack.views import forms, merchant
from diagnostics.connections.source import ConnectionsError
from diagnostics.redaction.secrets import unnamed


async def open_triage(  # noqa: PLR0913  (what the form starts with)
    front: HandlerContext,
    trigger: str,
    person: SlackMember,
    channel: str,
    *,
    thread: str = "",
    text: str = "",
) -> None:
    """
    Open the form in which an agent chooses a merchant. `text` is searched for a merchant id and
    for a pasted error, which the form then explains.
    """
    await agents_only(front, person)
    chosen = await _chosen(front, channel, text)
    metadata = json.dumps({"channel": channel, "thread": thread})
    issue = intents.without_mentions(text)
    means = front.knowledge.explain(issue) if intents.is_error(issue) else []
    view = forms.triage_form(metadata, chosen, issue, means)
    await front.gateway.call("views_open", trigger_id=trigger, view=view.to_dict())


async def triage_submitted(front: HandlerContext, submission: Submission) -> None:
    """
    Open the case that the form asked for.
    """
    await agents_only(front, submission.person)
    person = submission.person
    place = Place(
        "slack",
        person.team,
        submission.metadata.get("channel", ""),
        submission.metadata.get("thread", ""),
        person.user,
        person.team,
    )
    await front.desk.open_case(
        identity("form", person.team, person.user, submission.view),
        submission.values.get("merchant", ""),
        submission.values.get("issue", ""),
        place,
        merchant_facing=False,
    )


async def escalate_submitted(front: HandlerContext, submission: Submission) -> None:
    """
    Send the escalation that was previewed; once, whoever else presses Send too.
    """
    await agents_only(front, submission.person)
    case = await case_of(front, submission.metadata.get("case", ""))
    settled = await front.desk.signal(
        case.id,
        Reaction.ESCALATE,
        await worker(front, submission.person),
        identity=identity("form", submission.person.user, submission.view),
        payload={"note": submission.values.get("note", "")},
    )
    if not settled.accepted:
        raise Refused(settled.sentence)
    await settle(front, case, "escalate", f"Escalated by <@{submission.person.user}>")


async def wrong_cause_submitted(front: HandlerContext, submission: Submission) -> None:
    """
    Keep what it really was, for the knowledge base.
    """
    await agents_only(front, submission.person)
    case = await case_of(front, submission.metadata.get("case", ""))
    settled = await front.desk.signal(
        case.id,
        Reaction.WRONG_CAUSE,
        await worker(front, submission.person),
        identity=identity("form", submission.person.user, submission.view),
        payload={
            "article": submission.metadata.get("article", ""),
            "version": submission.metadata.get("version", ""),
            "really": submission.values.get("article", ""),
            "note": submission.values.get("note", ""),
        },
    )
    if not settled.accepted:
        raise Refused(settled.sentence)
    await settle(front, case, "feedback", f"<@{submission.person.user}>: wrong cause")


async def edit_submitted(front: HandlerContext, submission: Submission) -> None:
    """
    Send the merchant's reply in the words an agent gave it.
    """
    await agents_only(front, submission.person)
    case = await case_of(front, submission.metadata.get("case", ""))
    answer = await front.cases.answer(case.id, case.run)
    text = unnamed(submission.values.get("text", "").strip())
    if answer is None or not text:
        raise Refused("There is nothing to send.")
    claim = f"approve:{case.id}:{case.run}"
    if not await front.ledger.claim(claim):
        raise Refused("That was already decided.")
    message = merchant.edited_message(f"{case.id}.{case.run}", text, answer.merchant)
    if not await front.surface.send_to_merchant(case, message):
        await front.ledger.release(claim)
        return
    await settle(front, case, "approve", f"Sent, edited, by <@{submission.person.user}>")


async def open_escalate(
    front: HandlerContext, trigger: str, person: SlackMember, value: str
) -> None:
    """
    Open the escalation with the email as it will be sent.
    """
    case = await case_of(front, value)
    view_id = await _wait(front, trigger, "Escalate")
    preview = await front.desk.preview(case.id, await worker(front, person))
    view = forms.escalate_form(json.dumps({"case": value}), preview)
    await front.gateway.call("views_update", view_id=view_id, view=view.to_dict())


async def open_wrong_cause(front: HandlerContext, trigger: str, value: str) -> None:
    """
    Ask what it really was.
    """
    case = await case_of(front, value)
    answer = await front.cases.answer(case.id, case.run)
    cause = answer.causes[0] if answer is not None and answer.causes else None
    ids = {"case": value}
    if cause is not None:
        ids |= {"article": cause.id, "version": cause.version}
    view = forms.wrong_cause_form(json.dumps(ids), cause.title if cause else "")
    await front.gateway.call("views_open", trigger_id=trigger, view=view.to_dict())


async def open_edit(front: HandlerContext, trigger: str, value: str) -> None:
    """
    Open the merchant's reply for editing.
    """
    case = await case_of(front, value)
    answer = await front.cases.answer(case.id, case.run)
    if answer is None:
        raise Refused("There is no answer to edit yet.")
    view = forms.edit_form(json.dumps({"case": value}), merchant.as_text(answer.merchant))
    await front.gateway.call("views_open", trigger_id=trigger, view=view.to_dict())


async def merchants(front: HandlerContext, person: SlackMember, typed: str) -> list[Option]:
    """
    Merchants that fit what was typed into the list; none for who is not an agent.
    """
    if not await front.audiences.is_agent(person):
        return []
    found = await front.connections.search(typed, forms.OPTIONS)
    return [forms.option(m.merchant_id, f"{m.merchant_id} · {m.name}") for m in found]


async def articles(front: HandlerContext, person: SlackMember, typed: str) -> list[Option]:
    """
    Articles that fit what was typed into the list; none for who is not an agent.
    """
    if not await front.audiences.is_agent(person):
        return []
    return [forms.option(hit.id, hit.title) for hit in front.knowledge.search(typed, 20)]


async def _chosen(front: HandlerContext, channel: str, text: str) -> Option | None:
    bound = (await front.channels.get(channel)).merchants if channel else ()
    for merchant_id in (*intents.merchant_ids(text), *bound):
        try:
            found = await front.connections.find(merchant_id)
        except ConnectionsError:
            continue
        name = found[0].name if found else ""
        return forms.option(merchant_id, f"{merchant_id} · {name}")
    return None


async def _wait(front: HandlerContext, trigger: str, title: str) -> str:
    opened = await front.gateway.call(
        "views_open", trigger_id=trigger, view=forms.waiting(title).to_dict()
    )
    return str(opened["view"]["id"])


SUBMISSIONS = {
    "triage_form": triage_submitted,
    "escalate_form": escalate_submitted,
    "wrong_cause_form": wrong_cause_submitted,
    "edit_form": edit_submitted,
}
CHOICES = {"merchant": merchants, "article": articles}
