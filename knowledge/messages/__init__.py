"""
The models that read what people write: short messages and whole reports.
"""
