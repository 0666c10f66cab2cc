"""
What the platform shows the merchant for this connection.
"""

from diagnostics.errors import CouldNotTell
from diagnostics.model import PlatformStatus
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


@probe(
    asks="What does the platform show for this connection?",
    normal="connected",
    abnormal=["disconnected_by_user", "disconnected_by_platform", "reconnect_required"],
    merchant_says={
        "connected": "The channel shows as connected.",
        "disconnected_by_user": "Somebody disconnected the channel in the settings.",
        "disconnected_by_platform": "The channel was disconnected automatically.",
        "reconnect_required": "The channel shows that its data cannot be read at the moment.",
    },
    consequences=["reconnect_required", "disconnected_by_platform"],
)
async def platform_status(target: Target) -> Seen:
    """
    Our own status can be wrong; it is evidence like any other.
    """
    connection = target.connection
    since = (
        f" since {connection.status_changed_at:%d %b %Y}" if connection.status_changed_at else ""
    )
    on = since.replace("since", "on")
    match connection.status:
        case None:
            raise CouldNotTell("What the platform shows is not on record.")
        case PlatformStatus.CONNECTED:
            return Seen("connected", f"The platform shows Connected{since}.")
        case PlatformStatus.RECONNECT_REQUIRED:
            return Seen("reconnect_required", f"The platform shows Reconnect Required{since}.")
    if not connection.status_changed_by:
        raise CouldNotTell(f"It was disconnected{on}; by whom is not on record.")
    if connection.status_changed_by == "platform":
        return Seen("disconnected_by_platform", f"The platform itself disconnected it{on}.")
    return Seen("disconnected_by_user", f"{connection.status_changed_by} disconnected it{on}.")
