"""
From what was seen to why it happened.
"""
