"""Mistakes with what is asked on a condition, of which kind, how often: rows for `mistakes.py`, all in the e-visa."""

Row = tuple[str, str, str, str, str]

_CONTACT = "  - page: contact\n"
PAGES: tuple[Row, ...] = (
    ("a page shown by a later answer", "  - page: trip\n", "  - page: trip\n    ▸when: answers.email == 'x'\n", "asked only after this page", "earlier page"),
    ("a page shown by its own answer", "  - page: trip\n", "  - page: trip\n    ▸when: answers.entries == 'single'\n", "asked only after this page", "earlier page"),
    ("a page shown by a field that does not exist", _CONTACT, f"{_CONTACT}    when: ▸answers.purpos == 'study'\n", "no 'answers.purpos' here", "Did you mean answers.purpose?"),
    ("a page shown by what is no condition", _CONTACT, f"{_CONTACT}    when: ▸days(today, answers.arrival)\n", "gives a whole number, not yes or no", "Correct the condition"),
    ("a page shown by an answer that may be empty", _CONTACT, f"{_CONTACT}    when: ▸answers.permit == 'visa'\n", "may be left empty", "has(answers.permit) &&"),
    ("a first page on a condition", "  - page: passport\n", "  - page: passport\n    ▸when: answers.purpose == 'study'\n", "every application begins there", "put a page before it"),
    ("a page of declarations on a condition", "  - page: declaration\n", "  - page: declaration\n    ▸when: answers.purpose == 'study'\n", "declarations are asked of everybody", "Delete 'when'"),
    ("a fixed answer on a page with a condition", "  - page: trip\n", "  - page: trip\n    ▸when: answers.sex == 'female'\n", "was decided by before", "always shown"),
    ("a contact on a page with a condition", "contact: email\n", "▸contact: email\n", "may be left empty, but every letter goes there", "its page"),
    ("a field with the condition of its page", _CONTACT, f"{_CONTACT}    when: answers.purpose == 'study'\n", "the same condition as its page", "Delete one"),
)  # fmt: skip
EXTRA: dict[str, tuple[tuple[str, str, str], ...]] = {
    "a contact on a page with a condition": (("evisa", _CONTACT, f"{_CONTACT}    when: answers.purpose == 'study'\n"),),
    "a field with the condition of its page": (
        ("evisa", "kind: phone, required", "kind: phone, when: \"answers.purpose == 'study'\", required"),
    ),
}

_PHONE = "{field: phone, kind: phone, required: false}"
_GROUP = "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}]}"
_WORDS = "words"


def _asked(kind: str, wrong: str, told: str, remedy: str) -> Row:
    return kind, _PHONE, wrong, told, remedy


