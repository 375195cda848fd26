"""Capitals of codes and small letters of addresses, typed on any keyboard.

A Turkish or Azerbaijani keyboard makes capital İ of i and small ı of I. In a passport's number or an e-mail address
those are the letter of the Latin alphabet; Unicode's own mapping would leave İ, or make it two characters.
"""

from unicodedata import combining, normalize

_DOTTED = "\u0130"


def capitals(text: str) -> str:
    """A code in capitals."""
    return text.upper().replace(_DOTTED, "I")


def small(text: str) -> str:
    """An address in small letters."""
    return text.replace(_DOTTED, "I").lower().replace("\u0131", "i")


_FOLDED = str.maketrans({"\u0131": "i", "\u0259": "e", "\u0649": "\u064a", "\u0629": "\u0647", "\u0640": None})
"""What people write for one another: Turkish ı and i, Azerbaijani ə and e; Arabic final ya and ta, drawn lines."""


def folded(text: str) -> str:
    """A text as people search by it: small letters of any keyboard, without accents, points and vowel signs."""
    bare = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return bare.translate(_FOLDED)
