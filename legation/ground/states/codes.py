"""Codes of states and nationalities as passports carry them.

Sources: ISO 3166-1 (pycountry), ICAO Doc 9303 part 3 section 5 for the codes ISO does not have. A state that nobody
has listed takes one of the codes that ISO 3166-1 (section 8.1.3) leaves to its users.
"""

import re
from functools import cache

import pycountry

from legation.ground.profile import profile

# Codes a passport may carry that ISO 3166 has not. UTO is the specimen state of ICAO.
ICAO_ONLY = (
    "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNA", "UNK", "UNO", "UTO", "XBA", "XCC", "XCE", "XCO",
    "XDC", "XEC", "XES", "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX",
)  # fmt: skip
# Territories without nationals; a question may name them, a list to choose from should not.
WITHOUT_NATIONALS = frozenset({"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI"})
# Other spellings of a code that stand in real passports or in other systems.
_SPELLINGS = {"D": "DEU", "XK": "RKS", "XKX": "RKS", "XKK": "RKS", "XXK": "RKS", "UK": "GBR", "EU": "EUE"}


_LEFT_TO_USERS = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z]")


@cache
def _listed() -> frozenset[str]:
    return frozenset(country.alpha_3 for country in pycountry.countries) | frozenset(ICAO_ONLY)


def may_be_own(code: str) -> bool:
    """Whether a profile's state may have this code: a listed one, or one that is left to users."""
    return code in _listed() or _LEFT_TO_USERS.fullmatch(code) is not None


def nationality_codes() -> frozenset[str]:
    """Every alpha-3 code that a policy must answer for: ISO 3166-1, ICAO's additions, and the profile's own state."""
    return _with(profile().state)


@cache
def _with(own: str) -> frozenset[str]:
    return _listed() | {own}


@cache
def _alpha_2_to_3() -> dict[str, str]:
    return {country.alpha_2: country.alpha_3 for country in pycountry.countries}


@cache
def _alpha_3_to_2() -> dict[str, str]:
    return {alpha_3: alpha_2 for alpha_2, alpha_3 in _alpha_2_to_3().items()} | {"RKS": "XK"}


def canonical_nationality(code: str) -> str | None:
    """Turns any spelling of a nationality into this package's code.

    Args:
        code: Alpha-2, alpha-3 or as read from an MRZ, in any case and with fillers (`D<<`, `de`, `XKX`).

    Returns:
        The alpha-3 code (`DEU`, `RKS`), or None if nobody uses this code.
    """
    code = code.strip().rstrip("<").upper()
    if code in nationality_codes():
        return code
    return _SPELLINGS.get(code) or _alpha_2_to_3().get(code)


def alpha_2(code: str) -> str | None:
    """The ISO alpha-2 code of an alpha-3 code (`XK` for Kosovo), or None for a code only ICAO has."""
    return _alpha_3_to_2().get(code)


def mrz_code(code: str) -> str:
    """The code as the machine readable zone prints it, without fillers: `D` for Germany, else unchanged."""
    return "D" if code == "DEU" else code
