"""
The merchants of the sandbox, read from `scenarios/*.yml`: one file per group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from pydantic import ValidationError

from diagnostics.model import AccountType, Region
from sandbox.amazon.expectation import Expectation
from sandbox.amazon.record import Record
from sandbox.amazon.scenario import Scenario


FOLDER = Path(__file__).with_name("scenarios")
HEALTHY = Expectation(verdict="healthy")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ScenarioFault(Exception):
    """
    A scenario file that cannot be used: which one, where in it, and why.
    """


class Scenarios:
    """
    All merchants by id, and the moment that their times count back from.
    """

    def __init__(self, scenarios: Iterable[Scenario], *, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC).replace(microsecond=0)
        self._by_id: dict[str, Scenario] = {}
        for scenario in scenarios:
            if scenario.id in self._by_id:
                raise ScenarioFault(f"{scenario.id} is there twice; give one of them another id.")
            self._by_id[scenario.id] = scenario

    @classmethod
    def load(cls, folder: Path = FOLDER, *, now: datetime | None = None) -> Scenarios:
        """
        Read every file of a folder. Raises `ScenarioFault`, naming file, merchant and field.
        """
        return cls((each for path in sorted(folder.glob("*.yml")) for each in _read(path)), now=now)

    @classmethod
    def generated(
        cls, count: int, *, ads: bool = True, first: int = 100_001, now: datetime | None = None
    ) -> Scenarios:
        """
        Any number of healthy merchants, cheaply made: sellers, every tenth a vendor.
        """
        return cls((_healthy(first + number, number, ads=ads) for number in range(count)), now=now)

    def only(self, *merchant_ids: str) -> Scenarios:
        """
        A few of them. Raises KeyError for one that is not there.
        """
        return Scenarios((self[merchant_id] for merchant_id in merchant_ids), now=self.now)

    def connections(self) -> list[dict[str, Any]]:
        """
        The platform's records of all merchants, plain enough for JSON and for import.
        """
        return [
            scenario.platform_record(number, self.now)
            for scenario in self
            for number in range(len(scenario.record))
        ]

    def sealed_with_a_lost_key(self) -> list[dict[str, Any]]:
        """
        Records whose tokens must be stored under another key *before* `connections()` is imported.

        That makes them undecryptable: an import that leaves a token out keeps the one on record.
        """
        sealed = []
        for scenario in self:
            for number, record in enumerate(scenario.record):
                if record.lost_key:
                    tokens = {
                        column: scenario.refresh_token(number, ads=column.startswith("ads"))
                        for column in record.lost_key
                    }
                    sealed.append(scenario.platform_record(number, self.now) | tokens)
        return sealed

    def __getitem__(self, merchant_id: str) -> Scenario:
        return self._by_id[merchant_id]

    def __contains__(self, merchant_id: object) -> bool:
        return merchant_id in self._by_id

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)


def _read(path: Path) -> Iterator[Scenario]:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (a safe one)
    except yaml.YAMLError as error:
        raise ScenarioFault(f"{path.name} is not YAML: {error}") from None
    if not isinstance(rows, list):
        raise ScenarioFault(f"{path.name} must be a list of merchants.")
    group = path.stem.partition("-")[2] or path.stem
    for row in rows:
        try:
            yield Scenario.model_validate({"group": group, **row})
        except (ValidationError, TypeError) as error:
            who = row.get("id", "?") if isinstance(row, dict) else "?"
            raise ScenarioFault(f"{path.name}, {who}: {_first(error)}") from None


def _first(error: ValidationError | TypeError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


def _healthy(number: int, position: int, *, ads: bool) -> Scenario:
    record = Record(
        account_type=AccountType.VENDOR if position % 10 == 9 else AccountType.SELLER,
        region=tuple(Region)[position % 3],
        ads=ads,
    )
    return Scenario(
        id=f"M{number}",
        name=f"Sample Traders {number}",
        title="Healthy, made up by the number",
        group="generated",
        record=(record,),
        expect=HEALTHY,
    )
