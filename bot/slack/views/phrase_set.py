"""
What the merchants' view has to have words for, in every language.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """
    One language. Buttons are short: Slack allows 75 characters and phones show about 20.
    """

    looking: str
    looking_again: str
    colleague: str
    refused: str
    trouble: str
    again: str
    what_to_do: str
    nothing_to_do: str
    you: str
    account_admin: str
    agency: str
    nobody: str
    we: str
    one_question: str
    looked_at: str
    done: str
    still_broken: str
    escalating: str
    escalated: str
    acknowledged: str
    fixed: str
    not_fixed: str
    partly_fixed: str
    nothing_broken: str
    could_not_look: str
    person: str
    person_button: str
    joined: str
    unread: str
    overrun: str
    interrupted: str
    closed: str
    agents_only: str
    not_yours: str
    settled: str
