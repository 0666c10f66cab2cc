"""
What steers a terminal, a mail or a reader's eye is taken out; what is written stays.
"""

from __future__ import annotations

import pytest

from diagnostics.connections.record import ConnectionRecord
from diagnostics.redaction.secrets import clean
from diagnostics.redaction.unseen import without_steering


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07name", "name"),
        ("\x1b]8;;https://evil.example\x1b\\link", "link"),
        ("pay\u202epal", "paypal"),
        ("a\u2066b\u2069c", "abc"),
        ("bell\x07 \x9b31m", "bell 31m"),
        ("line\r\nnext\tcolumn", "line\nnext\tcolumn"),
        ("می‌خواهم 👨‍👩‍👧 Straße", "می‌خواهم 👨‍👩‍👧 Straße"),
    ],
)
def test_only_what_steers_goes(hostile: str, left: str) -> None:
    """
    Sequences whole, marks alone; letters of every script stay.
    """
    assert without_steering(hostile) == left


def test_a_record_and_what_people_write_come_in_without_it() -> None:
    """
    At the border, so that no place which shows them has to remember.
    """
    record = ConnectionRecord(
        merchant_id="M1", name="A\x1b[31mcme\r\n\u202eLtd", account_type="seller", region="eu",
        authorised_by="ow\x1b]0;x\x07ner@example.com",
    )  # fmt: skip
    assert (record.name, record.authorised_by) == ("Acme Ltd", "owner@example.com")
    assert clean("orders \x1b[2Jstopped").text == "orders stopped"
