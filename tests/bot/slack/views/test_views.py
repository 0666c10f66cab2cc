"""
What is posted fits Slack, says the right thing to the right people, and cannot be abused.
"""

from __future__ import annotations

import ast
import json

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.cases.desk import Preview
from bot.model.answer import Advice, Answer, MerchantAnswer, Verdict
from bot.model.surface import Notice, NoticeKind
from bot.slack.views import forms, internal, merchant, parts, plan, thread
from bot.slack.views import help as help_view
from bot.slack.views.parts import BlockMessage
from bot.slack.views.phrases import LANGUAGES
from bot.slack.views.thread import decided
from diagnostics.model import Finding
from knowledge.base.article import Audience
from sandbox.slack.blocks import block_faults, too_long, view_faults
from tests.bot.slack import samples


VIEWS = Path(internal.__file__).parent
HOSTILE = "<!channel> <@U1> <http://evil.example|x> `a` *b* \u202e & " + "x" * 5000


def sound(message: BlockMessage) -> None:
    """
    Assert that Slack takes a message: its models, the limits they miss, and a text.
    """
    blocks = message.as_json()
    assert message.text
    assert block_faults(blocks) == []
    assert not too_long(blocks)
    assert all(Block.parse(block) is not None for block in blocks)


def wire(message: BlockMessage) -> str:
    """
    Everything that Slack gets of a message.
    """
    return message.text + json.dumps(message.as_json(), ensure_ascii=False)


def many(count: int, **changes: object) -> tuple[Finding, ...]:
    """
    Findings of as many probes, all abnormal and wordy.
    """
    return tuple(
        replace(samples.REFUSED, probe=f"probe_{n}", summary="word " * 90, **changes)  # type: ignore[arg-type]
        for n in range(count)
    )


def hostile_answer() -> Answer:
    """
    An answer in which every text comes from an attacker.
    """
    cause = replace(samples.CAUSE, title=HOSTILE, steps=(Advice("merchant", HOSTILE),) * 12)
    finding = replace(
        samples.REFUSED,
        summary=HOSTILE,
        evidence=replace(samples.REFUSED.evidence, message=HOSTILE, request_id=HOSTILE),  # type: ignore[type-var]
    )
    usual = samples.answer()
    connection = replace(
        usual.connections[0], causes=(cause,) * 6, findings=(finding,) * 40, question=HOSTILE
    )
    said = MerchantAnswer(
        headline=HOSTILE,
        explanation=HOSTILE,
        steps=(Advice("merchant", HOSTILE),) * 20,
        nothing_to_do=False,
        examined=(HOSTILE,) * 30,
        question=HOSTILE,
    )
    return replace(usual, connections=(connection,) * 3, headline=HOSTILE, merchant=said)


@cache
def messages() -> dict[str, BlockMessage]:
    """
    Every message that there is.
    """
    case = samples.case_view(merchant_facing=True)
    state = plan.PlanState(samples.PLAN)
    for finding in samples.FINDINGS:
        state = state.with_finding(finding)
    usual, before = samples.answer(), samples.healthy()
    found = [help_view.ArticleHit("consent-expired", "Title", "excerpt", "note")]
    row = help_view.Bound("C1", ("M1001",), False, True, "de", "U7")  # noqa: FBT003
    made = {
        "plan running": plan.running(case, plan.PlanState(samples.PLAN), thread.lead(case)),
        "plan finished": plan.finished(
            case, state, thread.lead(case), outcome="Outcome", finding="Found.", seconds=2.0
        ),
        "plan interrupted": plan.interrupted("7K3Q.1", state, thread.lead(case)),
        "answer": internal.answer_message(case, usual),
        "answer again": internal.answer_message(case, usual, before),
        "answer to approve": internal.answer_message(case, usual, approve=True),
        "healthy": internal.answer_message(case, before),
        "hostile": internal.answer_message(case, hostile_answer(), usual, approve=True),
        "merchant": merchant.answer_message("7K3Q.1", usual.merchant),
        "merchant hostile": merchant.answer_message("7K3Q.1", hostile_answer().merchant),
        "merchant edited": merchant.edited_message("7K3Q.1", HOSTILE, usual.merchant),
        "help": help_view.help_message(),
        "hits": help_view.hits(HOSTILE, found * 9),
        "no hits": help_view.hits(HOSTILE, []),
        "explained": help_view.explained(found),
        "channels": help_view.channels([row] * 80),
        "binding": help_view.binding(row, changed=True, notes=["A note."]),
        "refused": thread.refused(case, HOSTILE),
        "for asker": thread.for_asker(case, hostile_answer(), "https://x.example/1"),
        "elsewhere": thread.opened_elsewhere(case, "https://x.example/1"),
    }
    for kind in NoticeKind:
        told = Notice(kind, "k", HOSTILE, "UAGENT")
        made[f"notice {kind}"] = thread.notice(case, told)
        theirs = merchant.notice(kind, "en", "7K3Q.1")
        if theirs is not None:
            made[f"merchant notice {kind}"] = theirs
    return made