KINDS: tuple[Row, ...] = (
    _asked("an option of another kind", "{field: phone, kind: phone, ▸check: az.voen}", "has 'check', but its kind is 'phone'", "kind: national_number"),
    _asked("a check of numbers that does not exist", "{field: phone, kind: national_number, ▸check: az.voenn}", "no check 'az.voenn'", "Did you mean az.voen?"),
    _asked("a check in the wrong form", "{field: phone, kind: national_number, ▸check: AZ-VOEN}", "does not have the form", "az.voen"),
    _asked("a phone of no state", "{field: phone, kind: phone, ▸country: TUX}", "not the code of a state with phones", "ISO 3166"),
    _asked("money without its currencies", "▸{field: phone, kind: money}", "a money without 'currencies'", "Add 'currencies:'"),
    _asked("money in a currency that does not exist", "{field: phone, kind: money, currencies: [EUR, ▸EUX]}", "'EUX' is not a currency", "ISO 4217"),
    _asked("a currency twice", "{field: phone, kind: money, currencies: [EUR, ▸EUR]}", "stands here twice", "Keep one"),
    _asked("a number without bounds", "▸{field: phone, kind: number, least: 1}", "a number without 'most'", "Add 'most:'"),
    _asked("a number that cannot be", "{field: phone, kind: number, least: 9, ▸most: 3}", "can be no number", "Swap them"),
    _asked("a file of no kind", "{field: phone, kind: file, ▸accept: []}", "allows nothing", "delete 'accept'"),
    _asked("a file of a kind that does not exist", "{field: phone, kind: file, accept: [▸docx]}", "docx is not a known word", "Known: pdf, picture"),
    _asked("a file that is too large", "{field: phone, kind: file, ▸largest_mb: 80}", "at most 8", "Write 8 or less"),
    _asked("pages of a picture", "{field: phone, kind: file, accept: [picture], ▸most_pages: 3}", "counts pages of pictures", "Delete 'most_pages'"),
    _asked("a statement without an edition", "▸{field: phone, kind: statement}", "a statement without 'edition'", "Add 'edition:'"),
    _asked("several answers of which there is one", "▸{field: phone, kind: choices, choices: [one]}", "nothing to choose from", "choices: [one, two]"),
    _asked("a group without a limit", "▸{field: phone, kind: group, fields: [{field: name, kind: name}]}", "a group without 'at_most'", "Add 'at_most:'"),
    _asked("a group that asks nothing", "{field: phone, kind: group, at_most: 3, ▸fields: []}", "asks nothing", "Add fields"),
    _asked("a group given too often", "{field: phone, kind: group, ▸at_least: 4, at_most: 3, fields: [{field: name, kind: name}]}", "at least 4 and at most 3", "Swap them"),
    _asked("a group that need and must not be given", "{field: phone, kind: group, ▸required: true, at_most: 3, fields: [{field: name, kind: name}]}", "must be given", "Delete 'required'"),
    _asked("a group with empty rows", "{field: phone, kind: group, at_most: 3, ▸fields: [{field: name, kind: name, required: false}]}", "nothing is said", "Let one be answered"),
    _asked("a field of a group twice", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {▸field: name, kind: name}]}", "asks 'name' twice", "Rename one"),
    _asked("a photo in a group", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {field: face, ▸kind: photo}]}", "asks for a photo", "outside the group"),
    _asked("a group in a group", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {field: more, ▸kind: group, at_most: 2, fields: [{field: a, kind: name}]}]}", "asks for a group", "outside the group"),
    _asked("a condition in a group", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {field: more, kind: name, when: ▸answers.sex == 'x'}]}", "no 'answers.sex' here", "row.name"),
    _asked("a condition on a later field of the row", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {field: more, kind: name, when: ▸row.last == 'x'}, {field: last, kind: name}]}", "no 'row.last' here", "row.name"),
    _asked("a condition in a group on what may be empty", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name}, {field: more, kind: name, required: false}, {field: last, kind: name, when: ▸row.more == 'x'}]}", "may be left empty", "has(row.more) &&"),
    _asked("a group whose every field depends", "{field: phone, kind: group, at_most: 3, ▸fields: [{field: name, kind: name, required: false}, {field: more, kind: name, when: has(row.name)}]}", "nothing is said", "Let one be answered"),
    _asked("an option of another kind in a group", "{field: phone, kind: group, at_most: 3, fields: [{field: name, kind: name, ▸most: 3}]}", "has 'most', but its kind is 'name'", "kind: number"),
    ("a correction of what was accepted", "{field: address, kind: text, longest: 200}", "{field: address, kind: statement, edition: first}", "nobody sets it right for the applicant", "Take it out"),
    ("a queue that tells a group", "line: [nationality, purpose]", "line: [nationality, ▸phone]", "is a group, which says nothing in words", "written or chosen"),
    ("a condition on the day of a partial date", "holds: \"answers.passport_expiry > today\"", "holds: \"answers.passport_expiry > today && ▸answers.birth_date > today\"", "no 'answers.birth_date' here", "There are"),
    ("a guard of a part of an answer", "holds: \"answers.arrival >= today\"", "holds: \"answers.arrival >= today && ▸has(answers.address.country)\"", "takes the name of one answer", "docs/definitions.md"),
    ("rows asked as a word", "holds: \"answers.arrival >= today\"", "holds: \"answers.arrival >= today && answers.phone == ▸'x'\"", "A list of rows is needed here", "Correct the condition"),
    ("a row that names nothing", "holds: \"answers.arrival >= today\"", "holds: \"answers.arrival >= today && answers.phone.exists(c, ▸c.nam == 'x')\"", "no 'c.nam' here", "Did you mean c.name?"),
    ("rows that no list has", "holds: \"answers.arrival >= today\"", "holds: \"answers.arrival >= today && answers.email.▸exists(c, c.name == 'x')\"", "lists of rows have exists", "docs/definitions.md"),
    ("a statement without words in a language", _PHONE, "{▸field: phone, kind: statement, edition: first}", "no words for evisa.field.phone.text in en, ar", "Add them"),
)  # fmt: skip
EXTRA |= {
    "a correction of what was accepted": (("evisa", "corrects: [surname,", "corrects: [▸address, surname,"),),
    "a queue that tells a group": (("evisa", _PHONE, _GROUP),),
    "a condition on the day of a partial date": (
        ("passport", "kind: date, past: true, index: birth_date", "kind: partial_date, past: true"),
    ),
    "a guard of a part of an answer": (
        ("evisa", "{field: address, kind: text, longest: 200}", "{field: address, kind: address}"),
    ),
    "rows asked as a word": (("evisa", _PHONE, _GROUP),),
    "a row that names nothing": (("evisa", _PHONE, _GROUP),),
}
