"""What a bank keeps for its work: of each payment it takes, and of each dispute."""

FEE_PART, FEE_FIXED = 67, 25
DISPUTE_FEE = 1500


def fee_of(amount: int) -> int:
    """What is kept back of a payment: one and a half in a hundred, and 25; at most half."""
    return min(amount // FEE_PART + FEE_FIXED, amount // 2)
