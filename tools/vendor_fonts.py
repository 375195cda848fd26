"""Rebuild the fonts this project serves and prints with.

    python tools/vendor_fonts.py FOLDER

FOLDER holds the unpacked packages @ibm/plex-sans, @ibm/plex-sans-arabic, @ibm/plex-mono and, for the machine
readable zone, Debian's fonts-ocr-b; the files are found by name, so the folder's layout does not matter.

IBM Plex is under the SIL Open Font License, which reserves the name "Plex" for IBM's own files. A subset is a
modified version, so ours are named Legation Sans, Legation Sans Arabic and Legation Mono.
"""

import argparse
import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "legation/web/static/vendor/plex"
PRINT = ROOT / "legation/documents/fonts"

SANS, SANS_ARABIC, MONO = "IBMPlexSans", "IBMPlexSansArabic", "IBMPlexMono"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
FAMILIES = {SANS: "Legation Sans", SANS_ARABIC: "Legation Sans Arabic", MONO: "Legation Mono"}


def span(*ranges: str) -> frozenset[int]:
    """span("20-7E", "A0") is every code point of these hexadecimal ranges."""
    points: set[int] = set()
    for text in ranges:
        first, _, last = text.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def letters(text: str) -> frozenset[int]:
    return frozenset(map(ord, text))


LATIN = span("20-7E", "A0-FF", "152-153", "2013-2014", "2018-201A", "201C-201E", "2022", "2026", "2039-203A", "20AC")
LATIN_EXT = span("100-130", "132-151", "154-17F", "18F", "192", "218-21B", "1E9E", "2190-2193", "20BA", "20BD", "2116")
LATIN_EXT |= span("131", "259", "2C6", "2DA", "2DC")
CYRILLIC = span("400-45F", "490-491")
ARABIC = span(
    "60C", "61B", "61F", "621-63A", "640-655", "660-66C", "670", "67E", "686", "698", "6A9", "6AF", "6CC", "6F0-6F9"
)
# A page fetches one file a weight for all that its own language says: letters, figures and marks. A name in other
# letters costs another, so those are small: unaccented Latin with what e-mail addresses need, then accented Latin.
MARKS = span("20-40", "5B-60", "7B-7E", "A0", "A9", "AB", "B7", "BB", "2013-2014", "2018-2019", "201C-201D", "2026")
TURKIC = MARKS | span("41-5A", "61-7A", "C2", "C7", "CE", "D6-D7", "DB-DC", "E2", "E7", "EE", "F6", "FB-FC", "20AC")
TURKIC |= span("11E-11F", "130-131", "15E-15F", "18F", "259")
RUSSIAN = MARKS | span("401", "410-44F", "451", "20AC", "2116")
BETWEEN_WORDS = span("20-22", "25", "28-29", "2B-3A", "A0", "AB", "B7", "BB", "2013-2014", "2026", "200C-200F", "20AC")
ARABIC_OWN = BETWEEN_WORDS | span("60C", "61B", "61F", "621-63A", "641-652")
LETTERS = span("23", "26-27", "3D", "3F-5A", "5F", "61-7A")
ACCENTS = span("C0-D6", "D8-F6", "F8-FF", "152-153") | letters("ĄąĆćĘęŁłŃńŚśŹźŻżČčĎďĚěŇňŘřŠšŤťŮůŽžŐőŰűĂăȘșȚțŞşĐđĞğİıƏə")
ARABIC_PRINT = span("600-6FF", "200C-200F", "FDFC") | BETWEEN_WORDS

# The languages' own names stand on every page: this spares it three files.
NAMES = letters("English Français Türkçe Azərbaycanca Русский")
NAMES_ARABIC = letters("العربية")

SHAPING = ["init", "medi", "fina", "rlig", "calt", "ccmp", "mark", "mkmk", "locl"]
# Lam with the alefs is the one ligature that Arabic must have; the other two hundred are finery, and a third of a file.
LAM = ("uniFEDF", "uniFEE0")
ALEFS = ("uniFE8E", "uniFE88", "uniFE84", "uniFE82")


@dataclass(frozen=True)
class Cut:
    """One file to make: the letters of a face that go into it."""

    name: str
    source: str
    points: frozenset[int]
    features: tuple[str, ...]
    weights: tuple[int, ...] = (400, 600)


