"""
Who reads what, on the whole product: other companies' merchants, words that bite, channels that change.
"""

from __future__ import annotations

import asyncio
import json

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from sqlalchemy import text

from bot.model.answer import Answer
from bot.slack.handlers.context import Answerable
from bot.slack.inbound import delivery_log
from bot.slack.outbound.audience import SlackMember
from bot.slack.views.thread import said
from bot.triage.use_case import Triage
from knowledge.base.article import Audience
from sandbox.slack import Role, User, audit
from tests.bot.slack.house import ALPHA, BETA, House, house
from tests.diagnostics.redaction.test_spellings import AWS, BASIC, HEX, KEY, LINES


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def home(built: House) -> AsyncIterator[House]:
    await built.tidy()
    yield built
    await built.idle()
    calls = built.slack.calls[built._told["calls"] :]
    assert audit.faults(calls, bound=built.slack.may_name, timed=False) == []


@pytest.mark.parametrize("named", [BETA, "M9999", "m1001", "M1001/seller/eu", "Brambleford"])
async def test_another_companys_id_is_as_good_as_unwritten(home: House, named: str) -> None:
    """
    Somebody else's, one that does not exist, a name: what is examined is their own connection.
    """
    await home.asked(text=f"what is wrong with {named}?")

    assert [case.view.merchant_id for case in await home.cases()] == [ALPHA]
    assert "Brambleford" not in home.wire().replace(f"what is wrong with {named}?", "")


async def test_where_nobody_is_bound_every_id_reads_the_same(home: House) -> None:
    """
    Theirs, another company's and one that does not exist: one sentence, and nothing is examined.
    """
    await home.bot.files.channels.forget("CALPHA")
    for named in (ALPHA, BETA, "M9999"):
        await home.asked(text=f"triage {named}")

    assert len({m.text for m in home.said("CALPHA")}) == 1
    assert len(home.said("CALPHA")) == 3
    assert await home.cases() == []


async def test_a_merchant_gone_from_our_record_reads_the_same_as_well(home: House) -> None:
    """
    A channel bound to an id that is not on record any more gets that very sentence.
    """
    await home.bot.files.channels.forget("CALPHA")
    unbound = await home.asked(text="triage M1001")
    await home.bind("CALPHA", "M9999")
    gone = await home.asked(text="triage M1001", user="UALPHA2")

    assert gone.text == unbound.text
    assert "M9999" not in json.dumps([gone.blocks, gone.text])


async def test_a_direct_message_from_outside_examines_nothing(home: House) -> None:
    """
    Whoever writes it, whichever id it names.
    """
    for user in ("UALPHA", "UGRID", "UNOBODY"):
        await home.slack.direct(user, f"triage {ALPHA}")
    await home.idle()

    assert await home.cases() == []
    said = [home.said(home.state.im_of(u).id) for u in ("UALPHA", "UGRID", "UNOBODY")]
    assert all("We could not look this up here." in m.text for [m] in said)


async def test_merchants_words_cannot_call_or_link_or_reverse(home: House) -> None:
    """
    `<!channel>`, a mention, a link, a code fence and a turned reading direction stay characters.
    """
    bites = "orders <!channel> <@UAGENT> <!subteam^SAGENTS> <http://evil.example|ok> `x` \u202eabc"
    await home.asked(text=bites)
    thread = home.said("CALPHA")[0].thread
    await home.slack.message("UALPHA", "CALPHA", f"we think: {bites}", thread=thread)
    await home.idle()

    wire = home.wire()
    for bite in ("<!channel>", "<@UAGENT>", "<!subteam", "<http://evil", "\u202e"):
        assert bite not in wire
    assert "we think" in home.shown("CCASES")


async def test_the_merchants_thread_never_points_to_ours(home: House) -> None:
    """
    Ours links to theirs; neither our channel nor an address of it is in theirs.
    """
    await home.asked()

    assert "/archives/CALPHA" in home.shown("CCASES")
    assert "CCASES" not in home.shown("CALPHA")
    assert "/archives/" not in home.shown("CALPHA")


async def test_an_agents_command_in_a_shared_channel_is_answered_elsewhere(home: House) -> None:
    """
    Only the agent sees that anything happened; the case has its thread where we alone read.
    """
    await home.slack.command("UAGENT", "CALPHA", "/triage", f"{ALPHA} orders stopped")
    await home.idle()

    assert home.said("CALPHA") == []
    assert len(home.said("CCASES")) == 2
    assert any("Others can read this channel" in said for said in home.whispered("UAGENT"))


@pytest.mark.parametrize("person", [SlackMember("UALPHA", "TALPHA"), SlackMember("UGRID", "TOURS")])
async def test_a_private_answer_follows_the_person(home: House, person: SlackMember) -> None:
    """
    Should a handler ever mean to whisper what is ours to somebody of another company, it cannot.
    """
    front = home.bot.slack._front
    assert front is not None
    await Answerable(person, "CALPHA").tell(front, said("Amazon refused the access token."))

    assert home.whispered(person.user) == [
        "We could not finish looking. A colleague will take over in this channel."
    ]


