"""
The sentences that the text model learns from: symptoms, and what is none of our business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge.base.cache import version_of
from knowledge.base.fault import Fault, Unreadable
from knowledge.base.yaml_reader import read_text, read_yaml, validated
from knowledge.messages.tfidf import Concepts


FEWEST = 20  # five phrases a symptom instead of twenty cost 11 to 15 points


_Beginnings = TypeAdapter(dict[str, tuple[str, ...]])


class Symptom(BaseModel):
    """
    One thing people say when something is wrong, apart from why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """
    Everything the text model learns from besides the articles' own phrases.
    """

    symptoms: Mapping[str, Symptom]
    unrelated: tuple[str, ...]
    concepts: Concepts
    version: str = ""  # of the concepts; the sentences speak for themselves
    faults: tuple[Fault, ...] = ()


def read_sentences(folder: Path) -> Sentences:
    """
    The shared sentences of a knowledge folder; what is broken is a fault and is left out.
    """
    symptoms: dict[str, Symptom] = {}
    faults: list[Fault] = []
    for name, values, line in _entries(folder, "symptoms.yml", faults):
        symptoms[name] = values
        if len(values.phrases) < FEWEST:
            problem = f"The symptom `{name}` has {len(values.phrases)} phrases."
            faults.append(Fault("symptoms.yml", line, problem, f"Write {FEWEST} or more."))
    unrelated: list[str] = []
    try:
        groups = read_yaml(read_text(folder / "unrelated.yml", "unrelated.yml"), "unrelated.yml")
        for group in (groups.value or {}).values():
            unrelated += map(str, group)
    except Unreadable as error:
        faults += error.faults
    concepts, version = _concepts(folder, faults)
    return Sentences(symptoms, tuple(unrelated), concepts, version, tuple(faults))


def _concepts(folder: Path, faults: list[Fault]) -> tuple[Concepts, str]:
    try:
        text = read_text(folder / "concepts.yml", "concepts.yml")
        document = read_yaml(text, "concepts.yml")
        beginnings = _Beginnings.validate_python(document.value or {})
    except Unreadable as error:
        faults += error.faults
        return Concepts({}), ""
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        problem = "A concept is not a list of words."
        fix = "Write `concept: [beginning, whole$]`; quote numbers."
        faults.append(Fault("concepts.yml", document.line(*where), problem, fix))
        return Concepts({}), ""
    return Concepts(beginnings), version_of(text.encode())


def _entries(folder: Path, file: str, faults: list[Fault]) -> list[tuple[str, Symptom, int]]:
    entries: list[tuple[str, Symptom, int]] = []
    try:
        document = read_yaml(read_text(folder / file, file), file)
    except Unreadable as error:
        faults += error.faults
        return entries
    for name, values in (document.value or {}).items():
        try:
            entry = validated(Symptom, values, document, file, str(name))
        except Unreadable as error:
            faults += error.faults
        else:
            entries.append((str(name), entry, document.line(str(name))))
    return entries
