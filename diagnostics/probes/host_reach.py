"""
Whether the regional host answers at all.
"""

import asyncio

from diagnostics.amazon import rates
from diagnostics.amazon.http import NoResponse
from diagnostics.errors import CouldNotTell
from diagnostics.model import Region
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


NEIGHBOUR = {Region.NA: Region.EU, Region.EU: Region.NA, Region.FE: Region.NA}


@probe(
    asks="Does the regional host answer at all, when reads brought no answer?",
    normal="answers",
    abnormal=["silent_here_only", "silent_everywhere"],
    needs=["lwa_token.accepted"],
    wanted_by=["spapi_access.unanswered"],
    merchant_says={
        "answers": "Amazon's service in your region answers.",
        "silent_here_only": "Amazon's service in your region does not answer right now.",
        "silent_everywhere": "We cannot reach Amazon right now.",
    },
    cost=rates.REACH_HOST,
)
async def host_reach(target: Target) -> Seen:
    """
    A request without a token, here and next door: any answer, a refusal included, is an answer.
    """
    here = target.connection.region
    there = NEIGHBOUR[here]
    answered, elsewhere = await asyncio.gather(_answers(target, here), _answers(target, there))
    if answered:
        return Seen("answers", f"The {here.upper()} host answers.")
    if elsewhere:
        said = f"The {here.upper()} host is silent; the {there.upper()} host answers."
        return Seen("silent_here_only", said)
    return Seen("silent_everywhere", f"The {here.upper()} and {there.upper()} hosts are silent.")


async def _answers(target: Target, region: Region) -> bool:
    try:
        await target.amazon.reach(region)
    except NoResponse as silence:
        if silence.kind == "unsent":
            raise CouldNotTell(str(silence)) from None
        return silence.kind == "too_large"
    return True
