"""What can go wrong on purpose at a printing place."""

FAULTS = ("picture_rejected", "misprint", "wrong_mrz", "down", "doubled_message", "late_answer", "forged_message")
"""`misprint`: its own quality control says so, once for each number. `wrong_mrz`: it says that all is well, and the
zone that it read is another one, once for each number. `down`: it answers nothing. `doubled_message`: every message
comes twice. `late_answer`: nothing is said until it has been asked three times. `forged_message`: somebody else's."""
