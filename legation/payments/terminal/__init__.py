"""A card terminal and its acquirer, as a program of its own that takes no real card: it speaks nexo's Sale to POI.

It imports nothing of the house and shares nothing with it but a secret.
"""
