"""The fields of a machine readable zone, and the check digit of all formats (Doc 9303-3 section 4)."""

from dataclasses import dataclass

from .layouts import Format
from .spelling import FILLER

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)} | {FILLER: 0}
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mrz:
    """The fields of one zone, without fillers and check digits.

    `issuer` and `nationality` are one to three letters (D, UTO, XXA, UNO). `birth` and `expiry` are six
    characters YYMMDD; unknown parts of a birth date are `<<`. `sex` is M, F or X. `primary` and `secondary`
    are names: any script that Doc 9303-3 section 6 spells when writing, A-Z and spaces when read. `optional`
    is the free field of the first or only kind (TD3: the personal number), `optional2` the middle line of a
    TD1.
    """

    format: Format
    document_code: str
    issuer: str
    number: str
    nationality: str
    birth: str
    sex: str
    expiry: str
    primary: str
    secondary: str = ""
    optional: str = ""
    optional2: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A check digit that does not fit: `field` is number, birth, expiry, optional or composite.

    `line` and `position` say where the digit stands, counted from 1 as in the standard.
    """

    field: str
    line: int
    position: int
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """What lines say, and which of their check digits contradict them."""

    fields: Mrz
    failures: tuple[Failure, ...]

    @property
    def is_consistent(self) -> bool:
        return not self.failures


def check_digit(text: str) -> str:
    """The digit for `text` (A-Z, 0-9, `<`): weights 7, 3, 1, modulo 10 (Doc 9303-3 section 4.9).

    It finds every single wrong character except one whose value differs by 10, 20 or 30: 0, A, K, U and `<`
    pass for each other, as do 1, B, L and V, and so on.
    """
    return str(sum(_VALUES[character] * _WEIGHTS[place % 3] for place, character in enumerate(text)) % 10)
