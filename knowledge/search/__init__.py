"""
Full text over the articles.
"""
