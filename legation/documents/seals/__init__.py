"""Travel-document formats: machine readable zones, visible digital seals, their barcode and their trust.

Nothing here knows Django, a database or a person. Source of the rules: ICAO Doc 9303, eighth edition, Parts 3
to 8, 12 and 13; each function names the section it follows.
"""
