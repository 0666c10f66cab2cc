"""
Articles as they are read, and the library that holds them.
"""