async def test_a_channel_shared_in_mid_examination_gets_no_answer(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The plan stood there already; what comes after the sharing goes to the internal channel.
    """
    shared, examine = asyncio.Event(), Triage.triage

    async def held(self: Triage, *words: Any, **named: Any) -> Answer:
        await shared.wait()
        return await examine(self, *words, **named)

    monkeypatch.setattr(Triage, "triage", held)
    await home.slack.command("UAGENT", "CGENERAL", "/triage", "M1005")
    await home.slack.wait_for(lambda: home.said("CGENERAL"), timeout=60)
    await home.slack.share("CGENERAL", "TALPHA", "UALPHA")
    await home.slack.settled()
    shared.set()
    await home.idle()

    assert len(home.said("CGENERAL")) == 1
    assert "Peverell Glassware" in home.shown("CCASES")
    later = [c for c in home.slack.calls if c.channel == "CGENERAL" and c.external]
    assert [c.method for c in later if c.method in audit.WRITES] == []


async def test_a_channel_shared_after_the_answer_gets_no_second_one(home: House) -> None:
    """
    Run again, escalated, closed: all of it in the internal channel from then on.
    """
    await home.slack.command("UAGENT", "CGENERAL", "/triage", "M1005")
    await home.idle()
    answer = home.said("CGENERAL")[-1]
    before = home.shown("CGENERAL")
    await home.slack.share("CGENERAL", "TALPHA", "UALPHA")
    await home.idle()
    await home.slack.click("UAGENT", "CGENERAL", answer.ts, "run_again")
    await home.idle()

    assert home.shown("CGENERAL") == before
    assert "Peverell Glassware" in home.shown("CCASES")


async def test_a_private_channel_that_gets_another_id_keeps_its_rules(home: House) -> None:
    """
    Shared and renumbered, as Slack does: its merchant is still its merchant, and nothing leaks.
    """
    await home.slack.renumber("CALPHA", "CALPHANEW")
    home.slack.may_name = {**(home.slack.may_name or {}), "CALPHANEW": frozenset({ALPHA})}
    await home.idle()
    await home.asked(channel="CALPHANEW")

    assert [case.view.merchant_id for case in await home.cases()] == [ALPHA]
    assert len(home.said("CALPHANEW")) == 2


@pytest.mark.parametrize("user", ["UGRID", "UNOBODY"])
async def test_grid_users_and_users_of_no_known_team_are_merchants(home: House, user: str) -> None:
    """
    Answered in the bound channel, for its merchant, in the merchants' words; their buttons work.
    """
    answer = await home.asked(user)
    await home.slack.click(user, "CALPHA", answer.ts, "merchant_done")
    await home.idle()

    [case] = await home.cases()
    assert (case.view.merchant_facing, case.view.merchant_id, case.view.run) == (True, ALPHA, 2)
    assert "invalid_grant" not in home.shown("CALPHA")


@pytest.mark.parametrize(
    ("user", "team"),
    [
        ("UALPHA", "TALPHA"),
        ("UALPHA", "TOURS"),  # a forged team: users.info knows better
        ("UGRID", "EGRID"),
        ("UGRID", "TOURS"),
        ("UNOBODY", ""),
        ("UNOBODY", "TOURS"),
        ("UAGENT", ""),
        ("UAGENT", "TALPHA"),
        ("UNEWBIE", "TOURS"),
        ("", "TOURS"),
    ],
)
async def test_only_our_own_agents_are_agents(home: House, user: str, team: str) -> None:
    """
    Any doubt about who somebody is means that they are not; a member of the user group is.
    """
    assert not await home.bot.slack.audiences.is_agent(SlackMember(user, team))
    assert await home.bot.slack.audiences.is_agent(SlackMember("UAGENT", "TOURS"))


@pytest.mark.parametrize("channel", ["CALPHA", "CBETA", "CNOWHERE", ""])
async def test_a_channel_in_doubt_is_a_merchants(home: House, channel: str) -> None:
    """
    Shared, unknown, or not described by Slack; those that only we read are ours.
    """
    assert await home.bot.slack.audiences.of(channel) is Audience.MERCHANT
    assert await home.bot.slack.audiences.of("CCASES") is Audience.SUPPORT


async def test_an_invitation_that_is_out_makes_a_channel_a_merchants(home: House) -> None:
    """
    Before the other company has accepted it.
    """
    home.state.channels["CGENERAL"] = replace(home.state.channels["CGENERAL"], pending=True)

    assert await home.bot.slack.audiences.of("CGENERAL") is Audience.MERCHANT


async def test_no_spelling_of_a_secret_reaches_a_disk_or_a_reader(home: House) -> None:
    """
    Typed in a search, an unclear command, a case, a direct message, a thread: no byte of it is kept.
    """
    for line in LINES.values():
        await home.slack.command("UAGENT", "CCASES", "/kb", line)
        await home.slack.command("UAGENT", "CCASES", "/triage", line)
        await home.slack.direct("UAGENT", f"what is this? {line}")
    everything = "\n".join(LINES.values())
    await home.slack.command("UAGENT", "CCASES", "/triage", f"{ALPHA} {everything}")
    await home.asked(text=f"our orders stopped. {everything}")
    await home.slack.message("UALPHA", "CALPHA", everything, home.said("CALPHA")[0].thread)
    await home.idle()

    kept = b"".join(p.read_bytes() for p in home.world.folder.rglob("*") if p.is_file())
    kept += (home.wire() + str(home.mails)).encode()
    planted = [KEY[8:20], KEY[20:8:-1], AWS[8:20], HEX[:16], BASIC[4:16], "FAKEpw", "FAKEgeheim"]
    planted += [
        "FAKEhunter2",
        "FAKEhimitsu",
        "FAKEclave",
        "FAKEsecret",
        "FAKEkey12345",
        "fake8f742",
    ]
    assert [secret for secret in planted if secret.encode() in kept] == []


async def test_a_pasted_secret_is_neither_kept_nor_shown(home: House) -> None:
    """
    The person is told what it was; the token itself goes nowhere: not to Slack, disk or mail.
    """
    token = "Atzr|" + "IwEBIOneNobodyMaySee1234"
    await home.slack.direct("UAGENT", f"refresh_token={token} gives 400 invalid_grant")
    await home.asked(text=f"our orders stopped, the token is {token}")
    await home.slack.message("UALPHA", "CALPHA", f"it is {token}", home.said("CALPHA")[0].thread)
    await home.idle()

    assert "refresh token" in home.shown(home.state.im_of("UAGENT").id)
    arrived = home.bot.files.database.apart(delivery_log.NAME)
    dump = str(await arrived.run(lambda c: c.execute(text("select * from slack_arrivals")).all()))
    arrived.close()
    for table in ("slack_once", "slack_posts", "cases", "messages", "audit"):
        query = text(f"select * from {table}")  # noqa: S608
        dump += str(await home.bot.files.database.run(lambda c, q=query: c.execute(q).all()))  # type: ignore[misc]
    assert "IwEBIOneNobody" not in dump + home.wire()


async def test_an_agent_who_asks_where_a_guest_reads_is_answered_elsewhere(home: House) -> None:
    """
    The channel is shared with nobody; the guest reads nothing, and the agent is told why.
    """
    guest = User("UGUEST", "gil", "Gil Stone", "TOURS", Role.MEMBER, guest="single")
    home.state.users["UGUEST"] = guest
    await home.slack.join("CGENERAL", "UGUEST")
    await home.idle()
    await home.slack.command("UAGENT", "CGENERAL", "/triage", f"{ALPHA} orders stopped")
    await home.idle()

    assert home.said("CGENERAL") == []
    assert any("Guests read this channel" in told for told in home.whispered("UAGENT"))
    assert home.said("CCASES")


async def test_nobody_is_told_anything_while_slack_does_not_say_who_asks(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An agent reads neither that they are none nor what a merchant reads of a case; nothing is public.
    """
    front = home.bot.slack._front
    assert front is not None

    async def silent(**_: object) -> dict[str, object]:
        raise OSError

    front.audiences._people = type(front.audiences._people)(0.0, lambda: 0.0)
    monkeypatch.setattr(front.audiences._client, "users_info", silent)
    await home.slack.command("UAGENT", "CCASES", "/triage", f"{ALPHA} orders stopped")
    await home.idle()

    assert await home.cases() == []
    assert home.said("CCASES") == []
    assert "Please try again in a minute" in home.whispered("UAGENT")[0]


HOSTILE = "Acme <!channel> <https://evil.example|sign in>"


def _markup(value: Any) -> list[str]:
    """
    Every text that Slack takes for markup: messages' own, and that of blocks but for plain text.
    """
    if isinstance(value, list):
        return [text for item in value for text in _markup(item)]
    if not isinstance(value, dict) or value.get("type") == "plain_text":
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for item in value.values() for text in _markup(item)]


async def test_a_hostile_name_pings_nobody_and_links_nowhere(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Through a case, its thread, the merchant's answer, Home and the mail's link text.
    """
    front = home.bot.slack._front
    assert front is not None
    find = front.connections.find

    async def renamed(merchant_id: str) -> Any:
        return tuple(replace(c, name=HOSTILE) for c in await find(merchant_id))

    monkeypatch.setattr(front.connections, "find", renamed)
    case = await home.triaged()
    await home.slack.click("UAGENT", "CCASES", case.ts, "run_again")
    await home.asked()
    await home.slack.open_home("UAGENT")
    await home.slack.command("UAGENT", "CCASES", "/triage", f"bind {ALPHA}")
    await home.idle()

    calls = home.slack.calls[home._told["calls"] :]
    sent = [text for call in calls for text in _markup(dict(call.args))]
    assert any("Acme" in text for text in sent)
    assert [text for text in sent if "<!channel>" in text or "<https://evil" in text] == []
