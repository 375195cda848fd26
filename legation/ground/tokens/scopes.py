"""What a token may be for, by whose it is: a token never does more than its owner may."""

CHECK, CROSSINGS = "check", "crossings"
APPLICATIONS_READ, APPLICATIONS_WRITE = "applications:read", "applications:write"
CASES_READ, CASES_SEARCH, CASES_DECIDE = "cases:read", "cases:search", "cases:decide"
WEBHOOKS = "webhooks:manage"

OF_SERVICES = (CHECK, CROSSINGS, APPLICATIONS_READ, APPLICATIONS_WRITE, WEBHOOKS)
OF_PERSONS = (CASES_READ, CASES_SEARCH, CASES_DECIDE)
OF_CITIZENS = (APPLICATIONS_READ, APPLICATIONS_WRITE)
ALL = tuple(dict.fromkeys((*OF_SERVICES, *OF_PERSONS, *OF_CITIZENS)))
