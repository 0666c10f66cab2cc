"""
A bundle: what is in it, what must not be, and which versions of it can be read.
"""

from __future__ import annotations

import json

from pathlib import Path
from typing import Any

import pytest

from bot.bundles.bundle import (
    BundleUnreadable,
    BundleUnwritable,
    bundle_json,
    bundle_of,
    load_bundle,
    make_bundle,
    masked,
    probe_version,
    read_bundle,
    write_bundle,
)
from diagnostics.probes import PROBES
from tests.bot.examined import FINDINGS, NOW, SECRET, answered


V1 = Path(__file__).parent / "v1.json"


def written(**changes: Any) -> str:
    bundle = make_bundle(answered(), articles={"grant-refused": "0123"}, probes=PROBES, at=NOW)
    return json.dumps(json.loads(bundle_json(bundle)) | changes)


def test_what_was_written_is_what_is_read() -> None:
    """
    A bundle survives being written and read.
    """
    bundle = make_bundle(answered(), articles={}, probes=PROBES, at=NOW, reported=FINDINGS[2:3])
    assert read_bundle(bundle_json(bundle)) == bundle


def test_a_bundle_holds_every_finding_with_its_evidence() -> None:
    """
    Answered or not, a finding is there with its outcome, its reason and what Amazon said.
    """
    (part,) = read_bundle(written()).connections
    assert [seen.probe for seen in part.findings] == [f.probe for f in FINDINGS]
    assert part.findings[3].unanswered_because == "It brought no answer within 8 s."
    assert part.findings[2].evidence is not None
    assert part.findings[2].evidence["code"] == "invalid_grant"


def test_a_bundle_holds_the_versions_that_the_answer_rested_on() -> None:
    """
    Articles and probes are named with a hash each.
    """
    versions = read_bundle(written()).versions
    assert versions.articles == {"grant-refused": "0123"}
    assert versions.probes["lwa_token"] == probe_version(
        next(probe for probe in PROBES if probe.name == "lwa_token")
    )


def test_a_bundle_holds_our_record_at_that_moment() -> None:
    """
    The record's dates and kind are there.
    """
    (part,) = read_bundle(written()).connections
    assert part.record["authorised_at"] == "2026-11-23T09:00:00Z"
    assert part.kinds == ("seller",)
    assert part.id == "M1001/seller/eu"


def test_nothing_secret_gets_into_a_bundle() -> None:
    """
    A token in the issue or in Amazon's words is taken out.
    """
    assert "FAKE-refresh" not in written()


def test_logins_are_masked_in_a_bundle() -> None:
    """
    Of an e-mail address only the first letter and the domain remain.
    """
    text = written()
    assert "jane.doe@" not in text
    assert "bob@" not in text
    assert masked("jane.doe@heron.example") == "j…@heron.example"


def test_the_secret_of_these_tests_looks_like_one() -> None:
    """
    The planted token is the kind that is looked for.
    """
    assert SECRET in answered().issue


def test_an_older_bundle_stays_readable() -> None:
    """
    The first version, as it was frozen.
    """
    bundle = load_bundle(V1)
    assert bundle.verdict == "cause_found"
    assert bundle.connections[0].causes[0].probability > 0


def test_a_bundle_with_the_least_is_readable() -> None:
    """
    What an older version did not write has a default.
    """
    least = {"schema": "triage-bundle", "schema_version": 1, "merchant_id": "M1"}
    least |= {"written_at": "2026-01-01T00:00:00Z", "started_at": "2026-01-01T00:00:00Z"}
    assert read_bundle(json.dumps(least)).connections == ()


def test_a_newer_bundle_is_readable_and_says_so() -> None:
    """
    What a newer version adds is ignored.
    """
    bundle = read_bundle(written(schema_version=7, weather={"sky": "blue"}))
    assert bundle.newer
    assert bundle.merchant_id == "M1001"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"schema": "recipe"}', '"\\ud800"', b"\xff\xfe\x00"],
    ids=repr,
)
def test_anything_else_is_refused_with_a_sentence(text: str | bytes) -> None:
    """
    No bundle is never a traceback.
    """
    with pytest.raises(BundleUnreadable, match="is no bundle"):
        read_bundle(text)


def test_another_document_of_the_same_shape_is_refused() -> None:
    """
    The schema's name must be ours.
    """
    with pytest.raises(BundleUnreadable, match="recipe"):
        read_bundle(written(schema="recipe"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """
    The sentence says which file.
    """
    with pytest.raises(BundleUnreadable, match=r"nowhere\.json cannot be read"):
        load_bundle(tmp_path / "nowhere.json")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """
    The sentence says where.
    """
    with pytest.raises(BundleUnwritable, match="cannot be written"):
        write_bundle(tmp_path / "no" / "folder.json", answered())


def test_a_bundle_file_can_be_read_back(tmp_path: Path) -> None:
    """
    With the product's own articles and probes.
    """
    write_bundle(tmp_path / "b.json", answered())
    bundle = load_bundle(tmp_path / "b.json")
    assert bundle.versions.articles == bundle_of(answered()).versions.articles
    assert bundle.versions.articles
