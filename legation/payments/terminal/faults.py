"""What can go wrong on purpose at a terminal."""

FAULTS = (
    "card_refused", "wrong_pin", "cancelled", "paper_out", "busy", "timeout_after_capture", "answer_lost", "power_cut",
    "duplicate_answer", "status_lost", "reversal_refused",
)  # fmt: skip
"""`timeout_after_capture`: the money is taken and the answer comes far too late. `answer_lost`: it is taken and no
answer comes. `power_cut`: the terminal goes dark in the middle, has taken nothing, and says so when it is asked.
`duplicate_answer`: the answer to an earlier message comes instead. `status_lost`: nor does it answer a question."""
ENDS = {"card_refused": "Refusal", "wrong_pin": "WrongPIN", "cancelled": "Cancel", "power_cut": "Aborted"}
"""Faults that end a payment without money, and nexo's ErrorCondition for each."""
AT_ONCE = {"busy": "Busy", "paper_out": "DeviceOut"}
"""Faults for which a terminal does not begin at all."""
LATE_SECONDS = 12.0
