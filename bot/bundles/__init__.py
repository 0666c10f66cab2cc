"""
The replayable evidence of a case.
"""
