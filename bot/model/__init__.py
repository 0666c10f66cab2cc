"""
Frozen data that rooms hand to each other; imports no other room.
"""
