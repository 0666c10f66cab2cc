"""
Login with Amazon: refresh tokens and our app's own credentials, traded for access tokens.

Asked anew every time: a token remembered from an hour ago would hide that a grant is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

from diagnostics.amazon.credentials import AppCredentials
from diagnostics.amazon.http import HttpClient, HttpResponse


GRANTLESS_SCOPE = "sellingpartnerapi::notifications"
_HEADERS = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}


class Login:
    """
    The token endpoint, as our app calls it.
    """

    def __init__(self, wire: HttpClient, url: str, app: AppCredentials) -> None:
        self._wire = wire
        self._url = url
        self._app = app

    async def refresh(self, refresh_token: str) -> HttpResponse:
        """
        Trade a merchant's SP-API refresh token. Raises `Silence`.
        """
        return await self._ask(
            self._app.client_id,
            self._app.client_secret,
            {"grant_type": "refresh_token", "refresh_token": refresh_token},
        )

    async def refresh_ads(self, refresh_token: str) -> HttpResponse:
        """
        Trade an Ads refresh token, which may belong to another client of ours. Raises `Silence`.
        """
        return await self._ask(
            self._app.ads_client_id,
            self._app.ads_client_secret,
            {"grant_type": "refresh_token", "refresh_token": refresh_token},
        )

    async def grantless(self) -> HttpResponse:
        """
        Ask for a token in our own name, without any merchant. Raises `Silence`.
        """
        return await self._ask(
            self._app.client_id,
            self._app.client_secret,
            {"grant_type": "client_credentials", "scope": GRANTLESS_SCOPE},
        )

    async def _ask(self, client_id: str, secret: str, form: Mapping[str, str]) -> HttpResponse:
        return await self._wire.ask(
            "POST",
            self._url,
            headers=_HEADERS,
            form={**form, "client_id": client_id, "client_secret": secret},
        )
