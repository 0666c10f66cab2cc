"""
Whether the recorded consent carries every role that the datasets need.
"""

from diagnostics.errors import CouldNotTell
from diagnostics.model import AccountType
from diagnostics.probe import Side, probe
from diagnostics.target import Seen, Target


# Any one role of each row will do; source: developer-docs.amazon.com/sp-api/docs/role-mappings
NEEDED: dict[AccountType, tuple[tuple[str, frozenset[str]], ...]] = {
    AccountType.SELLER: (
        ("orders", frozenset({"inventory and order tracking", "amazon fulfillment"})),
        ("financial events", frozenset({"finance and accounting"})),
        ("product information", frozenset({"product listing"})),
        ("sales and traffic", frozenset({"brand analytics"})),
    ),
    AccountType.VENDOR: (
        ("purchase orders", frozenset({"inventory and order tracking", "amazon fulfillment"})),
        ("product information", frozenset({"product listing"})),
        ("retail analytics", frozenset({"brand analytics"})),
    ),
}


@probe(
    asks="Does the recorded consent carry every role that the datasets need?",
    normal="complete",
    abnormal=["missing_role"],
    merchant_says={
        "complete": "Your authorization covers all the data we read.",
        "missing_role": "Your authorization does not cover all the data we read.",
    },
    side=Side.SALES,
)
async def roles_on_record(target: Target) -> Seen:
    """
    A consent keeps the roles it was given with; a role that we ask for later is not in it.
    """
    roles = {role.casefold().replace("&", "and") for role in target.connection.roles}
    if not roles:
        raise CouldNotTell("No roles are on record for this consent.")
    lacking = [
        what for what, any_of in NEEDED[target.connection.account_type] if not any_of & roles
    ]
    if lacking:
        return Seen("missing_role", f"The recorded consent has no role for {', '.join(lacking)}.")
    return Seen("complete", "The recorded consent has a role for every dataset.")
