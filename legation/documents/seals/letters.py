"""The transliteration tables of Doc 9303-3 section 6: Latin, Cyrillic and Arabic letters to A-Z.

Each entry maps one upper case character to its spellings. The first is the one used; the others are those
that the document prints after an "or", which the issuing State may choose instead. An empty spelling means
"not encoded".
"""

Spellings = tuple[str, ...]


def _plain(rows: dict[str, str]) -> dict[str, Spellings]:
    return {character: (base,) for base, characters in rows.items() for character in characters}


def _pairs(rows: str) -> dict[str, Spellings]:
    """A letter, or its code point in four hexadecimal digits, and its spelling, by turns."""
    words = rows.split()
    return {_character(word): (latin,) for word, latin in zip(words[::2], words[1::2], strict=True)}


def _character(word: str) -> str:
    return word if len(word) == 1 else chr(int(word, 16))


def _not_encoded(characters: str) -> dict[str, Spellings]:
    return dict.fromkeys(characters, ("",))


# Section 6 A. Letters that only lose their mark.
_LATIN_PLAIN = {
    "A": "ÀÁÂÃĀĂĄ",
    "C": "ÇĆĈĊČ",
    "D": "ÐĎĐ",
    "E": "ÈÉÊËĒĔĖĘĚ",
    "G": "ĜĞĠĢ",
    "H": "ĤĦ",
    "I": "ÌÍÎÏĨĪĬĮİ",
    "J": "Ĵ",
    "K": "Ķ",
    "L": "ĹĻĽĿŁ",
    "N": "ŃŅŇŊ",
    "O": "ÒÓÔÕŌŎŐ",
    "R": "ŔŖŘ",
    "S": "ŚŜŞŠ",
    "T": "ŢŤŦ",
    "U": "ÙÚÛŨŪŬŮŰŲ",
    "W": "Ŵ",
    "Y": "ÝŶŸ",
    "Z": "ŹŻŽ",
}

LATIN = _plain(_LATIN_PLAIN) | {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Ñ": ("N", "NXX"),
    "Ö": ("OE", "O"),
    "Ø": ("OE",),
    "Œ": ("OE",),
    "Ü": ("UE", "UXX", "U"),
    "Þ": ("TH",),
    "Ĳ": ("IJ",),
    "ẞ": ("SS",),
    # Not in the printed table. E is its likeness, A is what Azerbaijani passports print (Əliyev is ALIYEV).
    "Ə": ("E", "A"),
}

# Section 6 B. The soft sign is not in the table; no State writes it.
CYRILLIC = _pairs(
    """
    А A Б B В V Г G Д D Е E Ё E Ж ZH З Z И I Й I К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х KH Ц TS
    Ч CH Ш SH Щ SHCH Ъ IE Ы Y Э E Ю IU Я IA Ђ D Є IE Ѕ DZ І I Ї I Ј J Љ LJ Њ NJ Ќ K Ў U Џ DZ Ѫ U Ѵ Y
    Ґ G Ғ G Һ C Ѓ G Ћ C
    """
) | _not_encoded("Ь")
# The table prints Ѓ at 0492 and Ћ at 04BA, the code points of two other letters (Ғ, Һ); both readings are
# kept.

# The "except" notes of section 6 B, by ISO 639-1 language.
BY_LANGUAGE: dict[str, dict[str, str]] = {
    "be": {"Ё": "IO", "Г": "H"},
    "bg": {"Щ": "SHT"},
    "mk": {"Ќ": "KJ", "Џ": "DJ", "Х": "H", "Ц": "C", "Ғ": "GJ", "Ѓ": "GJ"},
    "sr": {"Г": "H", "Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "uk": {"Г": "H", "И": "Y"},
}

# The same notes, for a letter that begins a name component.
AT_START: dict[str, dict[str, str]] = {
    "uk": {"Є": "YE", "Ї": "YI", "Й": "Y", "Ю": "YU", "Я": "YA"},
}

# Section 6 C and Appendix B.5. X announces a letter of its own.
ARABIC = _pairs(
    """
    0621 XE 0622 XAA 0623 XAE 0624 U 0625 I 0626 XI 0627 A 0628 B 0629 XTA 062A T 062B XTH 062C J
    062D XH 062E XKH 062F D 0630 XDH 0631 R 0632 Z 0633 S 0634 XSH 0635 XSS 0636 XDZ 0637 XTT 0638 XZZ
    0639 E 063A G 0641 F 0642 Q 0643 K 0644 L 0645 M 0646 N 0647 H 0648 W 0649 XAY 064A Y 0671 XXA
    0679 XXT 067C XRT 067E P 0681 XKE 0685 XXH 0686 XC 0688 XXD 0689 XDR 0691 XXR 0693 XRR 0696 XRX
    0698 XJ 069A XXS 06A4 V 06A5 XF 06A9 XKK 06AB XXK 06AD XNG 06AF XGG 06BA XNN 06BC XXN 06BE XDO
    06C0 XYH 06C1 XXG 06C2 XGE 06C3 XTG 06CC XYA 06CD XXY 06D0 Y 06D2 XYB 06D3 XBE
    """
) | _not_encoded(
    "\u0640"  # tatweel
    "\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670"  # short vowels, sukun, superscript alef
    "\u069c\u06a2\u06a7\u06a8"  # obsolete letters
)

TEH_MARBUTA = "\u0629"
TEH_MARBUTA_AT_END = "XAH"
SHADDA = "\u0651"

# Appendix B 5.5.6 and B.5.6: letters that readers are told to expect in several spellings.
ARABIC_ALSO: dict[str, Spellings] = {"\u06cc": ("XYA", "Y", "XAY"), TEH_MARBUTA: (TEH_MARBUTA_AT_END, "XTA")}

# How Azerbaijani passports are seen to write Azerbaijani names: by sound, not by the table (Hüseynli is
# HUSEYNLI, Orxan is ORKHAN). For searching only; nothing is issued with it.
SEEN_IN_PASSPORTS: dict[str, dict[str, str]] = {
    "az": {
        "Ə": "A",
        "Ü": "U",
        "Ö": "O",
        "Ç": "CH",
        "Ş": "SH",
        "Ğ": "GH",
        "X": "KH",
        "Q": "G",
        "C": "J",
        "J": "ZH",
    },
}

TABLE: dict[str, Spellings] = {letter: (letter,) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | LATIN | CYRILLIC | ARABIC