ON_THE_WEB = [
    Cut("sans-latin", SANS, LATIN, ("kern",)),
    Cut("sans-turkic", SANS, TURKIC, ("kern",)),
    Cut("sans-russian", SANS, RUSSIAN, ("kern",)),
    Cut("sans-arabic", SANS_ARABIC, ARABIC_OWN, tuple(SHAPING)),
    Cut("sans-letters", SANS, LETTERS, (), (400,)),
    Cut("sans-accents", SANS, ACCENTS, ()),
    Cut("sans-latin-ext", SANS, LATIN_EXT - ACCENTS, ()),
    Cut("sans-cyrillic-ext", SANS, CYRILLIC - RUSSIAN, ()),
    Cut("sans-arabic-ext", SANS_ARABIC, ARABIC - ARABIC_OWN, tuple(SHAPING)),
    Cut("names", SANS, NAMES, (), (400,)),
    Cut("names-arabic", SANS_ARABIC, NAMES_ARABIC, tuple(SHAPING), (400,)),
    Cut("mono", MONO, span("20", "2D-2F", "30-39", "3C", "3F", "41-5A", "A0"), (), (400,)),
    Cut("mono-ext", MONO, span("21-2C", "3A-3B", "3D-3E", "40", "5B-7E", "2013-2014"), (), (400,)),
]
IN_PRINT = [
    Cut(
        "LegationSans",
        SANS,
        LATIN | LATIN_EXT | span("400-52F", "300-304", "306-30C", "326-328"),
        ("kern", "ccmp", "mark"),
    ),
    Cut("LegationSansArabic", SANS_ARABIC, ARABIC_PRINT, (*SHAPING, "kern")),
    Cut("LegationMono", MONO, LATIN | LATIN_EXT, ("ccmp", "mark"), (400,)),
]


def find(folder: Path, name: str) -> Path:
    found = sorted(path for path in folder.rglob(name) if "split" not in path.parts)
    if not found:
        raise SystemExit(f"{name} is not under {folder}: unpack the package that holds it there")
    return found[0]


def plain(font: TTFont) -> TTFont:
    """The font without its ornamental ligatures."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            found = getattr(getattr(table, "ExtSubTable", table), "ligatures", {})
            if any(lam in found for lam in LAM):
                for first in list(found):
                    found[first] = [each for each in found[first] if first in LAM and each.Component[0] in ALEFS]
                    if not found[first]:
                        del found[first]
    return font


def cut(source: Path, points: Iterable[int], features: Iterable[str], *, web: bool = False) -> TTFont:
    """The font with these letters and features only, without hinting; for the web without ornament."""
    options = subset.Options(
        layout_features=list(features),
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 6, 13, 14],
        drop_tables=["FFTM", "gasp", "DSIG"],
        legacy_kern=False,
        recalc_timestamp=False,
        glyph_names=False,
    )
    font = TTFont(source, recalcTimestamp=False)
    font = plain(font) if web and "rlig" in features else font
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=set(points) & set(font.getBestCmap()))
    subsetter.subset(font)
    return font


def rename(font: TTFont, family: str, weight: int) -> None:
    """Give the font a name of our own: the licence keeps "Plex" for IBM's files."""
    style = WEIGHTS[weight]
    full = f"{family} {style}"
    legacy_family = family if weight == 400 else full
    texts = {1: legacy_family, 2: "Regular", 3: full, 4: full, 6: full.replace(" ", "-"), 16: family, 17: style}
    table = font["name"]
    for number, text in texts.items():
        table.removeNames(nameID=number)
        table.setName(text, number, 3, 1, 0x409)


def shrink(font: TTFont) -> None:
    """Drop what a browser never reads: long texts and glyph names."""
    table = font["name"]
    for number in (3, 13, 14, 16, 17):
        table.removeNames(nameID=number)
    font["post"].formatType = 3.0


def build_web(folder: Path) -> None:
    for each in ON_THE_WEB:
        for weight in each.weights:
            font = cut(find(folder, f"{each.source}-{WEIGHTS[weight]}.woff2"), each.points, each.features, web=True)
            rename(font, FAMILIES[each.source], weight)
            shrink(font)
            font.flavor = "woff2"
            font.save(WEB / f"{each.name}-{weight}.woff2")


def build_print(folder: Path) -> None:
    for each in IN_PRINT:
        for weight in each.weights:
            font = cut(find(folder, f"{each.source}-{WEIGHTS[weight]}.woff2"), each.points, each.features)
            rename(font, FAMILIES[each.source], weight)
            font.flavor = None
            font.save(PRINT / f"{each.name}-{WEIGHTS[weight]}.ttf")
    zone = cut(find(folder, "OCRB.otf"), span("20-7E"), ())
    zone.save(PRINT / "OCRB.otf")


def sums(folder: Path, pattern: str) -> None:
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(folder.glob(pattern))]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder of the unpacked packages")
    folder = parser.parse_args().folder
    for place in (WEB, PRINT):
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(find(folder, "LICENSE.txt"), place / "LICENSE")
    build_web(folder)
    build_print(folder)
    sums(WEB, "*.woff2")
    sums(PRINT, "*.[ot]tf")
    for path in [*sorted(WEB.glob("*.woff2")), *sorted(PRINT.glob("*.[ot]tf"))]:
        print(f"{path.stat().st_size:>8,}  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
