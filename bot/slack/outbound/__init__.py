"""
The only way out to Slack: the gateway, who reads, paced posts and edits.
"""
