"""
What a good diagnosis says of a scenario, and whether one did.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field, model_validator

from sandbox.amazon.state import Strict


VERDICTS = "^(healthy|cause_found|ambiguous|unexplained|could_not_examine)$"


class Expectation(Strict):
    """
    One cause, one set of which any may lead, or none. Causes are the names of articles.

    `or_verdict` is as good as `verdict`: where several causes share one remedy it is a matter of
    taste whether they are called found or ambiguous. `also` must be among the causes named, first
    or not. `reconnect` is True where asking somebody to authorize again is right; everywhere else
    it is the worst mistake.
    """

    verdict: str = Field(pattern=VERDICTS)
    or_verdict: str | None = Field(default=None, pattern=VERDICTS)
    cause: str | None = None
    one_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    family: str | None = None
    who_acts: tuple[str, ...] = ()
    reconnect: bool = False
    signals: tuple[str, ...] = ()  # what the probes must have seen
    connections: dict[str, str] = Field(default_factory=dict)  # healthy, or a cause, for each

    @model_validator(mode="after")
    def _whole(self) -> Expectation:
        if self.verdict == "cause_found" and not (self.cause or self.one_of):
            raise ValueError("cause_found needs a cause, or one_of")
        if self.verdict == "ambiguous" and not (self.cause or self.one_of):
            raise ValueError("ambiguous needs one_of")
        if self.verdict == "healthy" and (self.cause or self.one_of):
            raise ValueError("healthy has no cause")
        return self

    @property
    def leaders(self) -> tuple[str, ...]:
        """
        The causes that may lead; none where no cause can be told.
        """
        return (self.cause,) if self.cause else self.one_of

    def missed(self, verdict: str, causes: Sequence[str]) -> str:
        """
        What is wrong with a diagnosis, in a sentence; empty when it is right.

        `causes` are those shown, best first.
        """
        if verdict not in {self.verdict, self.or_verdict}:
            wanted = self.verdict + (f" or {self.or_verdict}" if self.or_verdict else "")
            return f"The verdict is {verdict}, and should be {wanted}."
        if verdict in {"cause_found", "ambiguous"} and self.leaders:
            leading = causes[0] if causes else "no cause"
            if leading not in self.leaders:
                return f"{leading} leads, and should be {' or '.join(self.leaders)}."
        if verdict == "cause_found" and (left_out := set(self.also) - set(causes)):
            return f"{', '.join(sorted(left_out))} is not named."
        return ""
