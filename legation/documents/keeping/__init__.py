"""Keeping keys: making, rotating and retiring signers, the revocation list of certificates, the ceremony of a root.

Operators' commands call this; the web and the workers only read what it leaves in the folder of keys.
"""
