"""
Where connections come from, behind one protocol.
"""
