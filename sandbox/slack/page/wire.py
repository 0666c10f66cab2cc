"""
The wire tab: everything that went between the bot, Slack and Amazon, in order, without secrets.
"""

from __future__ import annotations

import json
import re

from datetime import datetime

from sandbox.slack.audit import SECRETS
from sandbox.slack.calls import Ack, Call
from sandbox.slack.state import Json


LATEST = 400
MOST_DETAIL = 6_000  # characters of one entry's arguments
_SECRET = re.compile(rf"[^\s\"',]*(?:{'|'.join(SECRETS)})[^\s\"',]*")


def wire(calls: list[Call], acks: list[Ack], amazon: list[Json]) -> list[Json]:
    """
    The latest entries, oldest first; `amazon` as its control address gives them.
    """
    held = [_call(c) for c in calls[-LATEST:]]
    held += [_ack(a) for a in acks[-LATEST:]]
    held += [_amazon(entry) for entry in amazon[-LATEST:]]
    return sorted(held, key=lambda entry: float(entry["at"]))[-LATEST:]


def without_secrets(text: str) -> str:
    """
    Text in which everything that looks like a secret is a row of dots.
    """
    return _SECRET.sub("••••••", text)


def _call(call: Call) -> Json:
    said = json.dumps(call.args, ensure_ascii=False, indent=1)
    return {
        "at": call.at,
        "side": "slack",
        "name": call.method,
        "about": call.channel,
        "ms": round(call.ms, 1),
        "result": call.error or "ok",
        "well": call.ok,
        "detail": without_secrets(said)[:MOST_DETAIL],
    }


def _ack(ack: Ack) -> Json:
    again = f", attempt {ack.attempt + 1}" if ack.attempt else ""
    said = json.dumps(ack.payload, ensure_ascii=False, indent=1) if ack.payload else ""
    return {
        "at": ack.at,
        "side": "delivery",
        "name": f"{ack.name}{again}",
        "about": ack.user,
        "ms": round(ack.ms, 1),
        "result": ack.why or "acknowledged",
        "well": ack.ok,
        "detail": without_secrets(said)[:MOST_DETAIL],
    }


def _amazon(entry: Json) -> Json:
    status = int(entry["status"])
    where = [str(entry[name]) for name in ("merchant_id", "region") if entry.get(name)]
    return {
        "at": datetime.fromisoformat(entry["at"]).timestamp(),
        "side": "amazon",
        "name": f"{entry['api']} {entry['operation']}",
        "about": " ".join(where),
        "ms": round(float(entry["duration_ms"]), 1),
        "result": str(status) if status else "no answer",
        "well": 200 <= status < 300,
        "detail": f"request id {entry['request_id']}" if entry.get("request_id") else "",
    }
