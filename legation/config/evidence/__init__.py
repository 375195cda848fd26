"""Evidence for auditors, made from the running house. Counts and dates only: no name, address, reference or answer."""
