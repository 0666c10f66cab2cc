"""
What people paste and tell, as findings.
"""
