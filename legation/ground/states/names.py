"""The list of nationalities a form offers, in the reader's language and order, and the search in it.

Names of states are those of CLDR (Babel). ICAO's own codes have texts here in English and Arabic; for the
other languages the catalogue of texts supplies them under their key, and until then English is shown and
said to be English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from legation.ground.errors import LegationError

from .aliases import ALIASES
from .codes import ICAO_ONLY, WITHOUT_NATIONALS, alpha_2, mrz_code, nationality_codes
from .collation import fold, sort_key

_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "EUE": "European Union (laissez-passer)",
        "GBD": "British Overseas Territories citizen",
        "GBN": "British National (Overseas)",
        "GBO": "British Overseas citizen",
        "GBP": "British protected person",
        "GBS": "British subject",
        "UNA": "United Nations specialised agency",
        "UNK": "Resident of Kosovo (United Nations document)",
        "UNO": "United Nations",
        "UTO": "Utopia",
        "XBA": "African Development Bank",
        "XCC": "Caribbean Community",
        "XCE": "Council of Europe",
        "XCO": "Common Market for Eastern and Southern Africa",
        "XDC": "Southern African Development Community",
        "XEC": "Economic Community of West African States",
        "XES": "Organisation of Eastern Caribbean States",
        "XIM": "African Export-Import Bank",
        "XMP": "Parliamentary Assembly of the Mediterranean",
        "XOM": "Sovereign Military Order of Malta",
        "XPO": "Interpol",
        "XXA": "Stateless person (1954 Convention)",
        "XXB": "Refugee (1951 Convention)",
        "XXC": "Refugee, other",
        "XXX": "Nationality not specified",
    },
    "ar": {
        "EUE": "الاتحاد الأوروبي (جواز مرور)",
        "GBD": "مواطن أقاليم ما وراء البحار البريطانية",
        "GBN": "مواطن بريطاني (ما وراء البحار)",
        "GBO": "مواطن بريطاني لما وراء البحار",
        "GBP": "شخص مشمول بالحماية البريطانية",
        "GBS": "رعية بريطانية",
        "UNA": "وكالة متخصصة تابعة للأمم المتحدة",
        "UNK": "مقيم في كوسوفو (وثيقة من الأمم المتحدة)",
        "UNO": "الأمم المتحدة",
        "UTO": "يوتوبيا",
        "XBA": "البنك الأفريقي للتنمية",
        "XCC": "الجماعة الكاريبية",
        "XCE": "مجلس أوروبا",
        "XCO": "السوق المشتركة لشرق أفريقيا والجنوب الأفريقي",
        "XDC": "الجماعة الإنمائية للجنوب الأفريقي",
        "XEC": "الجماعة الاقتصادية لدول غرب أفريقيا",
        "XES": "منظمة دول شرق الكاريبي",
        "XIM": "البنك الأفريقي للتصدير والاستيراد",
        "XMP": "الجمعية البرلمانية للبحر الأبيض المتوسط",
        "XOM": "منظمة فرسان مالطة ذات السيادة",
        "XPO": "الإنتربول",
        "XXA": "عديم الجنسية (اتفاقية 1954)",
        "XXB": "لاجئ (اتفاقية 1951)",
        "XXC": "لاجئ، غير ذلك",
        "XXX": "جنسية غير محددة",
    },
}


@dataclass(frozen=True, slots=True)
class Nationality:
    """One line of the list.

    Args:
        code: Alpha-3, as `Question.nationality` takes it.
        alpha_2: ISO alpha-2, None for ICAO's own codes.
        mrz: As the passport prints it (`D`).
        name: To show.
        language: Language the name is in; another than asked for means the text is missing there.
        text_key: Key of the text to translate, None where CLDR names the state.
        aliases: Other words that find it.
    """

    code: str
    alpha_2: str | None
    mrz: str
    name: str
    language: str
    text_key: str | None
    aliases: tuple[str, ...]


def nationalities(language: str, texts: Mapping[str, str] | None = None) -> tuple[Nationality, ...]:
    """Every nationality one can have, in the order of the language.

    Args:
        language: `en`, `tr`, `pt-BR` ...
        texts: Text key -> wording in that language, for ICAO's own codes (`state.XXA`).

    Returns:
        States, territories with nationals, and ICAO's own codes.

    Raises:
        LegationError: CLDR does not know the language.
    """
    if not texts:
        return _untranslated(language)
    return _sorted([_line(code, language, texts) for code in _offered()], language)


@cache
def state_name(code: str, language: str) -> str:
    """The name of a state or nationality in a language, by its alpha-3 code; the code itself if nobody knows it."""
    return next((line.name for line in _untranslated(language) if line.code == code), code)


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


@cache
def _untranslated(language: str) -> tuple[Nationality, ...]:
    return _sorted([_line(code, language, {}) for code in _offered()], language)


def _offered() -> list[str]:
    return sorted(nationality_codes() - WITHOUT_NATIONALS)


def _sorted(lines: list[Nationality], language: str) -> tuple[Nationality, ...]:
    return tuple(sorted(lines, key=lambda line: sort_key(line.name, language)))


def _line(code: str, language: str, texts: Mapping[str, str]) -> Nationality:
    own = code in ICAO_ONLY and code != "RKS"
    key = f"state.{code}" if own else None
    name, named_in = _own_name(code, key, language, texts) if key else (_cldr_name(code, language), language)
    aliases = (code, mrz_code(code), alpha_2(code) or code, _english_name(code), *ALIASES.get(code, ()))
    return Nationality(code, alpha_2(code), mrz_code(code), name, named_in, key, tuple(dict.fromkeys(aliases)))


def _own_name(code: str, key: str, language: str, texts: Mapping[str, str]) -> tuple[str, str]:
    if key in texts:
        return texts[key], language
    named_in = language[:2].lower()
    return (_TEXTS[named_in][code], language) if named_in in _TEXTS else (_TEXTS["en"][code], "en")


def _english_name(code: str) -> str:
    return _TEXTS["en"].get(code) or _cldr_name(code, "en")


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
