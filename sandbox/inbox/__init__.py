"""
A support mailbox on loopback: a real SMTP server, and every mail that it took.
"""

from sandbox.inbox.mail import Mail
from sandbox.inbox.server import Fault, Inbox


__all__ = ["Fault", "Inbox", "Mail"]
