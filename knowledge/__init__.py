"""
What we know about why connections fail, and what to do about it.
"""
