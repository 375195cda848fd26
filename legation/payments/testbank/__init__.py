"""The Test Bank: a card payment provider that moves no money and takes no card but its own test cards.

A program of its own, run as its own process: it imports neither Django nor any other room of this house, and is spoken
to over HTTP only, as a real provider would be. See `app.py` for its addresses, `config.py` for what it needs.
"""
