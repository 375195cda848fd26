"""Mistakes with entries in registers: rows for `mistakes.py`, in the register of nationals abroad and in the registers' file."""

Row = tuple[str, str, str, str, str]
ABROAD = "procedures/consular/registration_abroad.v1.yaml"
COPY = "procedures/consular/civil_copy.v1.yaml"
APOSTILLE = "procedures/consular/apostille_certificate.v1.yaml"
HOUSE = "registers.yaml"
_SAYS = "says: [surname, given_names, birth_date, sex"
_FOUND = "found_by: [surname, given_names]"
_ENTER = "by: [consular_officer], key: g, notice: registered, registers: nationals"

ENTRIES: tuple[Row, ...] = (
    ("an entry in a register that there is not", "- book: nationals", "- ▸book: national", "no register 'national'", "Did you mean nationals?"),
    ("an entry that nobody makes", ", registers: nationals", "", "Nothing is ever entered", "registers: nationals"),
    ("an entry of which nothing is said", "registers: nationals}", "▸registers: births}", "'entries' says nothing of it", "Add 'entries:"),
    ("an entry that nobody answers for", f"{_ENTER}", "▸by: [system], notice: registered, registers: nationals", "only an officer may", "Name an officer's role"),
    ("an entry of what is not asked", _SAYS, "says: [▸surnam, given_names, birth_date, sex", "no field 'surnam' to enter", "Did you mean surname?"),
    ("an entry of a file", _SAYS, "says: [surname, ▸proof, given_names, birth_date, sex", "says nothing in words", "written or chosen"),
    ("an entry that says something twice", _SAYS, "says: [surname, ▸surname, birth_date, sex", "stands here twice", "Keep one"),
    ("an entry that is found by no name", _FOUND, "found_by: [surname, ▸birth_date]", "is a date", "fields of kind name"),
)  # fmt: skip
_IN = "registers: nationals}"


def _noted(
    books: str = "births", number: str = "number: answers.school_wish", says: str = "surname"
) -> tuple[str, str]:
    """A note in a margin, where the entry is made."""
    return _IN, f"registers: nationals, annotates: {{books: [{books}], {number}, says: [{says}]}}}}"


MARGINS: tuple[Row, ...] = (
    ("a note in a register that there is not", *_noted(books="▸birth"), "no register 'birth'", "Did you mean births?"),
    ("a note in a register named twice", *_noted(books="births, ▸births"), "stands here twice", "Keep one"),
    ("a note at a number that is not asked", *_noted(number="▸number: answers.school_wih"), "no field 'school_wih'", "Did you mean school_wish?"),
    ("a note at a number that is a day", *_noted(number="▸number: answers.birth_date"), "is a date, in which no number", "kind text"),
    ("a note of what is not asked", *_noted(says="▸surnam"), "no field 'surnam' to note", "Did you mean surname?"),
    ("a note of a file", *_noted(says="surname, ▸proof"), "says nothing in words", "written or chosen"),
    ("a note that says something twice", *_noted(says="surname, ▸surname"), "stands here twice", "Keep one"),
    ("a note that nobody answers for", f"{_ENTER}}}", "▸by: [system], notice: registered, annotates: {books: [births], number: answers.school_wish, says: [surname]}}", "writes in a margin, and only an officer may", "Name an officer's role"),
)  # fmt: skip
_OF = "entry: {books: [births, marriages, deaths], number: answers.record_number}"
EXTRACTS: tuple[Row, ...] = (
    ("an extract of a register that there is not", "books: [births, marriages,", "books: [births, ▸marriage,", "no register 'marriage'", "Did you mean marriages?"),
    ("an extract of a register named twice", "books: [births, marriages, deaths]", "books: [births, deaths, ▸deaths]", "stands here twice", "Keep one"),
    ("an extract of an entry that nobody makes", _OF, "entry: {books: [▸births]}", "none is made", "registers: births"),
    ("an extract by a number that is not asked", "number: answers.record_number}", "▸number: answers.record_nr}", "no field 'record_nr'", "Did you mean record_number?"),
    ("an extract by what is no number", "number: answers.record_number}", "▸number: answers.record_date}", "no number of an entry is written", "kind text"),
    ("a multilingual paper that is no extract", f"{_OF}\n    multilingual_when: ", "says: [record_kind]\n    ▸multilingual_when: ", "only an extract is multilingual", "Add 'entry'"),
    ("a multilingual extract of what is not asked", "multilingual_when: 'answers.extract_form", "multilingual_when: '▸answers.extract_forms", "no 'answers.extract_forms'", "Did you mean answers.extract_form?"),
    ("a lasting signature that is neither yes nor no", "lasting: true", "▸lasting: always", "lasting must be true or false", "Write true or false"),
)  # fmt: skip
SHOWN: tuple[Row, ...] = (
    ("an entry that shows what it does not say", "shows: [signed_by,", "shows: [▸sign_by,", "shows 'sign_by' to everybody", "Did you mean signed_by?"),
)  # fmt: skip
BOOKS: tuple[Row, ...] = (
    ("a register twice", "{code: marriages,", "{▸code: births,", "Another register has the code 'births'", "Choose another"),
    ("a letter of two registers", "letter: M", "▸letter: B", "Another register has the letter 'B'", "Choose another"),
    ("a register that nobody keeps", "letter: B, kept_by: post", "letter: B, ▸kept_by: posts", "posts is not a known word", "Did you mean post?"),
    ("a register without a name in a language", "names: {en: Births,", "▸names: {", "no name in 'en'", "Add en:"),
    ("a register named in a language that is none", "names: {en: Births,", "names: {▸xx: Births, en: Births,", "no language of this house", "Delete it"),
)  # fmt: skip
EXTRA: dict[str, tuple[tuple[str, str, str], ...]] = {
    # of a role that nobody holds at a post
    "a list that stays empty": (("profile", "registrar: [HQ, posts]", "registrar: [HQ]"),),
    "an entry that nobody makes": ((ABROAD, "- book: nationals", "- ▸book: nationals"),),
}
