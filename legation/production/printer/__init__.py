"""A printing place for demonstrations and tests: a program of its own, with faults that can be switched on."""
