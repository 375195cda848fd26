"""References a person can read out over a bad line: Crockford's base 32 with a check character."""

from legation.ground import node
from legation.ground.languages.casing import capitals

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK = ALPHABET + "*~$=U"
_FOLD = str.maketrans("OIL", "011", "- ")


def new_reference(prefix: str, *, length: int = 9) -> str:
    """A random reference such as 'UTO-7K3M-9QXZ-A4': 45 bits at the centre, then a check character without symbols."""
    length += 2 if node.here() else 0  # what says whose they are takes four letters of an edge's
    while True:
        body = node.drawn(ALPHABET, length)
        check = check_character(body)
        if check in ALPHABET:
            text = body + check
            return f"{prefix}-{text[:4]}-{text[4:8]}-{text[8:]}"


def check_character(body: str) -> str:
    """The check character over base-32 digits: their value modulo 37 (Crockford)."""
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return _CHECK[value % 37]


def tidy_reference(text: str) -> str | None:
    """What somebody typed, as a reference: case, spaces, dashes and look-alike letters mended; None if mistyped."""
    head, _, rest = capitals(text.strip()).replace(" ", "-").partition("-")
    body = rest.translate(_FOLD)
    if len(body) < 2 or any(character not in ALPHABET for character in body):
        return None
    if check_character(body[:-1]) != body[-1]:
        return None
    return f"{head}-{body[:4]}-{body[4:8]}-{body[8:]}"
