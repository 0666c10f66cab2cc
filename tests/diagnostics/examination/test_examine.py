"""
Tests for `diagnostics.examination.examine`, with probes of their own.
"""

from __future__ import annotations

import asyncio
import contextlib

from dataclasses import replace
from datetime import timedelta

import pytest

from diagnostics.amazon.rates import Cost
from diagnostics.errors import CouldNotTell
from diagnostics.examination.examine import examine, plan
from diagnostics.memory import Memory
from diagnostics.model import Evidence
from diagnostics.probe import Probe
from diagnostics.probes import PROBES
from diagnostics.target import Seen, Target


class Bench:
    """
    Makes probes, and remembers in which order they were asked.
    """

    def __init__(self) -> None:
        self.order: list[str] = []

    def probe(self, name: str, does: object = "ok", **fields: object) -> Probe:
        """
        A probe that sees an outcome, raises an exception, or runs a coroutine function.
        """

        async def run(target: Target) -> Seen:
            self.order.append(name)
            if isinstance(does, BaseException):
                raise does
            outcome = await does(target) if callable(does) else does
            return Seen(outcome, f"{name} saw {outcome}.")  # type: ignore[arg-type]

        return Probe(
            name=name,
            asks="?",
            normal="ok",
            abnormal=("bad", "odd"),
            run=run,
            merchant_says={"ok": "Well.", "bad": "Not well.", "odd": "Odd."},
            **{  # type: ignore[arg-type]
                key: frozenset(value)
                if key != "reads" and isinstance(value, (set, list))
                else value
                for key, value in fields.items()
            },
        )


@pytest.fixture
def bench() -> Bench:
    """
    A fresh one.
    """
    return Bench()


@pytest.fixture
def asked(seller, door, now):
    """
    `await asked(a, b)` examines a seller with these probes and returns the findings by name.
    """

    async def run(*probes: Probe, **how: object):
        memory = how.pop("memory", None)
        async with door(seller, memory=memory) as amazon:
            how.setdefault("now", now)
            findings = await examine(seller, amazon, probes, **how)  # type: ignore[arg-type]
        return {finding.probe: finding for finding in findings}

    return run


async def test_findings_come_in_the_probes_order(bench, asked):
    """
    Whichever answered first.
    """

    async def slowly(_):
        await asyncio.sleep(0.02)
        return "ok"

    found = await asked(bench.probe("a", slowly), bench.probe("b"), bench.probe("c"))

    assert list(found) == ["a", "b", "c"]
    assert found["a"].signal == "a.ok"
    assert found["a"].normal is True


async def test_probes_run_side_by_side(bench, asked):
    """
    Each of ten waits until all ten have begun.
    """
    together = asyncio.Barrier(10)

    async def meets(_):
        await together.wait()
        return "ok"

    found = await asked(*(bench.probe(f"p{number}", meets) for number in range(10)))

    assert {finding.outcome for finding in found.values()} == {"ok"}


async def test_a_probe_waits_for_what_it_needs(bench, asked):
    """
    In whatever order they are listed.
    """
    await asked(bench.probe("later", needs={"first.ok"}), bench.probe("first"))

    assert bench.order == ["first", "later"]


async def test_a_probe_is_not_asked_without_what_it_needs(bench, asked):
    """
    It says so, and was not asked at any moment.
    """
    found = await asked(bench.probe("first", "bad"), bench.probe("later", needs={"first.ok"}))

    assert bench.order == ["first"]
    assert found["later"].outcome is None
    assert found["later"].at is None
    assert found["later"].unanswered_because == "Not asked: it makes sense only with first.ok."


async def test_a_probe_sees_what_it_reads_and_nothing_else(bench, asked):
    """
    `seen` holds what was declared.
    """

    async def looks(target):
        assert set(target.seen) == {"a"}
        return "ok"

    found = await asked(
        bench.probe("a", "bad"), bench.probe("b"), bench.probe("c", looks, reads=("a",))
    )

    assert found["c"].outcome == "ok"


async def test_a_broken_probe_harms_nothing_else(bench, asked, caplog):
    """
    It is unanswered; the log has the traceback, the finding does not.
    """
    found = await asked(bench.probe("broken", RuntimeError("Atzr|FAKE")), bench.probe("well"))

    assert found["broken"].outcome is None
    assert found["broken"].normal is None
    assert found["broken"].summary == "The probe itself broke; the log says why."
    assert found["well"].outcome == "ok"
    assert "A probe broke: broken" in caplog.text


async def test_a_probe_that_cannot_tell_keeps_its_evidence(bench, asked):
    """
    Unanswered, with what there was.
    """
    evidence = Evidence(status=418)
    found = await asked(bench.probe("a", CouldNotTell("A teapot answered.", evidence)))

    assert found["a"].outcome is None
    assert found["a"].unanswered_because == "A teapot answered."
    assert found["a"].evidence is evidence


async def test_an_outcome_without_a_word_is_unanswered(bench, asked):
    """
    The list of outcomes is closed.
    """
    found = await asked(bench.probe("a", "surprising"))

    assert found["a"].outcome is None


