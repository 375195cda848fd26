"""How long a short message is, as networks count it. Pure functions.

Source: 3GPP TS 23.038 (GSM 7 bit default alphabet, 6.2.1, and its extension table) and 3GPP TS 23.040, 9.2.3.24.1
(concatenated messages: six octets of each part are the header).
"""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_SEVEN_BIT = (160, 153)
_SIXTEEN_BIT = (70, 67)


def is_seven_bit(text: str) -> bool:
    """Whether a text goes in the alphabet of which a part holds 160 characters."""
    return all(character in _BASIC or character in _EXTENDED for character in text)


def parts(text: str) -> int:
    """In how many parts a text is sent; each is paid for."""
    size = _size(text)
    whole, part = _SEVEN_BIT if is_seven_bit(text) else _SIXTEEN_BIT
    return 1 if size <= whole else -(-size // part)


def too_many(text: str, most: int) -> int:
    """How many characters a text has more than fit into `most` parts; 0 where it fits."""
    whole, part = _SEVEN_BIT if is_seven_bit(text) else _SIXTEEN_BIT
    return max(0, _size(text) - (whole if most == 1 else part * most))


def foreign(text: str) -> str:
    """The first character that makes every part hold 70 instead of 160; empty where none does."""
    return next((each for each in text if each not in _BASIC and each not in _EXTENDED), "")


def _size(text: str) -> int:
    """Septets, or UTF-16 code units: what the limits are counted in."""
    if is_seven_bit(text):
        return len(text) + sum(character in _EXTENDED for character in text)
    return len(text.encode("utf-16-be")) // 2
