"""
What every room stands on: settings, logs, metrics, limits of time.
"""
