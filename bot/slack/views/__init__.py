"""
What people see in Slack. Pure: plain data in, blocks out; nothing here calls Slack.
"""
