"""Checks of numbers by name: those of python-stdnum ('az.voen'), the digit of machine readable documents ('mrz')."""

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Any

import stdnum
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from legation.documents.seals.zone import check_digit

MRZ = "mrz"
_CHECKED = re.compile(r"[A-Z0-9<]{1,29}[0-9]")


@cache
def names() -> frozenset[str]:
    """Every check there is, by name; reads the library's folders, so only asked when an author's word is unknown."""
    found = {MRZ}
    for country in iter_modules(stdnum.__path__):
        if country.ispkg:
            package = import_module(f"stdnum.{country.name}")
            code = country.name.rstrip("_")
            found |= {f"{code}.{each.name}" for each in iter_modules(package.__path__) if not each.name.startswith("_")}
    return frozenset(name for name in found if name == MRZ or _module(name) is not None)


def known(name: str) -> bool:
    """Whether there is such a check."""
    return name == MRZ or _module(name) is not None


@cache
def _module(name: str) -> Any:
    country, _dot, number = name.partition(".")
    try:
        module = get_cc_module(country, number) if number else None
    except ImportError:
        return None
    return module if callable(getattr(module, "validate", None)) else None


def compact(name: str, number: str) -> str | None:
    """The number without what only parts its digits, or None where its check does not hold."""
    if name == MRZ:
        bare = re.sub(r"[\s-]", "", number)
        return bare if _CHECKED.fullmatch(bare) and check_digit(bare[:-1]) == bare[-1] else None
    module = _module(name)
    try:
        found = str(module.validate(number)) if module else None
        # what is stored must pass when it comes back
        return found if module and found and module.validate(found) == found else None
    except (ValidationError, ValueError, ArithmeticError, LookupError):
        return None


@cache
def _example(name: str) -> str:
    """A number that holds: the library's own first example."""
    text = getattr(_module(name), "__doc__", "") or ""
    for quoted in re.findall(r"""(?:validate|compact)\(['"]([^'"]+)['"]""", text):
        if found := compact(name, quoted):
            return found
    raise LookupError(f"no example of {name}")


def sample(name: str, random: Random) -> str:
    """A number whose check holds; for python-stdnum's the example of its documentation.

    Raises:
        LookupError: there is none.
    """
    if name == MRZ:
        bare = f"L{random.randrange(10**8):08d}"
        return bare + check_digit(bare)
    return _example(name)