@pytest.mark.parametrize("name", sorted(messages()))
def test_slack_takes_every_message(name: str) -> None:
    """
    Whole, whatever the texts in it.
    """
    sound(messages()[name])


@pytest.mark.parametrize("name", sorted(messages()))
def test_no_foreign_text_is_read_as_markup(name: str) -> None:
    """
    No mention, broadcast, link or turned reading direction comes out of somebody's words.
    """
    said = wire(messages()[name])
    assert "\u202e" not in said
    for text in _markup(messages()[name].as_json()):
        assert "<!channel>" not in text
        assert "<http://evil" not in text
        assert "<@U1>" not in text


def _markup(value: object) -> list[str]:
    # What Slack reads as markup: mrkdwn objects; plain text and raw cells are shown as they are.
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return [str(value["text"])]
        return [text for part in value.values() for text in _markup(part)]
    if isinstance(value, list):
        return [text for part in value for text in _markup(part)]
    return []


@pytest.mark.parametrize("name", sorted(n for n in messages() if n.startswith("merchant")))
def test_merchants_messages_say_for_whom_they_are(name: str) -> None:
    """
    Only then does the gateway let them into a shared channel.
    """
    assert messages()[name].made_for is Audience.MERCHANT


@pytest.mark.parametrize("name", sorted(n for n in messages() if not n.startswith("merchant")))
def test_every_other_message_is_for_our_own_people(name: str) -> None:
    """
    The default; nobody has to think of it.
    """
    assert messages()[name].made_for is Audience.SUPPORT


def test_the_merchants_view_stands_apart() -> None:
    """
    Of our views it imports the common parts and the phrases, and none of ours imports it.
    """
    theirs = _imported(VIEWS / "merchant.py")
    assert {name for name in theirs if "slack.views" in name} == {
        "bot.slack.views.parts",
        "bot.slack.views.phrases",
    }
    for path in VIEWS.glob("*.py"):
        assert "bot.slack.views.merchant" not in _imported(path)


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_the_merchants_view_takes_no_internal_type() -> None:
    """
    Of the answer's types it knows the merchants' own and the steps.
    """
    tree = ast.parse((VIEWS / "merchant.py").read_text())
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "bot.model.answer"
        for alias in node.names
    }
    assert taken == {"Advice", "MerchantAnswer"}


@pytest.mark.parametrize("count", [1, 20, 49, 50, 51, 120])
def test_a_plan_of_any_length_fits(count: int) -> None:
    """
    Past Slack's fifty cards a plan shows connections instead of probes.
    """
    findings = many(count)
    state = plan.PlanState(())
    for finding in findings:
        state = state.with_finding(finding)
    case = samples.case_view()
    sound(plan.finished(case, state, thread.lead(case), outcome="Out", finding="", seconds=12.0))


@pytest.mark.parametrize("count", [1, 30, 100, 400])
def test_an_answer_with_any_number_of_findings_fits(count: int) -> None:
    """
    What does not fit is left off, and the message says so.
    """
    usual = samples.answer()
    connection = replace(usual.connections[0], findings=many(count))
    message = internal.answer_message(
        samples.case_view(), replace(usual, connections=(connection,) * 2)
    )
    sound(message)
    assert "Wrong Cause" in wire(message)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_every_word(language: str) -> None:
    """
    And no button longer than phones show.
    """
    said = LANGUAGES[language]
    assert all(getattr(said, name) for name in said.__dataclass_fields__)
    assert max(len(said.done), len(said.still_broken)) <= 20


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_title(verdict: Verdict) -> None:
    """
    With or without causes.
    """
    usual = samples.answer()
    for causes in ((), usual.causes):
        connection = replace(usual.connections[0], verdict=verdict, causes=causes)
        made = replace(usual, connections=(connection,))
        assert internal.outcome(made)
        sound(internal.answer_message(samples.case_view(), made))


def test_an_answer_without_connections_is_still_an_answer() -> None:
    """
    Nothing could be examined at all.
    """
    sound(internal.answer_message(samples.case_view(), replace(samples.answer(), connections=())))


