"""Golomb-Rice codes of ascending numbers: each gap is its upper part in ones, a zero, and its lower bits.

S. W. Golomb, Run-length encodings, IEEE Trans. Inf. Theory 12 (1966); R. F. Rice, JPL 79-22 (1979).
"""

from array import array
from collections.abc import Sequence

from .errors import ListError

_LN2 = 0.6931


def parameter(count: int, universe: int) -> int:
    """How many lower bits are written plainly, for `count` random numbers below `universe`."""
    return max(0, int(_LN2 * universe / count).bit_length() - 1) if count else 0


def encode(numbers: Sequence[int], k: int) -> bytes:
    """The code of strictly ascending numbers, filled up with ones to whole bytes."""
    pieces, before, mask = [], -1, (1 << k) - 1
    for number in numbers:
        gap, before = number - before - 1, number
        pieces.append("1" * (gap >> k) + f"0{gap & mask:0{k}b}" if k else "1" * gap + "0")
    bits = "".join(pieces)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


def decode(data: bytes, count: int, k: int) -> "array[int]":
    """The `count` numbers in a code.

    Raises:
        ListError: the code is cut short.
    """
    bits, at, number, found = bin(int.from_bytes(b"\1" + data, "big"))[3:], 0, -1, array("Q")
    for _ in range(count):
        zero = bits.find("0", at)
        end = zero + 1 + k
        if zero < 0 or end > len(bits):
            raise ListError("the coded numbers are cut short")
        number += 1 + ((zero - at) << k) + (int(bits[zero + 1 : end], 2) if k else 0)
        found.append(number)
        at = end
    return found
