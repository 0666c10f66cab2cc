"""
The workspace in a browser: a page wired to the same state that the bot is wired to.
"""

from sandbox.slack.page.server import Page


__all__ = ["Page"]
