"""Lists of what was revoked and of whom to trust, signed, for checking seals without a network; no Django here.

The format and why it is exact, small and tells nothing about persons: docs/adr/0015.
"""
