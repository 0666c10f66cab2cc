"""
The process: what goes into what, the server, the doctor, the knowledge watcher.
"""
