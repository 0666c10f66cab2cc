"""
A stateful Slack workspace on loopback: Web API, Socket Mode, signed HTTP, three companies.
"""

from sandbox.slack.acting import NotAllowed
from sandbox.slack.calls import Ack, Call
from sandbox.slack.cast import Cast, Channel, Role, Team, User, the_cast
from sandbox.slack.faults import Faults, Signature
from sandbox.slack.state import Message, View
from sandbox.slack.workspace import Workspace


__all__ = [
    "Ack",
    "Call",
    "Cast",
    "Channel",
    "Faults",
    "Message",
    "NotAllowed",
    "Role",
    "Signature",
    "Team",
    "User",
    "View",
    "Workspace",
    "the_cast",
]
