"""
What measurements stand on: the outside world and the bot in processes of their own.
"""
