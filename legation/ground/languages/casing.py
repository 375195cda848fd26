"""Capitals of codes and small letters of addresses, typed on any keyboard.

A Turkish or Azerbaijani keyboard makes capital İ of i and small ı of I. In a passport's number or an e-mail address
those are the letter of the Latin alphabet; Unicode's own mapping would leave İ, or make it two characters.
"""

_DOTTED = "\u0130"


def capitals(text: str) -> str:
    """A code in capitals."""
    return text.upper().replace(_DOTTED, "I")


def small(text: str) -> str:
    """An address in small letters."""
    return text.replace(_DOTTED, "I").lower().replace("\u0131", "i")
