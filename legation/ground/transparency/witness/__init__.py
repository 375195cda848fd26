"""A witness of issuance logs (C2SP tlog-witness): a small program of its own, for somebody outside the ministry to run.

It remembers the last head of each log it knows, and cosigns a new one only when shown that it merely adds to that.
"""
