"""
Whether the Ads profile on record is among those that the login sees.
"""

from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


@probe(
    asks="Is the profile on record among them?",
    normal="present",
    abnormal=["absent", "agency_type"],
    needs=["ads_profiles.listed"],
    applies_to=["ads"],
    merchant_says={
        "present": "The advertising account set up here is visible to the login.",
        "absent": "The advertising account set up here is not visible to the login any more.",
        "agency_type": "The advertising account set up here is an agency account, which has no data of its own.",
    },
)
async def ads_profile_on_record(target: Target) -> Seen:
    """
    Reads what `ads_profiles` was answered.
    """
    ours = target.connection.ads_profile_ids
    if not ours:
        raise CouldNotTell("No Ads profile is on record for this connection.")
    listed = target.amazon.profiles
    if listed is None:
        raise CouldNotTell("Ads has not listed the login's profiles.")
    evidence = target.seen["ads_profiles"].evidence
    types = {profile.id: profile.account.type for profile in listed}
    absent = [id_ for id_ in ours if id_ not in types]
    if absent:
        said = f"{len(absent)} of {len(ours)} profiles on record are not among those it sees."
        return Seen("absent", said, evidence)
    if any(types[id_].casefold() == "agency" for id_ in ours):
        return Seen("agency_type", "The profile on record is an agency's.", evidence)
    return Seen("present", "The login sees every profile on record.", evidence)
