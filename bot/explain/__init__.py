"""
From a pasted text to what it may mean.
"""
