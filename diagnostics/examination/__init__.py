"""
Asks every probe that applies.
"""
