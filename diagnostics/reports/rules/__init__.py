"""
Tables of what a sentence in a report speaks for.
"""
