"""
What a text says: its clauses as statements, each with what it speaks of and how it is meant.
"""
