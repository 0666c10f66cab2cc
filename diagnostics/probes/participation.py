"""
Whether the seller is active in the marketplaces on record.
"""

from diagnostics.amazon import rates
from diagnostics.amazon.marketplaces import country_of
from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, refused, tell
from diagnostics.target import Seen, Target


WHAT = "marketplace participations"


@probe(
    asks="Is the seller active in the marketplaces on record?",
    normal="participating",
    abnormal=["not_participating", "suspended_listings", *REFUSALS],
    decisive=["not_participating", "suspended_listings"],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell(
        "marketplaces",
        participating="Your account is active in its marketplaces.",
        not_participating="Your account is not active in one of the marketplaces set up here.",
        suspended_listings="Your listings are not live in one of your marketplaces.",
    ),
    role="Selling Partner Insights",
    cost=rates.GET_MARKETPLACE_PARTICIPATIONS,
)
async def participation(target: Target) -> Seen:
    """
    A marketplace that Amazon does not list at all is `marketplaces_on_record`'s to report.
    """
    reply = await target.amazon.marketplace_participations()
    if not reply.ok or reply.pieces is None:
        return refused(reply, WHAT)
    on_record = set(target.connection.marketplaces)
    standings = [
        row for row in reply.pieces.payload if not on_record or row.marketplace.id in on_record
    ]
    if not standings:
        raise CouldNotTell("Amazon lists none of our marketplaces.", reply.evidence)
    idle = [row for row in standings if not row.participation.participating]
    if idle:
        where = _names([row.marketplace.id for row in idle])
        return Seen("not_participating", f"The seller is not active in {where}.", reply.evidence)
    suspended = [row for row in standings if row.participation.suspended]
    if suspended:
        where = _names([row.marketplace.id for row in suspended])
        return Seen("suspended_listings", f"Listings are inactive in {where}.", reply.evidence)
    where = _names([row.marketplace.id for row in standings])
    return Seen("participating", f"The seller is active in {where}.", reply.evidence)


def _names(ids: list[str]) -> str:
    return ", ".join(country_of(id_) for id_ in ids[:8])
