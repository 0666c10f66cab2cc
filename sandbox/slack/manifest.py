"""
What an app's manifest gives it: commands, shortcuts, scopes, and the events it hears of.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from sandbox.slack.state import Json


OF_THE_PROJECT = Path(__file__).parents[2] / "manifest.yml"


@dataclass(frozen=True, slots=True)
class Installed:
    """
    An app as it was installed. No scopes or events means: all of them.
    """

    commands: tuple[Json, ...] = ()
    shortcuts: tuple[Json, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path = OF_THE_PROJECT) -> Installed:
        """
        The app of a manifest; one without anything declared when there is no such file.
        """
        if not path.is_file():
            return cls()
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        features, settings = held.get("features", {}), held.get("settings", {})
        return cls(
            commands=tuple(features.get("slash_commands", [])),
            shortcuts=tuple(features.get("shortcuts", [])),
            scopes=frozenset(held.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        )

    def hears(self, event: Json) -> bool:
        """
        Whether the app subscribed to an event.
        """
        name = str(event["type"])
        if name == "message":
            kind = {"channel": "channels", "group": "groups"}.get(event["channel_type"], "im")
            name = f"message.{kind}"
        return not self.events or name in self.events
