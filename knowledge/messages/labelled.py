"""
Labelled cases: reports whose cause is known, or known to be untellable, to measure answers by.

One object each, in YAML lists or JSON lines. What was given is either pasted text (`provider`,
`http_status`, `headers`, `body`, `user_text`) or `findings` of an examination. `cause` is a family
or `unknown`; `also_acceptable` are other families that a fair reader could name; `tellable` is
False where the given alone does not decide.
"""

from __future__ import annotations

import json

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.base.article import FAMILIES
from knowledge.base.fault import KnowledgeError
from knowledge.base.library import HOME


LABELLED = HOME / "labelled" / "reports"
UNKNOWN = "unknown"
# AWS signatures were given up in October 2023: today such a report is a request made wrongly, or
# with the wrong credentials of ours.
LEGACY = {"legacy_iam_signing": ("bad_request_client", "app_credentials_invalid")}
SUFFIXES = (".jsonl", ".yml", ".yaml")


class Labelled(BaseModel):
    """
    One labelled case.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    provider: str | None = None
    http_status: int | None = None
    headers: dict[str, str] | None = None
    body: str | None = None
    user_text: str | None = None
    findings: dict[str, str] = {}
    kinds: frozenset[str] = frozenset()
    cause: str
    also_acceptable: tuple[str, ...] = ()
    tellable: bool = True

    @field_validator("headers", mode="before")
    @classmethod
    def _headers(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): str(each) for key, each in value.items()}
        return None if value in ("", []) else value

    @field_validator("cause")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in {*FAMILIES, *LEGACY, UNKNOWN}:
            raise ValueError(f"{value!r} is no family; use one of {', '.join(FAMILIES)}, {UNKNOWN}")
        return value

    @property
    def acceptable(self) -> frozenset[str]:
        """
        The families that count as right; empty where the only right answer is none.
        """
        names = (self.cause, *self.also_acceptable)
        return frozenset(
            family for name in names for family in LEGACY.get(name, (name,)) if family != UNKNOWN
        )

    @property
    def given(self) -> dict[str, Any]:
        """
        What was pasted, as `triage explain --jsonl` takes it.
        """
        fields = ("id", "provider", "http_status", "headers", "body", "user_text")
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


def read_labelled(path: Path = LABELLED) -> tuple[Labelled, ...]:
    """
    The cases of a file, or of every file in a folder. Raises `KnowledgeError`, naming the line.
    """
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix in SUFFIXES)
    else:
        files = [path]
    cases = [case for file in files for case in _read(file)]
    if not cases:
        raise KnowledgeError(f"{path} holds no labelled cases ({', '.join(SUFFIXES)}).")
    return tuple(cases)


def _read(file: Path) -> Iterator[Labelled]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{file} cannot be read: {error}.") from error
    values = _lines(file, text) if file.suffix == ".jsonl" else _list(file, text)
    for where, value in values:
        try:
            yield Labelled.model_validate(value)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in fault["loc"]) or "the entry"
            raise KnowledgeError(f"{file}, {where}: {field}: {fault['msg']}.") from error


def _lines(file: Path, text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except ValueError as error:
                raise KnowledgeError(f"{file}, line {number}: this is not JSON.") from error


def _list(file: Path, text: str) -> Iterator[tuple[str, Any]]:
    try:
        values = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{file} is not YAML: {error}.") from error
    if not isinstance(values, list):
        raise KnowledgeError(f"{file}: begin each case with `- id: …`.")
    for number, value in enumerate(values, start=1):
        yield f"entry {number}", value
