"""
The only door to Amazon: the client, its rates and limits, classification, redaction.
"""