def test_where_a_person_must_act_the_primary_button_is_one() -> None:
    """
    Escalate when that is advised, Run Again otherwise, Send where approval is waited for.
    """
    case = samples.case_view()
    usual = samples.answer()
    advised = replace(usual, escalate=True, escalate_because="The cause is ours.")
    for made, approve, expected in (
        (usual, False, "run_again"),
        (advised, False, "escalate"),
        (advised, True, "approve_send"),
    ):
        blocks = internal.answer_message(case, made, approve=approve).as_json()
        buttons = [e for b in blocks if b["type"] == "actions" for e in b["elements"]]
        primary = [b["action_id"] for b in buttons if b.get("style") == "primary"]
        assert primary == [expected]


def test_buttons_carry_an_opaque_id_only() -> None:
    """
    Whoever clicks can read a button's value.
    """
    blocks = merchant.answer_message("7K3Q.1", samples.FOR_MERCHANT).as_json()
    values = [e["value"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    assert set(values) == {"7K3Q.1"}


def test_a_decision_replaces_its_buttons_and_no_others() -> None:
    """
    Escalating takes the Escalate button away and leaves Run Again.
    """
    blocks = internal.answer_message(samples.case_view(), samples.answer()).as_json()
    after = decided(blocks, "escalate", "Escalated by <@U2>", 1700000000)
    text = json.dumps(after)

    assert '"action_id": "escalate"' not in text
    assert '"action_id": "run_again"' in text
    assert block_faults(after) == []


@pytest.mark.parametrize(
    "view",
    [
        forms.triage_form("{}", forms.option("M1001", HOSTILE), HOSTILE),
        forms.escalate_form("{}", Preview("a@b.example", HOSTILE, "line\n" * 4000)),
        forms.wrong_cause_form("{}", HOSTILE),
        forms.edit_form("{}", HOSTILE),
        forms.waiting("Escalate"),
    ],
)
def test_slack_takes_every_form(view: object) -> None:
    """
    Within the limits of modals.
    """
    assert view_faults(view.to_dict()) == []  # type: ignore[attr-defined]


@given(st.text(max_size=6000), st.integers(min_value=1, max_value=3000))
def test_escaped_text_is_safe_and_within_its_limit(text: str, limit: int) -> None:
    """
    Any text at all.
    """
    escaped = parts.escape(text, limit)
    assert len(escaped) <= limit
    assert "<" not in escaped
    assert ">" not in escaped


def test_escaping_does_not_cut_an_escape_in_two() -> None:
    """
    A cut in the middle of `&lt;` would show as rubbish.
    """
    escaped = parts.escape("<" * 100, 50)
    assert escaped.rstrip("…").replace("&lt;", "") == ""


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (
            (("…no need to ", False), ("reconnect", True), ("; it", False)),
            "…no need to *reconnect*; it",
        ),
        ((("see ", False), ("lwa", True), ("_token", False)), "see lwa_token"),
        ((("<!here>", True), (" all", False)), "*&lt;!here&gt;* all"),
    ],
)
def test_the_words_asked_for_are_bold(pieces: tuple[tuple[str, bool], ...], shown: str) -> None:
    """Bold only where Slack would not show the asterisks, and foreign text stays text."""
    hit = help_view.ArticleHit("a", "Title", "".join(text for text, _ in pieces), "", pieces)
    [_, block] = help_view.hits("words", [hit]).as_json()

    assert block["text"]["text"].endswith(shown)


def test_the_first_sentence_says_more_than_the_title() -> None:
    """
    What stands in the heading is not said again below it, in the plan, or in the notification.
    """
    title = samples.CAUSE.title
    alone = replace(samples.answer(), headline=f"{title}.")
    said = internal.answer_message(samples.case_view(), alone)
    assert said.text == f"Alpha Outdoor: {title}."
    assert wire(said).count(title) == 3  # notification, heading, the causes that were weighed
    assert title not in internal.finding(alone)
    more = replace(samples.answer(), headline=f"{title}. Or: something else.")
    assert internal.beyond(more) == "Or: something else."


def test_of_several_connections_the_title_names_one_and_the_sentence_the_rest() -> None:
    """
    "Seller EU: title. The other connection is well." leaves only what the facts below do not say.
    """
    one = samples.answer()
    several = replace(
        one,
        connections=one.connections * 2,
        headline=f"Seller EU: {samples.CAUSE.title}. The other connection is well.",
    )
    assert internal.beyond(several) == "The other connection is well."
