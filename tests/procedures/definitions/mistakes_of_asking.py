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
