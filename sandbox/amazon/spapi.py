"""
The Selling Partner API of one region: the gateway's refusals, rates, and the operations behind it.
"""

from __future__ import annotations

import json
import time

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from diagnostics.model import AccountType, Region
from sandbox.amazon import refusals
from sandbox.amazon.accounts import Account, Accounts, Issued, Opens
from sandbox.amazon.answers import Answer
from sandbox.amazon.asked import Asked, Refused, marketplaces_named
from sandbox.amazon.marketplaces import BY_ID
from sandbox.amazon.operations import OPERATIONS, Operation, Serves
from sandbox.amazon.operations.reports import document
from sandbox.amazon.state import AppState, GrantState, World
from sandbox.amazon.wire import Reply, compact


@dataclass(frozen=True, slots=True)
class Request:
    """
    An HTTP request, as much of it as the API reads.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base_url: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """
    What became of one request, to which operation, and for whom.
    """

    reply: Reply
    operation: str
    account: Account | None = None


@dataclass(slots=True)
class Gateway:
    """
    One regional host. A merchant's rate is its own, per operation.
    """

    region: Region
    accounts: Accounts
    enforce_rates: bool = True
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def answer(self, world: World, request: Request) -> Answered:
        """
        Answer one request, refusing in the order in which Amazon's gateway does.
        """
        if request.path.startswith("/documents/"):
            return Answered(_document(request.path), "document")
        if request.path == "/":
            return Answered(refusals.no_route(), "none")
        operation, path = _route(request.method, request.path)
        name = operation.name if operation else "unknown"
        issued = self.accounts.by_access_token(request.headers.get("x-amz-access-token", ""))
        account = issued.account if issued else None
        if (broken := world.spapi.get(self.region)) is not None:
            return Answered(refusals.reply(broken), name, account)
        refused = self._token(world, request, issued)
        if refused is None and operation is None:
            refused = Answer.DENIED
        if refused is None and operation is not None and issued is not None:
            refused = self._entitled(operation, issued, request)
            refused = refused or _told(world, operation, account)
            refused = refused or self._rate(operation, account)
        if refused is not None or operation is None:
            return Answered(refusals.reply(refused or Answer.DENIED), name, account)
        return Answered(self._ask(operation, path, account, request), name, account)

    def _token(self, world: World, request: Request, issued: Issued | None) -> Answer | None:
        if not request.headers.get("x-amz-access-token"):
            return Answer.TOKEN_MISSING
        if issued is None or issued.opens is Opens.ADS:
            return Answer.TOKEN_REVOKED
        if issued.expires < time.monotonic():
            return Answer.TOKEN_EXPIRED
        if issued.account and issued.account.state.grant is not GrantState.OK:
            return Answer.TOKEN_REVOKED
        if world.app is AppState.SECRET_EXPIRED:
            return Answer.SECRET_EXPIRED
        return None

    def _entitled(  # noqa: PLR0911  (one refusal after the other, in Amazon's order)
        self, operation: Operation, issued: Issued, request: Request
    ) -> Answer | None:
        account = issued.account
        if (operation.serves is Serves.APP) != (account is None):
            return Answer.DENIED
        if account is None:
            return None
        named = marketplaces_named(request.query)
        if any(BY_ID[market].region is not self.region for market in named):
            return Answer.WRONG_REGION
        serves = operation.serves in {Serves.EITHER, Serves(str(account.account_type))}
        if self.region not in account.regions or not serves:
            return Answer.DENIED
        if account.account_type is AccountType.SELLER and set(named) - set(account.marketplaces):
            return Answer.DENIED
        if operation.roles and not account.roles.intersection(operation.roles):
            return Answer.DENIED
        return None

    def _rate(self, operation: Operation, account: Account | None) -> Answer | None:
        if not self.enforce_rates:
            return None
        whose = f"{account.merchant_id}/{account.key}" if account else ""
        now = time.monotonic()
        tokens, at = self._buckets.get((operation.name, whose), (float(operation.burst), now))
        tokens = min(float(operation.burst), tokens + (now - at) * operation.rate)
        self._buckets[operation.name, whose] = (tokens - 1 if tokens >= 1 else tokens, now)
        return None if tokens >= 1 else Answer.THROTTLED

    def _ask(
        self,
        operation: Operation,
        path: Mapping[str, str],
        account: Account | None,
        request: Request,
    ) -> Reply:
        asked = Asked(
            operation=operation.name,
            group=operation.group,
            account=account,
            region=self.region,
            base_url=request.base_url,
            path=path,
            query=request.query,
            body=_json(request.body),
            now=request.now,
        )
        try:
            body = compact(operation.answer(asked))
        except Refused as refused:
            return refusals.errors(
                refused.status, refused.code, refused.message, refused.details, operation.rate
            )
        return refusals.passed(operation.success, body, operation.rate)


def _told(world: World, operation: Operation, account: Account | None) -> Answer | None:
    """
    What the scenario, or the state of the world, has this operation answer.
    """
    tables: list[Mapping[str, Answer]] = [world.operations]
    if account is not None:
        tables.insert(0, account.state.answers)
    for table in tables:
        for place in (operation.name, operation.group, "all"):
            if (answer := table.get(place)) is not None:
                return None if answer is Answer.OK else answer
    return None


def _route(method: str, path: str) -> tuple[Operation | None, Mapping[str, str]]:
    for operation in OPERATIONS:
        if operation.method == method and (match := operation.path.match(path)):
            return operation, match.groupdict()
    return None, {}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _document(path: str) -> Reply:
    return Reply(200, document(path.rpartition("/")[2]), content_type="text/plain; charset=UTF-8")
