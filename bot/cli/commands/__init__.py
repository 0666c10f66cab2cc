"""
The sub-commands of `triage`, each imported when it is used.
"""
