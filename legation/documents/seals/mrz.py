"""Machine readable zones of passports, cards and visas (Doc 9303 Parts 3 to 7): write, read, check.

`encode` refuses whatever it cannot write exactly; `decode` reads any lines of the right shape and reports
each check digit that does not fit. This module is the door; the work is done in the modules it names.
"""

from .days import UNKNOWN, birth_day, expiry_day, yymmdd
from .errors import LetterError, MrzError
from .layouts import Format
from .names import names
from .reading import decode
from .spelling import spellings, transliterate
from .writing import encode
from .zone import Decoded, Failure, Mrz, check_digit

__all__ = [
    "UNKNOWN",
    "Decoded",
    "Failure",
    "Format",
    "LetterError",
    "Mrz",
    "MrzError",
    "birth_day",
    "check_digit",
    "decode",
    "encode",
    "expiry_day",
    "names",
    "spellings",
    "transliterate",
    "yymmdd",
]
