"""What is asked: pages, fields, choices, and what the first screen hands over."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.parts import WHOLE
from legation.procedures.definitions.schema import FieldDefinition, Page

# only these have a length; numbers and choices have one of their own
_TEXTS = ("name", "text", "email")
_CHOSEN = ("choice", "choices")
_INDEXES = {"passport_number": "document_number", "name": "name", "birth_date": "date"}
ADDRESSES = frozenset({
    WHOLE, "data", "do", "document", "fee", "list", "opinion", "paid", "persons", "picture", "roll", "signatures",
    "summary", "visit", "ways", "withdraw", "write",
})  # fmt: skip
"""Where something else than a page stands, of every application."""
_DEFAULT_LENGTH = FieldDefinition.model_fields["longest"].default


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the questions."""
    pages = subject.definition.pages
    yield from _codes(subject)
    for number, page in enumerate(pages):
        place: Location = ("pages", number)
        if not page.fields:
            yield subject.at(place, f"Page '{page.page}' asks nothing.", "Give it fields, a fragment, or delete it.")
        if page.when:
            yield from _conditional(subject, number, page)
        if page.declares():
            yield from _declarations(subject, number, page)
    if not subject.definition.declarations():
        what = "Nobody declares that their answers are true."
        yield subject.at(("pages",), what, "Add a last page with a field of kind declaration.")
    if not subject.definition.form_pages():
        yield subject.at(("pages",), "Nothing is asked besides declarations.", "Add a page with fields before them.")
    for place, field in subject.places:
        yield from _field(subject, place, field)
    yield from _indexes(subject)


def _codes(subject: Subject) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for number, page in enumerate(subject.definition.pages):
        if page.page in seen:
            yield subject.at(("pages", number, "page"), f"There is another page '{page.page}'.", "Rename one of them.")
        seen[page.page] = page.page
        if page.page in ADDRESSES:
            what = f"Page '{page.page}' would never be shown: at its address stands something else."
            yield subject.at(("pages", number, "page"), what, "Rename it.")
    asked: dict[str, str] = {}
    for place, field in subject.places:
        page_code = subject.definition.pages[int(place[1])].page
        if field.field in asked:
            what = f"Field '{field.field}' is asked twice, on page '{asked[field.field]}' before."
            yield subject.at((*place, "field"), what, "Ask it once, or rename one.")
        asked.setdefault(field.field, page_code)


def _conditional(subject: Subject, number: int, page: Page) -> Iterator[Problem]:
    place = ("pages", number, "when")
    if page.declares():
        what = f"Page '{page.page}' is shown on a condition, but declarations are asked of everybody."
        yield subject.at(place, what, "Delete 'when'.")
    elif number == 0:
        what = f"Page '{page.page}' is shown on a condition, but every application begins there."
        yield subject.at(place, what, "Delete 'when', or put a page before it that everybody fills in.")
    for field in page.fields:
        if field.fixed:
            what = f"Page '{page.page}' is shown on a condition, but '{field.field}' on it was decided by before."
            yield subject.at(place, what, f"Move '{field.field}' to a page that is always shown.")


def _declarations(subject: Subject, number: int, page: Page) -> Iterator[Problem]:
    for index, field in enumerate(page.fields):
        place = ("pages", number, "fields", index)
        if field.kind != "declaration":
            what = f"Field '{field.field}' stands among declarations."
            yield subject.at(place, what, "Declarations stand on a page of their own; move it to another.")
            continue
        if not field.required:
            what = f"Declaration '{field.field}' may be left out."
            yield subject.at((*place, "required"), what, "Delete 'required: false': it binds whoever hands in.")
        if field.when:
            what = f"Declaration '{field.field}' is made on a condition, but it is asked of everybody."
            yield subject.at((*place, "when"), what, "Delete 'when'.")
    if number != len(subject.definition.pages) - 1:
        yield subject.at(("pages", number), "Declarations are not at the end.", "Move this page behind the others.")


def _field(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    what = f"Field '{field.field}'"
    yield from of_its_kind(subject, place, field)
    started = field.field in subject.definition.starts_with
    if field.fixed and not started:
        message = f"{what} is fixed, so it can only be learned on the first screen, which does not ask it."
        yield subject.at((*place, "fixed"), message, "Name it in 'starts_with', or delete 'fixed'.")
    if field.fixed and started and not subject.definition.offered_when:
        message = f"{what} is fixed, but nothing was decided by it."
        yield subject.at((*place, "fixed"), message, "Add 'offered_when', or delete 'fixed'.")
    if started and not field.fixed and subject.definition.offered_when:
        message = f"{what} decided whether this is offered, and could be changed afterwards."
        yield subject.at(place, message, "Add 'fixed: true'.")
    if field.fixed and field.when:
        yield subject.at((*place, "when"), f"{what} is fixed, so it is never asked again.", "Delete 'when'.")


def of_its_kind(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    """Choices, past and length, of a field on a page or in a group."""
    what = f"Field '{field.field}'"
    if field.kind in _CHOSEN and len(field.choices) < 2:
        yield subject.at(place, f"{what} offers nothing to choose from.", "Add 'choices: [one, two]'.")
    if field.kind not in _CHOSEN and field.choices:
        message = f"{what} has choices, but its kind is '{field.kind}'."
        yield subject.at((*place, "choices"), message, "Delete them, or write 'kind: choice'.")
    yield from subject.twice((*place, "choices"), "The choice", field.choices)
    if field.past and field.kind not in ("date", "partial_date"):
        yield subject.at((*place, "past"), f"{what} is no date.", "Delete 'past', or write 'kind: date'.")
    if field.longest != _DEFAULT_LENGTH and field.kind not in _TEXTS:
        message = f"{what} has a length, but what is chosen or counted has none."
        yield subject.at((*place, "longest"), message, "Delete 'longest'.")


def _indexes(subject: Subject) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, field in subject.places:
        if field.index is None:
            continue
        if field.index in seen:
            what = f"'{seen[field.index]}' is found by as {field.index} already."
            yield subject.at((*place, "index"), what, "Keep one of the two.")
        seen.setdefault(field.index, field.field)
        kind = _INDEXES[field.index]
        if field.kind != kind:
            what = f"What is found by as {field.index} must be of kind '{kind}', not '{field.kind}'."
            yield subject.at((*place, "index"), what, "Correct the kind, or delete 'index'.")
        elif field.index == "birth_date" and not field.past:
            yield subject.at(place, "A birth date may lie in the future here.", "Add 'past: true'.")
        elif field.index == "passport_number" and subject.definition.may_lack(field):
            what = f"Without '{field.field}' nobody finds their application again."
            yield subject.at(place, what, "It must be asked of everybody: delete 'required: false' and 'when'.")
    if "passport_number" not in seen:
        what = "Nothing is indexed as passport_number, so nobody could look up where their application stands."
        yield subject.at(("pages",), what, "Add 'index: passport_number' to a field of kind document_number.")
