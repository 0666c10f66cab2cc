"""
Live, read-only diagnostics of one Amazon connection. Knows Amazon, and nobody else here.
"""
