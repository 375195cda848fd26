"""Sorts and compares names as readers of a language expect, without a collation library.

An approximation of the Unicode collation for lists of country names: whole letters of the language's
alphabet, accents ignored, punctuation ignored. Python's own order would put Åland after Zimbabwe.
"""

from functools import lru_cache
from unicodedata import category, normalize

# Only alphabets whose order differs from that of the letters without their accents.
_ALPHABETS = {
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}
_DOTTED = ("tr", "az")
# Letters that carry no separable accent, and Arabic letters that are written in several ways.
_PLAIN = str.maketrans({
    "ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ё": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "",
})  # fmt: skip


def fold(text: str) -> str:
    """A name as it is compared when somebody searches: no case, no accents, no punctuation.

    Args:
        text: In any script.

    Returns:
        `côte d’ivoire` and `Cote d'Ivoire` both give `cote divoire`.
    """
    # The dot that lower() leaves behind on İ is an accent like any other here.
    letters = normalize("NFKD", text.lower().translate(_PLAIN))
    kept = (letter for letter in letters if category(letter)[0] in "LNZ" or letter == "-")
    return " ".join("".join(kept).replace("-", " ").split())


@lru_cache(maxsize=4096)
def sort_key(name: str, language: str) -> tuple[tuple[int, ...], str]:
    """Where a name stands in a list for readers of a language; remembered, since pages sort the same names each time.

    Args:
        name: As shown.
        language: ISO 639 code; a region after it is ignored.
    """
    language = language[:2].lower()
    alphabet = _ALPHABETS.get(language, "")
    if language in _DOTTED:
        name = name.replace("İ", "i").replace("I", "ı")
    places: list[int] = []
    for letter in name.lower():
        if letter in alphabet:
            places.append(alphabet.index(letter) + 100)
        else:
            places.extend(_place(plain, alphabet) for plain in fold(letter) or (" " if letter == " " else ""))
    return tuple(places), name


def _place(letter: str, alphabet: str) -> int:
    if letter == " ":
        return 0
    return alphabet.index(letter) + 100 if letter in alphabet else ord(letter) + 1000
