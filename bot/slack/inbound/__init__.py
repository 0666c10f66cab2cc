"""
The only way in from Slack: sockets, HTTP, the delivery log, acknowledgement.
"""
