"""What can go wrong on purpose."""

SLOW_SECONDS, LATE_SECONDS = 6.0, 4.0

FAULTS = {
    "slow": "answers after six seconds, when nobody waits any more, and has sent it all the same",
    "down": "answers 503",
    "busy": "answers 429",
    "refuses": "takes no message to this number",
    "duplicates": "sends every receipt twice",
    "late": "sends receipts four seconds late, the last one first",
    "silent": "sends no receipt",
    "fails": "takes every message, and then cannot deliver it",
    "forged": "sends a receipt that somebody else has signed before its own",
}
