"""
Reads YAML and articles so that a mistake is named by file, line and fix.

libyaml's loader, because it is about ten times faster than the one in plain Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.base.article import Article
from knowledge.base.fault import Fault, Unreadable, sentence


try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a Python built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

FENCE = "---"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Yaml:
    """
    A document twice over: its values, and the nodes that know their lines.
    """

    value: Any
    root: yaml.Node | None
    offset: int  # lines of the file before the document's first

    def line(self, *path: int | str) -> int:
        """
        The line of the deepest part of `path` that is there.
        """
        node, line = self.root, self.offset + 1
        for key in path:
            found = _step_into(node, key)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1 + self.offset, found[1]
        return line


def read_text(path: Path, file: str) -> str:
    """
    A file's text with plain line ends. Raises `Unreadable` for a missing file or not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise Unreadable(
            (Fault(file, 1, f"The file cannot be opened: {reason}.", "Look at its permissions."),)
        ) from error
    return decode(raw, file)


def decode(raw: bytes, file: str) -> str:
    """
    Bytes of a file as text with plain line ends. Raises `Unreadable` where they are not UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = Fault(
            file,
            line,
            f"The byte {raw[error.start]:#04x} is not UTF-8.",
            "Save the file with the encoding UTF-8.",
        )
        raise Unreadable((fault,)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(text: str, file: str, offset: int = 0) -> Yaml:
    """
    A YAML document and its lines. Raises `Unreadable` for bad YAML and for a key written twice.
    """
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        value = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = offset + 1 if mark is None else offset + mark.line + 1
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        fix = "Look for a missing quote, colon or indent on this line or the one before."
        raise Unreadable((Fault(file, line, f"This is not YAML: {said}.", fix),)) from error
    except ValueError as error:  # a date such as 2026-02-31
        fix = "Write dates as YYYY-MM-DD, and quote text that looks like one."
        raise Unreadable((Fault(file, offset + 1, sentence(str(error)), fix),)) from error
    finally:
        loader.dispose()
    twice = tuple(
        Fault(file, line + offset, f"`{key}` is written twice.", "Keep one of the two.")
        for key, line in _written_twice(root)
    )
    if twice:
        raise Unreadable(twice)
    return Yaml(value, root, offset)


def split_article(text: str, file: str) -> tuple[str, str, int]:
    """
    An article's front matter, its body, and the line of the file before the body begins.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        fix = "Begin the file with a line `---`, the fields, and another line `---`."
        raise Unreadable((Fault(file, 1, "There is no front matter.", fix),))
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]).strip("\n"), number
    fix = "Put a line `---` between the fields and the text."
    raise Unreadable((Fault(file, len(lines), "The front matter has no end.", fix),))


def read_article(text: str, file: str, stem: str) -> tuple[Article, dict[str, Any]]:
    """
    An article and the plain values it was made from. Raises `Unreadable` with every fault.
    """
    front, body, _ = split_article(text, file)
    document = read_yaml(front, file, offset=1)
    values = document.value
    if not isinstance(values, dict):
        fix = "Write `field: value` lines, as the template of `triage kb new` has them."
        raise Unreadable((Fault(file, 2, "The front matter holds no fields.", fix),))
    values = {**values, "body": body}
    article = validated(Article, values, document, file)
    if article.id != stem:
        problem = f"The id is `{article.id}`, but the file is called `{stem}.md`."
        fix = "Make the two the same; the file's name is the id."
        raise Unreadable((Fault(file, document.line("id"), problem, fix),))
    return article, values


def validated(
    model: type[Model], values: Mapping[Any, Any], document: Yaml, file: str, *at: int | str
) -> Model:
    """
    Values as a model. Raises `Unreadable` with one fault a mistake, each on its own line.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = tuple(_fault(model, each, document, file, at) for each in error.errors())
        # A slip in a field's name is one mistake, though it is seen as two.
        slips = {fault.fix for fault in faults if fault.fix.startswith("Did you mean")}
        raise Unreadable(
            tuple(f for f in faults if f"Did you mean {f.problem.split(' ')[0]}?" not in slips)
        ) from error


def _fault(
    model: type[BaseModel],
    error: ErrorDetails,
    document: Yaml,
    file: str,
    at: tuple[int | str, ...],
) -> Fault:
    path = [*at, *error["loc"]]
    name = ".".join(str(part) for part in error["loc"]) or "The whole"
    line = document.line(*path)
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "missing":
        return Fault(file, line, f"`{name}` is missing.", f"Add a line `{last}: …`.")
    if error["type"] == "extra_forbidden":
        near = get_close_matches(last, list(model.model_fields), n=1)
        fix = f"Did you mean `{near[0]}`?" if near else "Take it out."
        return Fault(file, line, f"`{name}` is not a field here.", fix)
    if error["loc"] and error["loc"][0] == "steps":
        problem = f"`{name}`: {sentence(error['msg'])}"
        fix = "Write a step as `- actor: What to do.`; actors are listed in knowledge/base/article.py."
        return Fault(file, line, problem, fix)
    said = error["msg"].removeprefix("Value error, ")
    given = "" if isinstance(error["input"], (dict, list)) else f" It says {error['input']!r}."
    return Fault(file, line, f"`{name}`: {sentence(said)}", f"Correct the value.{given}")


def _step_into(node: yaml.Node | None, key: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if str(name.value) == str(key):
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def _written_twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if isinstance(name.value, str):
                if name.value in seen:
                    yield name.value, name.start_mark.line + 1
                seen.add(name.value)
            yield from _written_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _written_twice(value)
