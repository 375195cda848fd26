"""The style sheet, the script and the fonts: direction, weight, letters, origin."""

import gzip
import hashlib
import os
import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from whitenoise.storage import CompressedManifestStaticFilesStorage

from legation.config.static_files import Storage
from legation.ground.languages.api import LANGUAGES
from tools.words import forms, read

HOUSE = Path(__file__).parents[2] / "legation"
STATIC = HOUSE / "web/static"
FONTS = STATIC / "vendor/plex"
PRINT = HOUSE / "documents/fonts"
CSS = (STATIC / "web/legation.css").read_text()
RULES = re.sub(r"/\*.*?\*/|@(?:media|container)[^{]*", "", CSS, flags=re.DOTALL)

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)\b"
    r"|(?:left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:margin|padding|inset)\s*:(?:\s+[^\s;()]+){4}\s*;)"
)
LETTERS = {
    "az": "AaBbCcÇçDdEeƏəFfGgĞğHhXxIıİiJjKkQqLlMmNnOoÖöPpRrSsŞşTtUuÜüVvYyZz",
    "tr": "ÂâÇçĞğIıİiÎîÖöŞşÛûÜü₺",
    "fr": "ÀàÂâÆæÇçÉéÈèÊêËëÎîÏïÔôŒœÙùÛûÜüŸÿ«»’…–—€",
    "ru": "".join(map(chr, range(0x410, 0x450))) + "Ёё№",
    "ar": "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x653), *range(0x660, 0x66A)])) + "،؛؟٪",
    "fa": "پچژکگی۰۱۲۳۴۵۶۷۸۹",
}
OWN = {language.code: language.letters for language in LANGUAGES}
FIRST_PAGE = {code: f"sans-{own}-400 sans-{own}-600 names-400 names-arabic-400" for code, own in OWN.items()}
CATALOGUES = Path(__file__).parents[2] / "definitions/texts"


def ranges(text: str) -> set[int]:
    points: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", text):
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


FACES = [
    (name, weight, ranges(found))
    for name, weight, found in re.findall(r"plex/([\w-]+)-(\d+)\.woff2.*?unicode-range:([^;]+);", CSS)
]


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_no_rule_names_a_physical_side():
    assert PHYSICAL.findall(RULES) == []


def test_the_rule_against_physical_sides_bites():
    assert PHYSICAL.search("a { margin-left: 1px }") and PHYSICAL.search("a { padding: 1px 2px 3px 4px; }")


def test_nothing_comes_from_elsewhere():
    assert re.findall(r"url\([\"']?(?:data|https?):|@import", CSS) == []


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("weight", ["400", "600"])
def test_every_letter_has_a_font_and_its_range(language, weight):
    wanted = {ord(letter) for letter in LETTERS[language]}
    for name, face_weight, points in FACES:
        if face_weight == weight and name.startswith("sans"):
            wanted -= points & set(TTFont(FONTS / f"{name}-{weight}.woff2").getBestCmap())
    assert sorted(map(chr, wanted)) == []


def said(language: str) -> set[str]:
    """Every character that the interface and the definitions use in a language."""
    found = [read(language)] if language != "en" else []
    found += [read_po(path.open("rb")) for path in CATALOGUES.glob(f"*.{language}.po")]
    return {letter for each in found for message in each if message.id for form in forms(message) for letter in form}


@pytest.mark.parametrize("language", OWN)
def test_a_page_needs_one_file_a_weight_for_what_its_language_says(language):
    """And, in other letters than Latin, the small one of unaccented Latin."""
    for weight in (400, 600):
        held = set(TTFont(FONTS / f"sans-{OWN[language]}-{weight}.woff2").getBestCmap())
        if OWN[language] in ("russian", "arabic"):
            held |= set(TTFont(FONTS / "sans-letters-400.woff2").getBestCmap())
        lacking = {
            letter for letter in said(language) if ord(letter) not in held and unicodedata.category(letter)[0] != "C"
        }
        assert lacking - set("{}") == set()


def test_no_style_changes_the_case_of_letters():
    """The capital of i is another letter in Turkish and Azerbaijani; capitals are written where they are meant."""
    assert "text-transform" not in CSS


def test_every_font_file_is_used():
    assert {f"{name}-{weight}.woff2" for name, weight, _ in FACES} == {path.name for path in FONTS.glob("*.woff2")}


@pytest.mark.parametrize("folder", [FONTS, PRINT], ids=["web", "print"])
def test_fonts_are_what_they_were(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    files = [*folder.glob("*.woff2"), *folder.glob("*.[ot]tf")]
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("path", sorted([*FONTS.glob("*.woff2"), *PRINT.glob("Legation*")]), ids=lambda path: path.name)
def test_no_subset_bears_the_reserved_name(path):
    names = [str(record) for record in TTFont(path)["name"].names if record.nameID in (1, 3, 4, 6, 16)]
    assert names and not any("Plex" in name for name in names)


def test_the_style_sheet_and_the_script_are_light():
    assert packed(STATIC / "web/legation.css") < 10_000
    assert packed(STATIC / "web/legation.js") < 3_000


@pytest.mark.parametrize("language", FIRST_PAGE)
def test_the_first_page_leaves_room_for_its_own_text(language):
    fonts = sum((FONTS / f"{name}.woff2").stat().st_size for name in FIRST_PAGE[language].split())
    ours = fonts + packed(STATIC / "web/legation.css") + packed(STATIC / "web/legation.js")
    assert ours < 50_000


def test_what_is_packed_is_not_packed_again_unless_it_was_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, asked = Storage(location=tmp_path), list[str]()
    (tmp_path / "a.0123456789ab.js").write_text("export const words = 'again and again and again and again';\n" * 50)
    storage.hashed_files["a.js"] = "a.0123456789ab.js"
    pack = CompressedManifestStaticFilesStorage.compress_files
    monkeypatch.setattr(CompressedManifestStaticFilesStorage, "compress_files",
                        lambda self, paths: asked.extend(paths) or pack(self, paths))  # fmt: skip
    paths = ["a.js", "a.0123456789ab.js"]
    assert {name for _path, name in storage.compress_files(paths)} == {f"{paths[1]}.{kind}" for kind in ("gz", "br")}
    assert list(storage.compress_files(paths)) == [] and asked == paths[1:]
    os.utime(tmp_path / f"{paths[1]}.br")
    assert len(list(storage.compress_files(paths))) == 2
