"""
Everything that is kept: all SQL, and the workflow engine.
"""
