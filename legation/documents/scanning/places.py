"""Which letters may stand at which place of a passport's zone, TD3 (Doc 9303-4 section 4.2.2)."""

LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_NAME, _ANY = LETTERS + "<", LETTERS + DIGITS + "<"

ALLOWED = (
    ("P", *[_NAME] * 43),
    (
        *[_ANY] * 9, DIGITS, *[_NAME] * 3, *[DIGITS] * 6, DIGITS, "MFX<", *[DIGITS] * 6, DIGITS, *[_ANY] * 14,
        DIGITS + "<", DIGITS,
    ),
)  # fmt: skip
"""By line and place."""

_ALIKE = (("O", "0"), ("Q", "0"), ("D", "0"), ("I", "1"), ("L", "1"), ("Z", "2"), ("S", "5"), ("G", "6"), ("B", "8"))
_AS_DIGIT = dict(_ALIKE)
_AS_LETTER = {digit: letter for letter, digit in reversed(_ALIKE)}


def as_allowed(letter: str, allowed: str) -> str:
    """A letter as it must be meant where only digits, or only letters, may stand: O is 0 in a date."""
    if letter in allowed:
        return letter
    return (_AS_DIGIT if allowed.startswith(DIGITS) else _AS_LETTER).get(letter, letter)


def alike(one: str, other: str) -> bool:
    """Whether two letters are often taken for each other."""
    return (one, other) in _ALIKE or (other, one) in _ALIKE
