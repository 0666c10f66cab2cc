"""
Reading connections from a CSV or JSON file: good rows are kept, bad ones named.
"""

from __future__ import annotations

import csv
import io
import json

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from diagnostics.connections.record import COLUMNS, ConnectionRecord


class UnreadableFile(Exception):
    """
    A file of which no row can be read, and what to do about it.
    """


@dataclass(frozen=True, slots=True)
class RowFault:
    """
    What is wrong with one cell; `column` is empty when it is the whole row. Lines count from 1.
    """

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """
    What a file holds: the rows that can be kept, and the faults of those that cannot.
    """

    records: tuple[ConnectionRecord, ...]
    faults: tuple[RowFault, ...]


def read_file(path: Path) -> ImportResult:
    """
    Read connections from `.json` (a list, or one object a line) or anything else as CSV.

    Raises `UnreadableFile` when there is no file, no text, no header or no list in it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8 and try again."
        ) from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None
    if not text.strip():
        raise UnreadableFile(f"{path} is empty.")
    looks_like_json = path.suffix.lower() in {".json", ".jsonl"} or text.lstrip()[0] in "[{"
    rows = _json_rows(path, text) if looks_like_json else _csv_rows(path, text)
    return _read(rows)


def _read(rows: Iterator[tuple[int, Any]]) -> ImportResult:
    records: list[ConnectionRecord] = []
    faults: list[RowFault] = []
    first_line: dict[str, int] = {}
    for line, row in rows:
        if not isinstance(row, Mapping):
            faults.append(RowFault(line, "", str(row)))
            continue
        try:
            record = ConnectionRecord(**row)
        except ValidationError as error:
            faults.extend(_faults(line, error))
            continue
        seen_before = first_line.setdefault(record.connection().id, line)
        if seen_before != line:
            sentence = f"{record.connection().id} is already on line {seen_before}; keep one."
            faults.append(RowFault(line, "merchant_id", sentence))
            continue
        records.append(record)
    return ImportResult(tuple(records), tuple(faults))


def _faults(line: int, error: ValidationError) -> Iterator[RowFault]:
    for fault in error.errors(include_url=False, include_input=False):
        column = str(fault["loc"][0]) if fault["loc"] else ""
        match fault["type"]:
            case "missing":
                sentence = "This column is required."
            case "extra_forbidden":
                sentence = f"There is no such column; the columns are {', '.join(COLUMNS)}."
            case "string_pattern_mismatch":
                sentence = "Use letters, digits, - and _ (at most 40), such as M1001."
            case "string_too_short":
                sentence = "This must not be empty."
            case "string_too_long":
                sentence = "This is too long; 200 characters at most."
            case _:
                sentence = fault["msg"].removeprefix("Value error, ").rstrip(".") + "."
        yield RowFault(line, column, sentence)


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    header = text.splitlines()[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=delimiter, restkey="", strict=True
    )
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    if "merchant_id" not in names:
        raise UnreadableFile(
            f"{path} has no column merchant_id on its first line; the columns are "
            f"{', '.join(COLUMNS)}."
        )
    reader.fieldnames = names
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, f"This line is not CSV ({error}); quote text with a comma or quote in it."
            continue
        if "" in row:
            yield (
                start,
                f"This line has more than {len(names)} cells; quote text with a comma in it.",
            )
        else:
            # A blank cell is a value not given, so that the model's own default holds.
            yield start, {key: cell for key, cell in row.items() if cell and cell.strip()}


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:2]):  # noqa: PLR2004
            raise UnreadableFile(
                f"{path} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
            ) from None
        yield from _json_lines(text)
        return
    if isinstance(whole, dict) and isinstance(whole.get("connections"), list):
        whole = whole["connections"]
    if isinstance(whole, dict):
        whole = [whole]
    if not isinstance(whole, list):
        raise UnreadableFile(f"{path} holds no list of connections.")
    for row, line in zip(whole, _lines_of_items(text, len(whole)), strict=True):
        yield line, row if isinstance(row, dict) else "This is not an object of columns."


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    for line, content in enumerate(text.splitlines(), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except json.JSONDecodeError as error:
            yield line, f"This line is not JSON (column {error.colno}: {error.msg})."
        else:
            yield line, row if isinstance(row, dict) else "This is not an object of columns."


def _lines_of_items(text: str, count: int) -> list[int]:
    """
    The line on which each item of the outermost list begins, so that a fault can name it.
    """
    decoder = json.JSONDecoder()
    start = text.index("[") if "[" in text and not text.lstrip().startswith('{"merchant') else -1
    if start < 0:
        return [1] * count
    lines, position = [], start + 1
    line, counted = 1, 0
    for _ in range(count):
        while text[position] in " \t\r\n,":
            position += 1
        line, counted = line + text.count("\n", counted, position), position
        lines.append(line)
        position = decoder.raw_decode(text, position)[1]
    return lines
