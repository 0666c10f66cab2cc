"""
The scenario files are whole, and say what they mean.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from diagnostics.connections.record import ConnectionRecord
from diagnostics.model import Region
from sandbox.amazon import Amazon, Scenario, Scenarios
from sandbox.amazon.loading import ScenarioFault


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = Scenarios.load(now=NOW)
ARTICLES = Path(__file__).parents[3] / "knowledge" / "articles"


HEALTHY = "- {id: M1001, name: A, title: B, expect: {verdict: healthy}"


@cache
def families() -> dict[str, str]:
    """
    Every article's family, by its id.
    """
    found = {}
    for path in ARTICLES.glob("*.md"):
        front = yaml.load(path.read_text(encoding="utf-8").split("---")[1], Loader=yaml.CSafeLoader)
        found[path.stem] = front["family"]
    return found


def test_there_are_sixty_scenarios_and_more() -> None:
    """
    Combinations and several connections among them.
    """
    assert len(ALL) >= 60
    assert sum(scenario.group == "combined" for scenario in ALL) >= 8
    assert sum(len(scenario.record) > 1 for scenario in ALL) >= 5


def test_names_are_told_apart() -> None:
    """
    No two merchants share a name.
    """
    names = [scenario.name for scenario in ALL]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("scenario", list(ALL), ids=lambda scenario: scenario.id)
def test_what_is_expected_is_an_article(scenario: Scenario) -> None:
    """
    Each cause that a scenario expects exists, and one that may lead is of the family expected.
    """
    known = families()
    expect = scenario.expect
    named = {*expect.leaders, *expect.also, *expect.connections.values()} - {"healthy"}
    assert named <= set(known)
    if expect.family:
        assert expect.family in {known[cause] for cause in expect.leaders}


@pytest.mark.parametrize("scenario", list(ALL), ids=lambda scenario: scenario.id)
def test_a_reconnect_is_expected_only_where_it_can_help(scenario: Scenario) -> None:
    """
    Never while our app is refused, and never of a merchant who is well.
    """
    world = scenario.world
    ours = world is not None and world.app != "ok"
    assert not (scenario.expect.reconnect and (ours or scenario.expect.verdict == "healthy"))


def test_every_record_can_be_imported() -> None:
    """
    The platform's records are rows of our own import, sealed ones included.
    """
    rows = [*ALL.connections(), *ALL.sealed_with_a_lost_key()]
    assert len([ConnectionRecord(**row).connection() for row in rows]) == len(rows)


def test_times_count_back_from_now() -> None:
    """
    "400 days ago" is 400 days before the moment of loading.
    """
    [row] = ALL.only("M1004").connections()
    authorised = ConnectionRecord(**row).authorised_at
    assert authorised is not None
    assert (NOW - authorised).days == 400


def test_a_lost_key_leaves_the_token_out_of_the_import() -> None:
    """
    It is among those to be stored under another key first.
    """
    one = ALL.only("M1016")
    assert one.connections()[0]["refresh_token"] is None
    assert one.sealed_with_a_lost_key()[0]["refresh_token"] == "Atzr|FAKE-M1016"


def test_healthy_merchants_can_be_made_by_the_number() -> None:
    """
    Sellers and vendors of all regions, each with records of their own.
    """
    made = Scenarios.generated(500)
    rows = [ConnectionRecord(**row) for row in made.connections()]
    assert len({row.connection().id for row in rows}) == 500
    assert {row.region for row in rows} == set(Region)
    assert {str(row.account_type) for row in rows} == {"seller", "vendor"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {id: M1, name: A, title: B, expect: {verdict: healthy}}", "bad.yml, M1: id"),
        ("- {id: M1001, name: A, title: B, expect: {verdict: fine}}", "expect.verdict"),
        ("- {id: M1001, name: A, title: B, expect: {verdict: cause_found}}", "needs a cause"),
        (
            HEALTHY + ", amazon: {answers: {all: hiccup}}}",
            "amazon.0.answers.all",
        ),
        (
            HEALTHY + ", record: {authorised_at: last week}}",
            "'last week' is not a time",
        ),
        (
            HEALTHY + ", record: {marketplaces: [XX]}}",
            "'XX' is no marketplace",
        ),
        ("just text", "must be a list"),
        ("- [", "is not YAML"),
        ("- text", "bad.yml, ?"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(tmp_path: Path, text: str, words: str) -> None:
    """
    File, merchant and field.
    """
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioFault) as caught:
        Scenarios.load(tmp_path).connections()
    assert words in str(caught.value)


def test_two_merchants_of_one_id_are_refused() -> None:
    """
    The id is named.
    """
    with pytest.raises(ScenarioFault, match="M1001 is there twice"):
        Scenarios([ALL["M1001"], ALL["M1001"]])


async def test_every_merchant_gets_an_answer_of_the_token_endpoint(ask: Any) -> None:
    """
    With the world in order, no scenario breaks the server itself.
    """
    for scenario in ask.amazon.scenarios:
        for number in range(len(scenario.record)):
            answer = await ask.lwa(refresh_token=scenario.refresh_token(number))
            assert answer.status_code in {200, 400}


async def test_a_scenario_sets_its_own_stage(ask: Any, amazon: Amazon) -> None:
    """
    The world is as the merchant needs it, and in order again for the next.
    """
    amazon.stage("M1010")
    refused = await ask.lwa(refresh_token="Atzr|FAKE-M1010")
    amazon.stage("M1001")
    accepted = await ask.lwa(refresh_token="Atzr|FAKE-M1010")
    assert (refused.status_code, accepted.status_code) == (401, 200)
