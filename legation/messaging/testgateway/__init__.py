"""The SMS gateway of Utopia, as a program of its own, with faults to switch on. It sends nothing anywhere."""
