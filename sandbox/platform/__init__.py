"""
The platform's own API as docs/platform-api.md publishes it, on loopback.
"""

from sandbox.platform.server import Platform


__all__ = ["Platform"]
