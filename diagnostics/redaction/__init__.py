"""
Secrets in text: taken out of what people write and of what Amazon answers, however they are spelled.
"""
