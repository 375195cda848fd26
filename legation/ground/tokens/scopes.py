"""What a token may be for, by whose it is: a token never does more than its owner may."""

CHECK, CROSSINGS = "check", "crossings"
APPLICATIONS_READ, APPLICATIONS_WRITE = "applications:read", "applications:write"
APPLICATIONS_DATA = "applications:data"
"""Everything that is held, letters with the links in them too, and what is asked about it: more than reading."""
CASES_READ, CASES_SEARCH, CASES_DECIDE = "cases:read", "cases:search", "cases:decide"
WEBHOOKS = "webhooks:manage"

OF_SERVICES = (CHECK, CROSSINGS, APPLICATIONS_READ, APPLICATIONS_WRITE, APPLICATIONS_DATA, WEBHOOKS)
OF_PERSONS = (CASES_READ, CASES_SEARCH, CASES_DECIDE)
OF_CITIZENS = (APPLICATIONS_READ, APPLICATIONS_WRITE, APPLICATIONS_DATA)
ALL = tuple(dict.fromkeys((*OF_SERVICES, *OF_PERSONS, *OF_CITIZENS)))
