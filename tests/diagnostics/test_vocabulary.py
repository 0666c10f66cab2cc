"""
docs/vocabulary.md and the probes say the same.
"""

from __future__ import annotations

import re

from pathlib import Path

import pytest

from diagnostics.probe import Probe
from diagnostics.probes import PROBES
from diagnostics.probes._refusals import REFUSALS
from diagnostics.probes._token_errors import MERCHANT_ERRORS
from diagnostics.reports.reader import PASTED


PAGE = (Path(__file__).parents[2] / "docs" / "vocabulary.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| `(?P<name>\w+)`(?P<later> ‡)? \| (?P<asks>.+?) \| `(?P<normal>\w+)` \| (?P<others>.+) \|$"
)


ALL = (*PROBES, PASTED)


def rows() -> dict[str, re.Match[str]]:
    """
    The page's tables, by probe.
    """
    matches = (ROW.match(line) for line in PAGE.splitlines())
    return {match["name"]: match for match in matches if match}


def written(match: re.Match[str]) -> set[str]:
    """
    The outcomes of a row, with its abbreviations spelled out.
    """
    outcomes = set(re.findall(r"`(\w+)`", match["others"].replace("as `lwa_token`", "")))
    if "every refusal" in match["others"]:
        outcomes |= set(REFUSALS)
    return outcomes | (set(MERCHANT_ERRORS) if "as `lwa_token`" in match["others"] else set())


def test_page_and_code_know_the_same_probes_in_the_same_order():
    """
    No probe is undocumented, and none is only promised.
    """
    assert list(rows()) == [probe.name for probe in ALL]


@pytest.mark.parametrize("probe", ALL, ids=lambda probe: probe.name)
def test_a_row_says_what_the_probe_declares(probe: Probe):
    """
    Question, normal outcome, the others, and whether it is a follow-up.
    """
    row = rows()[probe.name]

    assert row["asks"] == probe.asks
    assert row["normal"] == probe.normal
    assert written(row) == set(probe.abnormal)
    if probe in PROBES:  # what is only read from pasted text is never asked, first or later
        assert bool(row["later"]) == probe.follow_up


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_a_merchant_can_be_told_every_outcome(probe: Probe):
    """
    One safe sentence each: no codes, no names of ours.
    """
    assert set(probe.merchant_says) == set(probe.outcomes)
    for sentence in probe.merchant_says.values():
        assert sentence.endswith(".")
        assert not re.search(r"token|LWA|SP-API|\b[45]\d\d\b|_|probe|scope|grant\b", sentence)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_no_sentence_to_a_merchant_speaks_of_other_merchants(probe: Probe):
    """
    Whose accounts else were asked is nobody's business but ours.
    """
    others = re.compile(r"\bothers?\b.*(account|merchant|seller|customer)", re.IGNORECASE)
    assert not [sentence for sentence in probe.merchant_says.values() if others.search(sentence)]


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_every_signal_that_a_probe_waits_for_exists(probe: Probe):
    """
    Needs, reads, wanted_by and moot_when name probes and outcomes that there are.
    """
    by_name = {probe.name: probe for probe in PROBES}
    for signal in (*probe.needs, *probe.wanted_by, *probe.moot_when):
        name, _, outcome = signal.partition(".")
        assert outcome in {*by_name[name].outcomes, "unanswered"}, signal
    assert set(probe.reads) <= set(by_name)