async def test_a_hanging_probe_is_unanswered_and_the_others_stand(bench, asked):
    """
    Each has a limit of its own.
    """

    async def hangs(_):
        await asyncio.sleep(60)

    found = await asked(bench.probe("hangs", hangs), bench.probe("well"), probe_timeout_s=0.05)

    assert found["hangs"].unanswered_because == "No answer within 0.1 s."
    assert found["hangs"].at is not None
    assert found["well"].outcome == "ok"


async def test_everything_ends_within_the_budget(bench, asked):
    """
    A chain of slow probes is cut where the budget ends.
    """

    async def slowly(_):
        await asyncio.sleep(0.08)
        return "ok"

    chain = [
        bench.probe(f"p{n}", slowly, needs={f"p{n - 1}.ok"} if n else set()) for n in range(10)
    ]
    found = await asked(*chain, budget_s=0.2)

    assert found["p0"].outcome == "ok"
    assert found["p9"].outcome is None


async def test_a_probe_that_will_not_give_up_is_left_behind(bench, asked):
    """
    Even one that swallows its cancellation.
    """

    async def stubborn(_):
        while not released.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await released.wait()
        return "ok"

    released = asyncio.Event()
    found = await asked(bench.probe("stubborn", stubborn), bench.probe("well"), budget_s=0.1)

    assert found["stubborn"].outcome is None
    assert found["well"].outcome == "ok"
    released.set()
    await asyncio.sleep(0)


async def test_a_follow_up_is_left_out_until_something_wants_it(bench, asked):
    """
    Not even as unanswered.
    """
    probes = (bench.probe("a"), bench.probe("b", wanted_by={"a.bad"}))

    assert list(await asked(*probes)) == ["a"]


@pytest.mark.parametrize("signal", ["a.bad", "c.unanswered"])
async def test_a_follow_up_is_asked_when_wanted(bench, asked, signal):
    """
    By a signal, or by a probe that was asked in vain.
    """
    found = await asked(
        bench.probe("a", "bad"),
        bench.probe("b", wanted_by={signal}),
        bench.probe("c", CouldNotTell("?")),
    )

    assert found["b"].outcome == "ok"


async def test_what_was_never_asked_wants_nothing(bench, asked):
    """
    "Not asked" is no silence of Amazon's.
    """
    found = await asked(
        bench.probe("a", "bad"),
        bench.probe("b", needs={"a.ok"}),
        bench.probe("c", wanted_by={"b.unanswered"}),
    )

    assert "c" not in found


async def test_only_some_probes_are_asked_with_what_they_need(bench, asked):
    """
    The rest stays away.
    """
    found = await asked(
        bench.probe("a"),
        bench.probe("b", needs={"a.ok"}),
        bench.probe("c"),
        bench.probe("d", wanted_by={"c.bad"}),
        only={"b", "d"},
    )

    assert list(found) == ["a", "b", "d"]


async def test_every_finding_is_told_as_it_comes(bench, asked):
    """
    For a plan that is edited in place.
    """
    told = []  # type: ignore[var-annotated]
    await asked(bench.probe("a"), bench.probe("b", "bad"), on_finding=told.append)

    assert sorted(finding.signal for finding in told) == ["a.ok", "b.bad"]


async def test_a_surface_that_breaks_stops_no_probe(bench, asked, caplog):
    """
    The findings are worth more than their display.
    """

    def breaks(_):
        raise RuntimeError("no channel")

    found = await asked(bench.probe("a"), bench.probe("b"), on_finding=breaks)

    assert list(found) == ["a", "b"]
    assert "A surface broke" in caplog.text


COST = Cost("getSomething", rate=1, burst=10)


async def test_a_repeated_examination_asks_nothing_for_a_minute(bench, asked, now):
    """
    The findings are the same, and say how old they are.
    """
    memory = Memory()
    probes = (bench.probe("a", cost=COST), bench.probe("b", needs={"a.ok"}, reads=("a",)))
    first = await asked(*probes, memory=memory)
    again = await asked(*probes, memory=memory, now=now + timedelta(seconds=30))

    assert bench.order == ["a", "b"]
    assert again["a"].at == first["a"].at
    assert again["b"].at == first["b"].at


async def test_a_server_error_is_asked_anew(bench, asked):
    """
    The outage may be over, and the finding one that a sample left while it lasted.
    """
    memory = Memory()
    probe = bench.probe("a", "server_error", cost=COST)
    probe = replace(probe, abnormal=(*probe.abnormal, "server_error"))
    await asked(probe, memory=memory)
    await asked(probe, memory=memory)

    assert bench.order == ["a", "a"]


async def test_a_server_error_outlives_an_ask_that_brings_nothing(bench, asked):
    """
    Out of budget, or silence: what was seen within the minute is no health.
    """
    memory = Memory()
    answers = iter(["server_error"])

    async def once(_):
        for answer in answers:
            return answer
        raise CouldNotTell("Our own budget is used up.")

    probe = bench.probe("a", once, cost=COST)
    probe = replace(
        probe,
        abnormal=(*probe.abnormal, "server_error"),
        merchant_says={**probe.merchant_says, "server_error": "Amazon has a problem."},
    )
    first = await asked(probe, memory=memory)
    again = await asked(probe, memory=memory)

    assert bench.order == ["a", "a"]
    assert again["a"] == first["a"]


