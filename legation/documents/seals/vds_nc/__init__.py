"""VDS-NC, the seal for paper and screens with room: canonical JSON, signed, with its certificate.

Sections named are those of the ICAO Technical Report VDS-NC, Visible Digital Seal for non-constrained
environments, version 1.1 (2021).
"""
