"""
Login with Amazon's token endpoint, `POST /auth/o2/token`, with its own errors.

Where no public sample of an answer was found (5xx as JSON, throttling), the body follows RFC 6749.
"""

from __future__ import annotations

import secrets

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sandbox.amazon.accounts import LIFETIME_S, Account, Accounts, Opens
from sandbox.amazon.answers import Answer
from sandbox.amazon.app import SCOPES, App
from sandbox.amazon.state import AppState, GrantState, World
from sandbox.amazon.wire import Reply, compact, new_request_id, spoilt


FORM = "application/x-www-form-urlencoded"
_MISSING = "The request is missing a required parameter : "
_ERRORS: dict[Answer, tuple[int, str, str]] = {
    Answer.INVALID_GRANT: (
        400,
        "invalid_grant",
        (
            "The request has an invalid grant parameter : refresh_token. "
            "User may have revoked or didn't grant the permission."
        ),
    ),
    Answer.INVALID_CLIENT: (401, "invalid_client", "Client authentication failed"),
    Answer.UNAUTHORIZED_CLIENT: (
        400,
        "unauthorized_client",
        "Not authorized for requested operation",
    ),
    Answer.INVALID_REQUEST: (400, "invalid_request", _MISSING + "refresh_token"),
    Answer.UNSUPPORTED_GRANT_TYPE: (
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server",
    ),
    Answer.INVALID_SCOPE: (400, "invalid_scope", "The request has an invalid parameter : scope"),
    Answer.INTERNAL_FAILURE: (
        500,
        "server_error",
        "The authorization server encountered an unexpected condition.",
    ),
    Answer.UNAVAILABLE: (
        503,
        "temporarily_unavailable",
        "The authorization server is currently unable to handle the request.",
    ),
    Answer.THROTTLED: (429, "temporarily_unavailable", "Too many requests."),
}


@dataclass(frozen=True, slots=True)
class Traded:
    """
    What became of one request, and whose it was as far as that could be told.
    """

    reply: Reply
    operation: str = "token"
    account: Account | None = None


@dataclass(slots=True)
class TokenEndpoint:
    """
    Trades refresh tokens and our app's own credentials for access tokens.
    """

    apps: tuple[App, App]
    accounts: Accounts

    def answer(self, world: World, content_type: str, body: bytes) -> Traded:
        """
        Answer one request. Nothing of it is kept but whose it was.
        """
        form = dict(parse_qsl(body.decode("utf-8", "replace"))) if _is_form(content_type) else {}
        grant_type = form.get("grant_type", "")
        if grant_type not in {"refresh_token", "client_credentials", "authorization_code"}:
            return Traded(refusal(Answer.UNSUPPORTED_GRANT_TYPE))
        grantless = grant_type == "client_credentials"
        operation = "grantless_token" if grantless else "token"
        known = self.accounts.by_refresh_token(form.get("refresh_token", ""))
        if known and known[1] is Opens.ADS:
            operation = "ads_token"
        reply = self._reply(world, form, known)
        return Traded(reply, operation, known[0] if known else None)

    def _reply(  # noqa: PLR0911  (one refusal after the other, in Amazon's order)
        self, world: World, form: dict[str, str], known: tuple[Account, Opens] | None
    ) -> Reply:
        if world.lwa is not None:
            return refusal(world.lwa)
        for name in ("client_id", "client_secret"):
            if not form.get(name):
                return refusal(Answer.INVALID_REQUEST, _MISSING + name)
        app = self._app(form)
        if app is None or _state(world, app, self.apps) is AppState.SECRET_REFUSED:
            return refusal(Answer.INVALID_CLIENT)
        if _state(world, app, self.apps) is AppState.NOT_AUTHORISED:
            return refusal(Answer.UNAUTHORIZED_CLIENT)
        match form["grant_type"]:
            case "client_credentials":
                return self._grantless(world, form.get("scope", ""))
            case "authorization_code":
                return refusal(
                    Answer.INVALID_GRANT, "The request has an invalid grant parameter : code"
                )
            case _:
                return self._refresh(app, form.get("refresh_token", ""), known)

    def _app(self, form: dict[str, str]) -> App | None:
        for app in self.apps:
            if app.is_called_by(form["client_id"], form["client_secret"]):
                return app
        return None

    def _grantless(self, world: World, scope: str) -> Reply:
        if world.grantless is not None:
            return refusal(world.grantless)
        if not scope:
            return refusal(Answer.INVALID_REQUEST, _MISSING + "scope")
        if scope not in SCOPES:
            return refusal(Answer.INVALID_SCOPE)
        return _granted(self.accounts.issue(Opens.GRANTLESS, None))

    def _refresh(self, app: App, token: str, known: tuple[Account, Opens] | None) -> Reply:
        if not token:
            return refusal(Answer.INVALID_REQUEST)
        if known is None:
            return refusal(Answer.INVALID_GRANT)
        account, opens = known
        state = account.state
        ads = opens is Opens.ADS
        said = state.ads.answers.get("ads_token") if ads else state.answers.get("token")
        if said not in {None, Answer.OK}:
            return refusal(said)
        grant = state.ads.grant if ads else state.grant
        if grant is GrantState.REFUSED:
            return refusal(Answer.INVALID_GRANT)
        if grant is GrantState.ANOTHER_CLIENT or opens not in app.opens:
            return refusal(Answer.UNAUTHORIZED_CLIENT)
        return _granted(self.accounts.issue(opens, account), token)


def refusal(answer: Answer, description: str = "") -> Reply:
    """
    The token endpoint's words for an answer.
    """
    if (reply := spoilt(answer)) is not None:
        return reply
    status, error, usual = _ERRORS[answer]
    request_id = new_request_id()
    body = {
        "error_description": description or usual,
        "error": error,
        "error_index": secrets.token_hex(8),
        "request_id": request_id,
    }
    return _reply(status, body, request_id)


def _granted(access_token: str, refresh_token: str | None = None) -> Reply:
    body: dict[str, str | int] = {"access_token": access_token}
    if refresh_token:
        body["refresh_token"] = refresh_token
    body |= {"token_type": "bearer", "expires_in": LIFETIME_S}
    return _reply(200, body, new_request_id())


def _reply(status: int, body: dict[str, str | int] | dict[str, str], request_id: str) -> Reply:
    headers = {
        "X-Amzn-Requestid": request_id,
        "X-Amz-Rid": secrets.token_hex(10).upper(),
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
    }
    kind = "application/json;charset=UTF-8"
    return Reply(status, compact(body), headers, kind, request_id=request_id)


def _is_form(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == FORM


def _state(world: World, app: App, apps: tuple[App, App]) -> AppState:
    """
    A client that serves both APIs has one secret, so that either word about it counts.
    """
    selling, ads = apps
    if app is selling and world.app is not AppState.OK:
        return world.app
    return world.ads_app if app is ads else AppState.OK