async def test_fresh_asks_anyway(bench, asked):
    """
    When somebody wants to know it now.
    """
    memory = Memory()
    a = bench.probe("a", cost=COST)
    await asked(a, memory=memory)
    await asked(a, memory=memory, fresh=True)

    assert bench.order == ["a", "a"]


async def test_what_is_asked_again_by_name_is_not_recalled(bench, asked):
    """
    Neither is what reads it.
    """
    memory = Memory()
    probes = (bench.probe("a", cost=COST), bench.probe("b", reads=("a",)))
    await asked(*probes, memory=memory)
    await asked(*probes, memory=memory, only={"a"})
    await asked(*probes, memory=memory, only={"b"})

    assert bench.order == ["a", "b", "a", "b"]


async def test_our_own_record_is_never_recalled(bench, asked):
    """
    It costs nothing, and may have changed.
    """
    memory = Memory()
    record = bench.probe("record")
    await asked(record, memory=memory)
    await asked(record, memory=memory)

    assert bench.order == ["record", "record"]


async def test_a_merchant_who_reconnected_starts_afresh(bench, seller, door, now):
    """
    New grants are another owner's findings.
    """
    memory = Memory()
    a = bench.probe("a", "bad", cost=COST)
    for connection in (seller, replace(seller, authorised_at=now)):
        async with door(connection, memory=memory) as amazon:
            await examine(connection, amazon, (a,), now=now)

    assert bench.order == ["a", "a"]


async def test_one_app_wide_question_serves_all_who_wait_for_it(bench, door, seller, now):
    """
    Fifty merchants at once ask it once.
    """
    memory = Memory()

    async def slowly(_):
        await asyncio.sleep(0.02)
        return "ok"

    ours = bench.probe("app_credentials", slowly, cost=COST)

    async def one(number: int):
        connection = replace(seller, merchant_id=f"M{number}")
        async with door(connection, memory=memory) as amazon:
            return await examine(connection, amazon, (ours,), now=now)

    found = await asyncio.gather(*(one(number) for number in range(50)))

    assert bench.order == ["app_credentials"]
    assert {findings[0].connection for findings in found} == {
        f"M{number}/seller/eu" for number in range(50)
    }


@pytest.mark.parametrize(
    ("remembered", "merchants"), [("ok", "invalid_client"), ("bad", "accepted")]
)
async def test_what_we_remember_of_our_app_yields_to_the_merchants_answer(
    bench, asked, remembered, merchants
):
    """
    A secret may be refused, or mended, within that minute.
    """
    memory = Memory()
    await asked(bench.probe("app_credentials", remembered, cost=COST), memory=memory)
    told = []  # type: ignore[var-annotated]
    found = await asked(
        bench.probe("app_credentials", "odd", cost=COST),
        _token(bench, merchants),
        memory=memory,
        on_finding=told.append,
    )

    assert found["app_credentials"].outcome == "odd"
    assert [f.outcome for f in told if f.probe == "app_credentials"] == [remembered, "odd"]


async def test_two_memories_that_contradict_each_other_are_settled(bench, asked):
    """
    The merchant's token was accepted and then our app refused: is our app refused now?
    """
    memory = Memory()
    await asked(_token(bench, "accepted"), memory=memory)
    await asked(bench.probe("app_credentials", "bad", cost=COST), memory=memory)
    found = await asked(
        bench.probe("app_credentials", cost=COST), _token(bench, "odd"), memory=memory
    )

    assert found["lwa_token"].outcome == "accepted"
    assert found["app_credentials"].outcome == "ok"


def _token(bench, outcome: str) -> Probe:
    return replace(  # type: ignore[no-any-return]
        bench.probe("lwa_token", outcome, cost=COST),
        normal="accepted",
        abnormal=("invalid_client",),
        merchant_says={"accepted": "Well.", "invalid_client": "Ours."},
    )


def test_the_plan_has_what_applies_and_no_follow_up(seller, vendor):
    """
    Sellers and vendors are asked different questions; Ads only where there is a grant.
    """
    sellers = {probe.name for probe in plan(seller)}
    vendors = {probe.name for probe in plan(vendor)}

    assert {"orders", "finances", "ads_read"} <= sellers
    assert {"vendor_orders", "vendor_reports", "catalog"} <= vendors
    assert not {"orders", "ads_token", "participation"} & vendors
    assert not {"vendor_orders", "selling_plan", "host_reach"} & sellers


def test_a_probe_reads_only_what_comes_before_or_beside_it():
    """
    No two probes wait for each other.
    """
    waits = {
        probe.name: {s.partition(".")[0] for s in probe.needs | probe.wanted_by} | {*probe.reads}
        for probe in PROBES
    }
    done: set[str] = set()
    while ready := {name for name, deps in waits.items() if name not in done and deps <= done}:
        done |= ready

    assert done == set(waits)
