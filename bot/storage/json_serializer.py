"""
How the durable engine keeps inputs and outputs: JSON, nothing pickled.
"""

from __future__ import annotations

import json

from typing import Any

from dbos import Serializer


class JsonSerializer(Serializer):
    """
    Plain values as JSON; of an exception only its kind.
    """

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        value = json.loads(serialized_data)
        if isinstance(value, dict) and set(value) == {"broke"}:
            return RuntimeError(value["broke"])
        return value

    def name(self) -> str:
        return "triage_json"


def _plain(value: Any) -> Any:
    if isinstance(value, BaseException):
        return {"broke": type(value).__name__}  # its words may quote a merchant
    raise TypeError(f"{type(value).__name__} is no plain value")
