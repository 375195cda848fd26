"""Visas: who needs one, the facts an e-visa is decided on, and the paper that is issued."""
