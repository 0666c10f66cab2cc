"""
Holds the knowledge base to its promises: every fault with its file, its line and its fix.
"""

from knowledge.lint.run import lint


__all__ = ["lint"]
