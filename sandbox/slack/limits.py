"""
Slack's rate limits: how many calls of a method a workspace may make, and how long to wait.

Source: Slack's rate-limit page; posting is about one a second in a channel with short bursts.
"""

from __future__ import annotations

import math

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


A_MINUTE = 60.0
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
POST_BURST = 5  # posts into one channel before the one-a-second rule bites
SPECIAL_A_MINUTE = {"auth.test": 300, "apps.connections.open": 60, "chat.getPermalink": 300}


def load_methods() -> dict[str, dict[str, Any]]:
    """
    The methods served here with their tier, token and scopes.
    """
    text = (Path(__file__).parent / "methods.yml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded


@dataclass(slots=True)
class RateLimits:
    """
    Counts calls per method (posts: per channel) and says when one comes too soon.
    """

    methods: dict[str, dict[str, Any]]
    now: Callable[[], float]
    on: bool = False
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _posts: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait(self, method: str, channel: str) -> int:
        """
        Whole seconds until this call would be taken; 0 when it is taken now.
        """
        if not self.on:
            return 0
        if method == "chat.postMessage":
            return self._post(channel)
        tier = self.methods.get(method, {}).get("tier", 3)
        most = SPECIAL_A_MINUTE.get(method, 600) if tier == "special" else TIERS[tier]
        return self._window(method, most)

    def _window(self, key: str, most: int) -> int:
        seen, now = self._seen[key], self.now()
        while seen and seen[0] <= now - A_MINUTE:
            seen.popleft()
        if len(seen) >= most:
            return max(1, math.ceil(seen[0] + A_MINUTE - now))
        seen.append(now)
        return 0

    def _post(self, channel: str) -> int:
        now = self.now()
        tokens, then = self._posts.get(channel, (float(POST_BURST), now))
        tokens = min(float(POST_BURST), tokens + now - then)
        if tokens < 1:
            self._posts[channel] = (tokens, now)
            return max(1, math.ceil(1 - tokens))
        self._posts[channel] = (tokens - 1, now)
        return 0
