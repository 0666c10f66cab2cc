"""
What a person did in Slack: commands, messages, actions, forms.
"""
