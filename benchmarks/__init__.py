"""
Measurements: ratios against a floor and against peers, each pair taken in one run.
"""
