"""
How good the base is: health, separation, evaluation, authoring.
"""
