"""
How long we wait for what: retries, rechecks, reminders, closing. Seconds throughout.
"""

from __future__ import annotations

from dataclasses import dataclass


MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """
    The waits of a desk; tests shorten them.
    """

    retry_first: float = 15.0  # of a mail or a post that was not taken; doubles
    retry_longest: float = 15 * MINUTE
    give_up: float = DAY
    post_first: float = 1.0  # between the first tries at a post, while the case waits for it
    post_tries: int = 4
    remind: float = 2 * HOUR  # an escalation that nobody acknowledged
    close: float = 7 * DAY  # a case that nobody says anything about
    keep_workflows: float = 14 * DAY
    housekeeping: float = MINUTE
    recheck_pace: float = 1.0  # of an article's minutes, how many are waited
    later_poll: float = 1.0
    takeover: float = 5.0  # between two looks for processes that are gone

    def retry(self, number: int) -> float:
        """
        The wait after try number `number`, which counts from 1.
        """
        doubled = self.retry_first * 2.0 ** min(number - 1, 32)
        return min(self.retry_longest, doubled)

    def tries(self) -> int:
        """
        How many tries fit before giving up.
        """
        spent, number = 0.0, 1
        while spent < self.give_up:
            spent += self.retry(number)
            number += 1
        return number
