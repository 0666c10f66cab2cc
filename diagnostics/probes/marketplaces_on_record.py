"""
Whether our marketplaces match those that Amazon lists.
"""

from diagnostics.amazon.marketplaces import BY_ID, country_of
from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


@probe(
    asks="Do our marketplaces match those Amazon lists?",
    normal="match",
    abnormal=["missing_at_amazon", "more_at_amazon", "none_in_common"],
    needs=["lwa_token.accepted"],
    reads=["participation"],
    applies_to=["seller"],
    merchant_says={
        "match": "The marketplaces set up here match your Amazon account.",
        "missing_at_amazon": "A marketplace set up here is not in your Amazon account.",
        "more_at_amazon": "Your Amazon account sells in a marketplace that is not set up here.",
        "none_in_common": "None of the marketplaces set up here is in your Amazon account.",
    },
)
async def marketplaces_on_record(target: Target) -> Seen:
    """
    Reads what `participation` was answered; pseudo-marketplaces that we do not know are left out.
    """
    listed = target.amazon.participations
    if listed is None:
        raise CouldNotTell("Amazon has not listed the seller's marketplaces.")
    ours = set(target.connection.marketplaces)
    if not ours:
        raise CouldNotTell("No marketplace is on record for this connection.")
    theirs = {row.marketplace.id for row in listed}
    active = {row.marketplace.id for row in listed if row.participation.participating}
    evidence = target.seen["participation"].evidence
    if not ours & theirs:
        return Seen(
            "none_in_common",
            f"We have {_names(ours)} on record; Amazon lists {_names(theirs) or 'none'}.",
            evidence,
        )
    if missing := ours - theirs:
        said = f"Amazon does not list {_names(missing)}, which we have on record."
        return Seen("missing_at_amazon", said, evidence)
    if more := {id_ for id_ in active - ours if id_ in BY_ID}:
        said = f"Amazon also lists {_names(more)}, which we do not have on record."
        return Seen("more_at_amazon", said, evidence)
    return Seen("match", f"Both sides have {_names(ours)}.", evidence)


def _names(ids: set[str]) -> str:
    return ", ".join(sorted(country_of(id_) for id_ in ids)[:8])
