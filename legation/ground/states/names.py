"""The list of nationalities a form offers, in the reader's language and order, and the search in it.

Names of states are those of CLDR (Babel). ICAO's own codes have names here, in the catalogues of the interface.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from legation.ground.errors import LegationError
from legation.ground.profile import profile

from .aliases import ALIASES
from .codes import WITHOUT_NATIONALS, alpha_2, mrz_code, nationality_codes
from .collation import fold, sort_key

_OWN = {
    "EUE": _("European Union (laissez-passer)"),
    "GBD": _("British Overseas Territories citizen"),
    "GBN": _("British National (Overseas)"),
    "GBO": _("British Overseas citizen"),
    "GBP": _("British protected person"),
    "GBS": _("British subject"),
    "UNA": _("United Nations specialised agency"),
    "UNK": _("Resident of Kosovo (United Nations document)"),
    "UNO": _("United Nations"),
    "UTO": _("Utopia"),
    "XBA": _("African Development Bank"),
    "XCC": _("Caribbean Community"),
    "XCE": _("Council of Europe"),
    "XCO": _("Common Market for Eastern and Southern Africa"),
    "XDC": _("Southern African Development Community"),
    "XEC": _("Economic Community of West African States"),
    "XES": _("Organisation of Eastern Caribbean States"),
    "XIM": _("African Export-Import Bank"),
    "XMP": _("Parliamentary Assembly of the Mediterranean"),
    "XOM": _("Sovereign Military Order of Malta"),
    "XPO": _("Interpol"),
    "XXA": _("Stateless person (1954 Convention)"),
    "XXB": _("Refugee (1951 Convention)"),
    "XXC": _("Refugee, other"),
    "XXX": _("Nationality not specified"),
}


@dataclass(frozen=True, slots=True)
class Nationality:
    """One line of the list.

    Args:
        code: Alpha-3, as `Question.nationality` takes it.
        alpha_2: ISO alpha-2, None for ICAO's own codes.
        mrz: As the passport prints it (`D`).
        name: To show.
        aliases: Other words that find it.
    """

    code: str
    alpha_2: str | None
    mrz: str
    name: str
    aliases: tuple[str, ...]


@cache
def nationalities(language: str) -> tuple[Nationality, ...]:
    """Every nationality one can have, in the order of the language (`en`, `tr`, `pt-BR` ...).

    Returns:
        States, territories with nationals, and ICAO's own codes.

    Raises:
        LegationError: CLDR does not know the language.
    """
    lines = [_line(code, language) for code in nationality_codes() - WITHOUT_NATIONALS]
    return tuple(sorted(lines, key=lambda line: sort_key(line.name, language)))


@cache
def residences(language: str) -> tuple[Nationality, ...]:
    """Every state and territory one can live in, in the order of the language: what ISO 3166 lists, and our own."""
    own = profile().state
    return tuple(line for line in nationalities(language) if line.alpha_2 or line.code == own)


@cache
def state_name(code: str, language: str) -> str:
    """The name of a state or nationality in a language, by its alpha-3 code; the code itself if nobody knows it."""
    return next((line.name for line in nationalities(language) if line.code == code), code)


def search_nationalities(lines: tuple[Nationality, ...], typed: str, limit: int = 10) -> list[Nationality]:
    """Finds nationalities by what somebody typed: the start of a name, of a word in it, an alias, a code.

    Args:
        lines: From `nationalities`.
        typed: With or without accents, in any case.
        limit: How many at most.

    Returns:
        Whole matches first, then names that begin so, then words that do; empty if nothing was typed.
    """
    wanted = fold(typed)
    if not wanted:
        return []
    ranked = [(place, line) for line in lines if (place := _match(line, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [line for _, line in ranked[:limit]]


def _line(code: str, language: str) -> Nationality:
    aliases = (code, mrz_code(code), alpha_2(code) or code, _name(code, "en"), *ALIASES.get(code, ()))
    return Nationality(code, alpha_2(code), mrz_code(code), _name(code, language), tuple(dict.fromkeys(aliases)))


def _name(code: str, language: str) -> str:
    if code == profile().state and alpha_2(code) is None:
        return profile().ministry.state.get(language) or profile().ministry.state["en"]
    if code not in _OWN:
        return _cldr_name(code, language)
    with override(language):
        return gettext(_OWN[code])


def _cldr_name(code: str, language: str) -> str:
    return _territories(language)[alpha_2(code) or ""]


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language, sep="-" if "-" in language else "_").territories)
    except (UnknownLocaleError, ValueError) as error:
        raise LegationError(f"CLDR does not know the language {language!r}.") from error


def _match(line: Nationality, wanted: str) -> int | None:
    words = [fold(line.name), *map(fold, line.aliases)]
    if wanted in words:
        return 0
    if words[0].startswith(wanted):
        return 1
    # A code is found whole only: "de" should offer Denmark, not every code that begins so.
    spoken = [words[0], *(word for word in words[1:] if len(word) > 3)]
    if any(part.startswith(wanted) for word in spoken for part in (word, *word.split())):
        return 2
    return None
