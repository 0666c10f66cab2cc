"""
One pasted report as it is handed in, by `triage explain --jsonl` or by a surface.
"""

from __future__ import annotations

import json

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator


class NotExplainable(Exception):
    """
    The object is not one that can be explained; the message says what it lacks.
    """


class Given(BaseModel):
    """
    One pasted report: `triage explain --jsonl` takes one a line. All fields optional, not all absent.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int | None = None
    provider: str | None = None
    http_status: int | None = None
    headers: Mapping[str, str] | None = None
    body: str | None = None
    user_text: str | None = None

    @field_validator("body", "user_text", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        # A body is often pasted as the object that it is.
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False)
        return value

    @field_validator("headers", mode="before")
    @classmethod
    def _headers(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(name): str(each) for name, each in value.items()}
        return None if value in ("", []) else value

    @model_validator(mode="after")
    def _something(self) -> Given:
        if not any((self.http_status, self.headers, self.body, self.user_text)):
            raise ValueError("give at least one of http_status, headers, body, user_text")
        return self


def given_from(value: Any) -> Given:
    """
    A report from parsed JSON. Raises `NotExplainable`.
    """
    if not isinstance(value, dict):
        raise NotExplainable("This line is not a JSON object.")
    try:
        return Given.model_validate(value)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise NotExplainable(f"{where}: {fault['msg']}" if where else str(fault["msg"])) from error
