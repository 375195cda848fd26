"""The signer: a process of its own that signs what committed decisions allow, and nothing else.

The web and the workers hold certificates; the private keys are read here only.
"""
