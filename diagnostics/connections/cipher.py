"""
Refresh tokens at rest: encrypted, and with no printed form.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from diagnostics.amazon.credentials import Grant
from diagnostics.connections.source import ConnectionsError


class TokenCipher:
    """
    Encrypts refresh tokens at rest with `TRIAGE_SECRET_KEY`. The first key encrypts, all decrypt.

    Raises `ConnectionsError` when a key is not one (32 bytes, URL-safe base64).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError:
            raise ConnectionsError(
                "TRIAGE_SECRET_KEY is not a key; make one with: python -c "
                '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            ) from None

    def encrypt(self, token: str) -> str:
        """
        The token as it may be stored. Raises `ConnectionsError` without a key.
        """
        if self._fernet is None:
            raise ConnectionsError(
                "TRIAGE_SECRET_KEY is not set, so refresh tokens cannot be stored safely; set it."
            )
        return self._fernet.encrypt(token.encode()).decode()

    def decrypt(self, stored: str) -> str | None:
        """
        The token that was stored, or None when none of our keys opens it.
        """
        if self._fernet is None:
            return None
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except (InvalidToken, UnicodeError):
            return None

    def grant(self, stored: str | None) -> Grant:
        """
        What a stored token gives: the token, or why there is none.
        """
        if not stored:
            return Grant(problem="missing")
        token = self.decrypt(stored)
        if token is None:
            return Grant(problem="undecryptable")
        # Amazon's refresh tokens start with "Atzr|"; anything else was never one of them.
        if not token.startswith("Atzr|") or token != token.strip():
            return Grant(problem="malformed")
        return Grant(refresh_token=token, problem=None)
