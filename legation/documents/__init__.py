"""Documents that leave the house: typeset, sealed, signed, read back, stored, revoked, verified.

Blind to its subject: it knows a reference and an order, never a case or a visa. Its door is `api`.
"""
