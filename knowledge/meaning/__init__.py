"""
What a text means, as far as a small language model can tell: which family of causes it speaks of.
"""
