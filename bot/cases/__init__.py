"""
The durable life of a case: desk, run, notifications, escalation, mail, what recurs.
"""
