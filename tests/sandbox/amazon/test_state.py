"""
How a merchant stands can be changed word by word, and put back.
"""

from __future__ import annotations

from typing import Any

import pytest

from pydantic import ValidationError

from diagnostics.model import Region
from sandbox.amazon import Amazon
from sandbox.amazon.operations import OPERATIONS
from sandbox.amazon.places import OPERATIONS_BY_GROUP
from sandbox.amazon.state import AccountState, World


PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
ACCOUNT = "/sellers/v1/account"


async def test_an_operation_can_be_left_out_of_a_wider_word(ask: Any, amazon: Amazon) -> None:
    """
    Everything is refused but one.
    """
    amazon.set_state("M1001", answers={"all": "denied", "getAccount": "ok"})
    token = await ask.token()
    statuses = [(await ask.spapi(path, token)).status_code for path in (PARTICIPATIONS, ACCOUNT)]
    assert statuses == [403, 200]


def test_changes_are_merged_and_none_takes_a_word_back() -> None:
    """
    Tables grow by what is named; None removes it.
    """
    state = AccountState().changed({"answers": {"orders": "denied"}, "plan": "INDIVIDUAL"})
    state = state.changed({"answers": {"finances": "throttled"}, "plan": None})
    assert state.model_dump(exclude_unset=True) == {
        "answers": {"orders": "denied", "finances": "throttled"}
    }
    assert state.changed({"answers": {"orders": None}}).answers == {"finances": "throttled"}


def test_one_region_comes_back_alone() -> None:
    """
    The world's tables are merged as well.
    """
    down = World().changed({"spapi": {"eu": "hang", "na": "html_503"}})
    assert down.changed({"spapi": {"eu": None}}).spapi == {Region.NA: "html_503"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mood": "bad"}, "mood"),
        ({"answers": {"order": "denied"}}, "no such place to answer at: order"),
        ({"empty": ["everything"]}, "no such group: everything"),
        ({"missing_roles": ["Owner"]}, "no such role: Owner"),
        ({"answers": {"token": "denied_role"}}, "token cannot answer denied_role"),
        ({"ads": {"answers": {"orders": "denied"}}}, "no such place to answer at: orders"),
    ],
)
def test_an_unknown_word_is_named(change: dict[str, Any], words: str) -> None:
    """
    Nothing is changed by a slip.
    """
    with pytest.raises(ValidationError, match=words):
        AccountState().changed(change)


async def test_one_connection_of_several_can_be_changed(ask: Any, amazon: Amazon) -> None:
    """
    The others stay as they are.
    """
    amazon.set_state("M1098", "seller/fe", grant="refused")
    scenario = amazon.scenarios["M1098"]
    answers = [await ask.lwa(refresh_token=scenario.refresh_token(n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 400]


def test_an_unknown_merchant_or_connection_is_a_key_error(merchant: Any) -> None:
    """
    Named in the error.
    """
    amazon = Amazon(merchant())
    with pytest.raises(KeyError, match="M7777"):
        amazon.mend("M7777")
    with pytest.raises(KeyError, match="M9001 has no connection vendor/na"):
        amazon.mend("M9001", "vendor/na")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lwa": "denied"}, "the token endpoint cannot answer denied"),
        ({"spapi": {"eu": "invalid_grant"}}, "SP-API cannot answer invalid_grant"),
        ({"ads": {"na": "secret_expired"}}, "the Ads API cannot answer secret_expired"),
        ({"operations": {"nothing": "denied"}}, "no such place to answer at: nothing"),
        ({"spapi": {"mars": "hang"}}, "spapi"),
    ],
)
def test_the_world_knows_its_words_too(change: dict[str, Any], words: str) -> None:
    """
    An answer that an API never gives is refused.
    """
    with pytest.raises(ValidationError, match=words):
        World().changed(change)


def test_the_places_are_the_operations_and_their_groups() -> None:
    """
    None more, none less.
    """
    groups: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        groups.setdefault(operation.group, []).append(operation.name)
    assert {group: tuple(names) for group, names in groups.items()} == OPERATIONS_BY_GROUP
