"""
The control address, `/_sandbox/…` beside the token endpoint: see, break and mend while it runs.

For the browser page and for other processes. It answers JSON; only JSON posts change anything,
and only to loopback names, so that no web page can reach it from a browser.
"""

from __future__ import annotations

import json

from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.amazon.accounts import Account
from sandbox.amazon.calls import Calls
from sandbox.amazon.loading import Scenarios
from sandbox.amazon.state import World
from sandbox.amazon.switches import MERCHANT_SWITCHES, WORLD_SWITCHES, named


LARGEST = 64 * 1024
_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


class Controlled(Protocol):
    """
    A simulated Amazon, as far as its control address needs it; see `sandbox.amazon.Amazon`.
    """

    scenarios: Scenarios
    calls: Calls
    state: World
    latency: float

    def settings(self) -> dict[str, str]: ...
    def connections(self) -> list[dict[str, Any]]: ...
    def accounts(self, merchant_id: str, connection: str | None = None) -> tuple[Account, ...]: ...
    def mend(self, merchant_id: str, connection: str | None = None) -> None: ...
    def restore(self, merchant_id: str) -> None: ...
    def world(self, **changes: Any) -> World: ...


class Control:
    """
    Answers the requests to the control address of one simulated Amazon.
    """

    def __init__(self, amazon: Controlled) -> None:
        self._amazon = amazon

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """
        Answer one request; what cannot be done is 4xx with a sentence under `error`.
        """
        if (request.host or "").rsplit(":", 1)[0] not in _HOSTS:
            return _error(403, "Only this machine may use this address.")
        place = request.path.removeprefix("/_sandbox/").strip("/")
        if request.method == "GET":
            return self._show(place, request)
        return await self._post(place, request)

    async def _post(self, place: str, request: web.BaseRequest) -> web.Response:
        if request.method != "POST":
            return _error(405, "Use GET to see and POST to change.")
        if request.content_type != "application/json":
            return _error(415, "Send application/json.")
        try:
            asked = json.loads(await request.content.read(LARGEST))
        except ValueError:
            return _error(400, "That is not JSON.")
        if not isinstance(asked, dict):
            return _error(400, "Send an object.")
        return self._do(place, asked)

    def _show(self, place: str, request: web.BaseRequest) -> web.Response:
        amazon = self._amazon
        after = request.query.get("after", "0")
        views: dict[str, Callable[[], Any]] = {
            "merchants": lambda: [self._merchant(scenario.id) for scenario in amazon.scenarios],
            "world": lambda: _plain(amazon.state),
            "switches": lambda: {
                "merchant": [switch.plain() for switch in MERCHANT_SWITCHES],
                "world": [switch.plain() for switch in WORLD_SWITCHES],
            },
            "calls": lambda: [
                call.plain() for call in amazon.calls.after(int(after) if after.isdigit() else 0)
            ],
            "settings": amazon.settings,
            "connections": amazon.connections,
        }
        if place not in views:
            return _error(404, f"One can get {', '.join(views)}.")
        return web.json_response(views[place]())

    def _do(self, place: str, asked: dict[str, Any]) -> web.Response:
        doings: dict[str, Callable[[dict[str, Any]], Any]] = {
            "state": self._state,
            "mend": self._mend,
            "restore": self._restore,
            "world": self._world,
            "switch": self._switch,
            "latency": self._latency,
        }
        if place not in doings:
            return _error(404, f"One can post to {', '.join(doings)}.")
        try:
            return web.json_response(doings[place](asked))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in fault["loc"])
            return _error(400, f"{where}: {fault['msg']}")
        except KeyError as error:
            return _error(404, str(error.args[0]))
        except (TypeError, ValueError) as error:
            return _error(400, str(error))

    def _merchant(self, merchant_id: str) -> dict[str, Any]:
        scenario = self._amazon.scenarios[merchant_id]
        accounts = self._amazon.accounts(merchant_id)
        return {
            "id": scenario.id,
            "name": scenario.name,
            "title": scenario.title,
            "group": scenario.group,
            "world": _plain(scenario.world) if scenario.world else None,
            "expect": scenario.expect.model_dump(mode="json", exclude_defaults=True),
            "connections": [
                {
                    "connection": account.key,
                    "state": _plain(account.state),
                    "as_written": account.state == scenario.account_states()[account.number],
                }
                for account in accounts
            ],
        }

    def _known(self, asked: dict[str, Any]) -> str:
        merchant_id = str(asked.get("merchant_id", "")).upper()
        if merchant_id not in self._amazon.scenarios:
            raise KeyError(f"There is no merchant {merchant_id[:20] or '(none named)'} here.")
        return merchant_id

    def _state(self, asked: dict[str, Any]) -> dict[str, Any]:
        merchant_id = self._known(asked)
        changes = asked.get("changes")
        if not isinstance(changes, dict) or not changes:
            raise ValueError('Say what to change: {"merchant_id": …, "changes": {…}}.')
        for account in self._amazon.accounts(merchant_id, asked.get("connection")):
            account.change(**changes)
        return self._merchant(merchant_id)

    def _mend(self, asked: dict[str, Any]) -> dict[str, Any]:
        merchant_id = self._known(asked)
        self._amazon.mend(merchant_id, asked.get("connection"))
        return self._merchant(merchant_id)

    def _restore(self, asked: dict[str, Any]) -> dict[str, Any]:
        merchant_id = self._known(asked)
        self._amazon.restore(merchant_id)
        return self._merchant(merchant_id)

    def _world(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _plain(self._amazon.world(**asked))

    def _switch(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = str(asked.get("switch", ""))
        if "merchant_id" not in asked:
            return self._world(dict(named(WORLD_SWITCHES, name).changes))
        changes = dict(named(MERCHANT_SWITCHES, name).changes)
        return self._state({**asked, "changes": changes})

    def _latency(self, asked: dict[str, Any]) -> dict[str, Any]:
        seconds = float(asked.get("seconds", 0))
        if not 0 <= seconds <= 60:
            raise ValueError("seconds must be between 0 and 60.")
        self._amazon.latency = seconds
        return {"seconds": seconds}


def _plain(state: BaseModel) -> dict[str, Any]:
    return state.model_dump(mode="json", exclude_unset=True)


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
