"""Mistakes with coming in person: rows for `mistakes.py`, all in the legalisation."""

Row = tuple[str, str, str, str, str]
LEGALISATION = "procedures/consular/legalisation.v1.yaml"
_PASSPORT = "fragments/passport.yaml"

_LINE = "visit: {minutes: 15, needed: optional, without_application: true}"
VISITS: tuple[Row, ...] = (
    ("a visit off the grid", _LINE, "visit: {▸minutes: 22, needed: required}", "multiple of 5", "Correct the value"),
    ("a visit that takes no time", _LINE, "visit: {▸minutes: 0, needed: required}", "greater than or equal to 5", "Write 5 or more"),
    ("a visit that lasts all day", _LINE, "visit: {▸minutes: 600, needed: required}", "must be at most 240", "Write 240 or less"),
    ("a visit that is neither required nor optional", _LINE, "visit: {minutes: 20, ▸needed: requried}", "requried is not a known word", "Did you mean required?"),
    ("a visit of which nobody knows whether it is needed", _LINE, "▸visit: {minutes: 20}", "needed is missing", "Add the line needed:"),
    ("a visit of anybody", _LINE, f"▸{_LINE}", "No field is found by 'passport_number'", "Ask for the passport number"),
    ("a visit of who may leave the number out", _LINE, f"▸{_LINE}", "may be left empty, and then nobody could book", "Ask everybody for it"),
)  # fmt: skip
EXTRA: dict[str, tuple[tuple[str, str, str], ...]] = {
    "a visit of anybody": ((_PASSPORT, ", index: passport_number", ""),),
    "a visit of who may leave the number out": (
        (_PASSPORT, ", index: passport_number", ", index: passport_number, required: false"),
    ),
}
