"""What belongs to a kind of field: its options, their values, the fields of a group."""

from collections.abc import Iterator

from legation.ground.currencies import is_currency
from legation.ground.sources import Location, Problem
from legation.ground.states.codes import alpha_2, nationality_codes
from legation.procedures.definitions import number_checks
from legation.procedures.definitions.checks.fields import of_its_kind
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.options import NEEDED, NOT_IN_A_GROUP, OF_KIND
from legation.procedures.definitions.schema import FieldDefinition


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the options of kinds."""
    for place, field in subject.places:
        yield from _options(subject, place, field)
        yield from _values(subject, place, field)
        if field.kind == "group":
            yield from _group(subject, place, field)


def _options(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    what = f"Field '{field.field}'"
    for option, kinds in OF_KIND.items():
        if getattr(field, option) is not None and field.kind not in kinds:
            message = f"{what} has '{option}', but its kind is '{field.kind}'."
            yield subject.at((*place, option), message, f"Delete it, or write 'kind: {' or '.join(kinds)}'.")
    for option in NEEDED.get(field.kind, ()):
        if getattr(field, option) is None:
            yield subject.at(place, f"{what} is a {field.kind} without '{option}'.", f"Add '{option}:'.")


def _values(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    what = f"Field '{field.field}'"
    if field.check is not None and not number_checks.known(field.check):
        message = f"There is no check '{field.check}' of numbers."
        country = field.check.split(".")[0]
        near = {name for name in number_checks.names() if name.split(".")[0] == country} or number_checks.names()
        yield subject.at((*place, "check"), message, did_you_mean(field.check, near))
    if field.country is not None and (field.country not in nationality_codes() or alpha_2(field.country) is None):
        message = f"{what} is of '{field.country}', which is not the code of a state with phones of its own."
        yield subject.at((*place, "country"), message, "Write the three letters of ISO 3166, such as TUR.")
    for number, code in enumerate(field.currencies or ()):
        if not is_currency(code):
            message = f"'{code}' is not a currency."
            yield subject.at(
                (*place, "currencies", number), message, "Write the three letters of ISO 4217, such as EUR."
            )
    for name in ("currencies", "accept"):
        yield from subject.twice((*place, name), "The word", getattr(field, name) or ())
        if getattr(field, name) == []:
            yield subject.at((*place, name), f"{what} allows nothing.", f"Name something, or delete '{name}'.")
    if field.least is not None and field.most is not None and field.least > field.most:
        yield subject.at(
            (*place, "most"), f"{what} can be no number: {field.least} is above {field.most}.", "Swap them."
        )
    if field.most_pages is not None and field.accept == ["picture"]:
        yield subject.at((*place, "most_pages"), f"{what} counts pages of pictures.", "Delete 'most_pages'.")


def _group(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    what, inner = f"Group '{field.field}'", field.fields or ()
    if field.fields == []:
        yield subject.at((*place, "fields"), f"{what} asks nothing.", "Add fields to it.")
    if field.at_most is not None and (field.at_least or 0) > field.at_most:
        message = f"{what} is given at least {field.at_least} and at most {field.at_most} times."
        yield subject.at((*place, "at_least"), message, "Swap them.")
    if field.required != bool(field.at_least):
        message = (
            f"{what} {'must' if field.required else 'need not'} be given, and says 'at_least: {field.at_least or 0}'."
        )
        yield subject.at((*place, "required"), message, "Delete 'required'; 'at_least' says it.")
    if inner and not any(each.required and not each.when for each in inner):
        yield subject.at((*place, "fields"), f"{what} may have rows in which nothing is said.", "Let one be answered.")
    names = [each.field for each in inner]
    for number, each in enumerate(inner):
        at: Location = (*place, "fields", number)
        if names.index(each.field) != number:
            yield subject.at((*at, "field"), f"{what} asks '{each.field}' twice.", "Rename one of them.")
        if each.kind in NOT_IN_A_GROUP:
            message = f"{what} asks for a {each.kind}, which is asked once."
            yield subject.at((*at, "kind"), message, "Ask for it on the page, outside the group.")
            continue
        for option in ("index", "fixed"):
            if getattr(each, option):
                message = f"'{each.field}' in a group has '{option}'."
                yield subject.at((*at, option), message, "Delete it: nobody is found or decided by one row of several.")
        yield from of_its_kind(subject, at, each)
        yield from _options(subject, at, each)
        yield from _values(subject, at, each)
