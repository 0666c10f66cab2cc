"""
The base as pages.
"""
