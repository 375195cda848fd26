"""The ICAO Datastructure for Barcode (IDB), a draft: text for any two-dimensional barcode, binary inside.

There is no final text of the standard. Where sources differ, docs/adr/0012 says which reading was taken.
Sections named here are those of the draft technical report, ICAO Datastructure for Barcode, version 1.
"""
