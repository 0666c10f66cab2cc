"""
The use case against the simulated Amazon: what is answered, to whom, and what is handed on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.model.answer import Answer, CauseRole, Verdict
from bot.triage.merchant_wording import merchant_answer
from bot.triage.rerun import repaired_probes
from bot.triage.use_case import Triage
from diagnostics.connections.source import UnknownMerchant
from diagnostics.model import AccountType, Finding
from sandbox.amazon import Amazon
from tests.bot.office import triage


@dataclass
class Desktop:
    """Amazon and the use case."""

    amazon: Amazon
    use_case: Triage

    async def ask(self, merchant: str, issue: str = "", **more: str) -> Answer:
        self.amazon.stage(merchant)
        return await self.use_case.triage(merchant, issue, fresh=True, **more)  # type: ignore[arg-type]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Desktop]:
    async with Amazon() as amazon, triage(tmp_path, amazon) as use_case:
        yield Desktop(amazon, use_case)


async def test_a_healthy_merchant_is_told_so(here: Desktop) -> None:
    """Nothing wrong, nothing to hand on, and the merchant is not sent anywhere."""
    answer = await here.ask("M1001")
    assert (answer.verdict, answer.escalate) == (Verdict.HEALTHY, False)
    assert answer.merchant.steps == ()


async def test_a_lapsed_consent_asks_the_administrator_to_reconnect(here: Desktop) -> None:
    """The merchant's own step comes first; what is ours is not among them."""
    answer = await here.ask("M1004")
    assert answer.causes[0].id == "consent-expired"
    assert "lwa_token.invalid_grant" in answer.causes[0].because
    actors = {step.actor for step in answer.merchant.steps}
    assert "account-admin" in actors
    assert not actors & {"support", "engineering", "amazon"}
    assert not answer.escalate


async def test_a_fault_of_ours_sends_no_merchant_to_reconnect(here: Desktop) -> None:
    """Our own secret is refused: nothing to do for the merchant, and it goes to our people."""
    answer = await here.ask("M1010")
    assert answer.escalate
    assert answer.merchant.nothing_to_do
    said = f"{answer.merchant.headline} {answer.merchant.explanation}"
    assert "our side" in said
    assert all("Reconnect" not in step.text for step in answer.merchant.steps)


async def test_the_merchants_words_name_nothing_of_ours(here: Desktop) -> None:
    """No probe, signal, article or status code of ours in anything a merchant reads."""
    for merchant in ("M1003", "M1005", "M1006", "M1007", "M1010", "M1012", "M1013"):
        answer = await here.ask(merchant)
        read = " ".join(
            [
                answer.merchant.headline,
                answer.merchant.explanation,
                answer.merchant.question,
                *answer.merchant.examined,
                *(step.text for step in answer.merchant.steps),
            ]
        )
        probes = {f.probe for part in answer.connections for f in part.findings if "_" in f.probe}
        for internal in (*probes, *(cause.id for cause in answer.causes), "invalid_grant", "403"):
            if "-" in internal or "_" in internal or internal.isdigit():
                assert internal not in read, (merchant, internal)


async def test_other_languages_are_whole_or_english(here: Desktop) -> None:
    """A German channel reads German throughout; a language we have not reads English."""
    german = await here.ask("M1004", language="de")
    assert german.merchant.language == "de"
    assert german.merchant.examined == ()
    assert (await here.ask("M1004", language="sv")).merchant.language == "en"


async def test_two_faults_at_once_are_two_causes(here: Desktop) -> None:
    """Ads refused while a role is missing too: both are named, the first leads."""
    merchant = next(
        scenario.id
        for scenario in here.amazon.scenarios
        if "and" in scenario.title and "Ads grant" in scenario.title and "role" in scenario.title
    )
    answer = await here.ask(merchant)
    standings = [cause.standing for cause in answer.causes]
    assert standings[0] is CauseRole.NAMED
    assert CauseRole.AS_WELL in standings


async def test_an_unknown_merchant_is_answered_with_the_nearest(here: Desktop) -> None:
    """Did you mean, from ids and names."""
    with pytest.raises(UnknownMerchant, match="Did you mean"):
        await here.use_case.triage("Tarnholm")


async def test_the_plan_names_every_probe_before_the_first_finding(here: Desktop) -> None:
    """What will be asked is known from the first moment."""
    seen: list[str] = []
    await here.use_case.triage(
        "M1001",
        on_plan=lambda lines: seen.append(f"plan of {len(lines)}"),
        on_finding=lambda finding: seen.append(finding.probe),
    )
    assert seen[0].startswith("plan of ")
    assert int(seen[0].split()[-1]) >= 20


async def test_mended_is_what_failed_and_passes(here: Desktop) -> None:
    """Reconnected at Amazon: the token probe is the one that passes now."""
    before = await here.ask("M1003")
    assert repaired_probes(before, before) == ()
    here.amazon.mend("M1003")
    after = await here.use_case.triage("M1003", fresh=True)
    assert "lwa_token" in repaired_probes(before, after)


async def test_one_failure_gone_and_another_left_is_not_mended(here: Desktop) -> None:
    """As long as anything at Amazon fails, nothing is called fixed."""
    before = await here.ask("M1003")
    here.amazon.mend("M1003")
    here.amazon.world(app="secret_refused")
    after = await here.use_case.triage("M1003", fresh=True)
    assert repaired_probes(before, after) == ()


async def test_a_merchant_with_several_connections_reads_which_it_is(here: Desktop) -> None:
    """Where they are affected alike both are named; otherwise how the others are."""
    sick = (await here.ask("M1004")).connections[0]
    vendor = replace(sick.connection, account_type=AccountType.VENDOR)
    well = replace(sick, connection=vendor, verdict=Verdict.HEALTHY, causes=())
    alike = replace(sick, connection=vendor)
    other = replace(sick, connection=vendor, verdict=Verdict.UNEXPLAINED, causes=())
    said = {
        name: merchant_answer([sick, second], here.use_case.library).explanation
        for name, second in (("well", well), ("alike", alike), ("other", other))
    }
    assert (
        "your Seller Central (the Americas) connection. Your other connections work."
        in said["well"]
    )
    assert (
        "Seller Central (the Americas) / Vendor Central (the Americas) connections" in said["alike"]
    )
    assert "Vendor Central (the Americas): something is wrong there as well" in said["other"]


@pytest.mark.parametrize(
    ("probe", "outcome"), [("fleet", "same_failure"), ("app_credentials", "invalid_client")]
)
async def test_a_fault_elsewhere_seen_on_another_connection_asks_nobody_to_reconnect(
    here: Desktop, probe: str, outcome: str
) -> None:
    """What one connection shows of us or of everybody holds for the words about another."""
    lapsed = (await here.ask("M1004")).connections[0]
    elsewhere = replace(
        lapsed,
        verdict=Verdict.UNEXPLAINED,
        findings=(Finding(probe, "another", outcome, normal=False, summary=""),),
        causes=(),
    )
    library = here.use_case.library
    assert merchant_answer([lapsed], library).steps
    assert merchant_answer([lapsed, elsewhere], library).steps == ()
