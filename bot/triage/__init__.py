"""
The use case: a merchant and an issue go in, an answer comes out; its wording for either audience.
"""
