"""
Snippets: words that many articles share, above all menu paths, kept in one place.

A file `snippets/<group>.yml` maps names to texts; articles write `{{ group.name }}`, or
`{{ group.name.variant }}` for a variant. Amazon moves its menus, so a path that is written once is
mended once. Names are all there is: no template language, so no article can run anything.
"""

from __future__ import annotations

import re

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.base.fault import Fault, KnowledgeError, Unreadable
from knowledge.base.yaml_reader import read_text, read_yaml, validated


USED = re.compile(r"\{\{\s*(\w+)\.(\w+)(?:\.(\w+))?\s*\}\}")
LEFT_OVER = re.compile(r"\{\{.*?(?:\}\}|$)|\{%|%\}|\}\}", re.DOTALL)
LANGUAGES = ("de", "fr", "it", "es")


class Snippet(BaseModel):
    """
    One shared text. `variants` are the same place by another name: an older menu, another account.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    variants: dict[str, str] = {}
    note: str = ""
    de: str = ""
    fr: str = ""
    it: str = ""
    es: str = ""

    def said_in(self, language: str) -> str:
        """
        The text in a language, or in English where it has not been translated.
        """
        return (getattr(self, language) if language in LANGUAGES else "") or self.text


class SnippetMissing(KnowledgeError):
    """
    A text uses a snippet that does not exist, or braces that name none.
    """


@dataclass(frozen=True, slots=True)
class Snippets:
    """
    All snippets by group and name, and where each is written.
    """

    groups: Mapping[str, Mapping[str, Snippet]]
    lines: Mapping[str, tuple[str, int]]  # "paths.reconnect" → file and line
    faults: tuple[Fault, ...] = ()

    @classmethod
    def read(cls, folder: Path, before: Snippets | None = None) -> Snippets:
        """
        Read every group of a folder; a broken snippet is a fault, the others stay usable.

        What is broken now keeps its words of `before`.
        """
        groups: dict[str, dict[str, Snippet]] = {}
        lines: dict[str, tuple[str, int]] = {}
        faults: list[Fault] = []
        for path in sorted(folder.glob("*.yml")):
            file = f"{folder.name}/{path.name}"
            try:
                document = read_yaml(read_text(path, file), file)
            except Unreadable as error:
                faults += error.faults
                if before is not None and path.stem in before.groups:
                    groups[path.stem] = dict(before.groups[path.stem])
                    lines |= {name: at for name, at in before.lines.items() if at[0] == file}
                continue
            entries = document.value or {}
            if not isinstance(entries, dict):
                fix = "Write `name: {text: …}` lines."
                faults.append(Fault(file, 1, "The file holds no snippets.", fix))
                continue
            group = groups.setdefault(path.stem, {})
            for name, value in entries.items():
                values = {"text": value} if isinstance(value, str) else value
                try:
                    group[str(name)] = validated(Snippet, values, document, file, str(name))
                except Unreadable as error:
                    faults += error.faults
                    last = before.get(f"{path.stem}.{name}") if before is not None else None
                    if last is not None:
                        group[str(name)] = last
                lines[f"{path.stem}.{name}"] = (file, document.line(str(name)))
        return cls(groups, lines, tuple(faults))

    def __contains__(self, name: object) -> bool:
        return name in self.lines

    def get(self, name: str) -> Snippet | None:
        """
        The snippet of a full name such as `paths.reconnect`.
        """
        group, _, short = name.partition(".")
        return self.groups.get(group, {}).get(short)

    def render(self, text: str, language: str = "en") -> str:
        """
        A text with its snippets in place. Raises `SnippetMissing`.
        """
        if "{" not in text:
            return text
        plain = USED.sub(lambda found: self._resolve(found, language), text)
        left = LEFT_OVER.search(plain)
        if left is not None:
            raise SnippetMissing(f"`{left[0]}` is not the name of a snippet.")
        return plain

    def render_leniently(self, text: str, language: str = "en") -> str:
        """
        As `render`, with a missing snippet's own name in its place: better than silence.
        """

        def replace(found: re.Match[str]) -> str:
            try:
                return self._resolve(found, language)
            except SnippetMissing:
                return found[2].replace("_", " ")

        return USED.sub(replace, text)

    def _resolve(self, found: re.Match[str], language: str) -> str:
        group, name, variant = found.groups()
        snippet = self.groups.get(group, {}).get(name)
        if snippet is None:
            raise SnippetMissing(f"There is no snippet `{group}.{name}`.")
        if variant is None:
            return snippet.said_in(language)
        if variant not in snippet.variants:
            raise SnippetMissing(f"The snippet `{group}.{name}` has no variant `{variant}`.")
        return snippet.variants[variant]


def used_in(*texts: str) -> frozenset[str]:
    """
    The full names of the snippets that texts use.
    """
    return frozenset(
        f"{group}.{name}" for text in texts if "{{" in text for group, name, _ in USED.findall(text)
    )
