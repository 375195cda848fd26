"""Conditions: what they name, what they may know when they are asked, and whether they ask anything."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions import facts
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.expression_types import Scope, check_expression, names_in
from legation.procedures.definitions.expressions import ExpressionError
from legation.procedures.definitions.options import seen
from legation.procedures.definitions.schema import Definition, FieldDefinition

_REMEDY = "Correct the condition; docs/definitions.md says what it may say."


def scope(definition: Definition) -> Scope:
    """The names that a definition's conditions may use once everything is answered."""
    names = {"today": "date", "findings.count": "int"}
    optional: set[str] = set()
    rows: dict[str, Scope] = {}
    for field in definition.all_fields():
        found = {_named(f"answers.{field.field}", part): kind for part, kind in seen(field).items()}
        names |= found
        if field.kind == "group":
            rows[f"answers.{field.field}"] = _row(field)
        elif definition.may_lack(field):
            optional |= set(found)
    for name in definition.facts:
        if source := facts.source(name):
            names |= {f"{facts.group(name)}.{fact}": kind for fact, kind in source.gives.items()}
    return Scope(names, frozenset(optional), rows)


def _named(name: str, part: str) -> str:
    return f"{name}.{part}" if part else name


def _row(group: FieldDefinition, before: int | None = None) -> Scope:
    """The names of a row's answers, without what the row is called; those `before` a field, where one is named."""
    names: dict[str, str] = {}
    optional: set[str] = set()
    for field in (group.fields or ())[:before]:
        found = {_named(field.field, part): kind for part, kind in seen(field).items()}
        names |= found
        optional |= set(found) if field.when or not field.required else set()
    return Scope(names, frozenset(optional))


def without_findings(everything: Scope) -> Scope:
    """The names that may be used before findings are counted."""
    return everything.only(lambda name: name != "findings.count")


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the conditions."""
    everything = scope(subject.definition)
    own = everything.only(lambda name: name.split(".")[0] in ("answers", "today"))
    unjudged = without_findings(everything)
    definition = subject.definition
    yield from _asked(subject, own)
    for number, rule in enumerate(definition.rules):
        place: Location = ("rules", number, "holds")
        yield from condition(subject, place, rule.holds, unjudged)
        yield from _rule_place(subject, number)
    for number, finding in enumerate(definition.findings):
        yield from condition(subject, ("findings", number, "when"), finding.when, unjudged)
    for at, transition in subject.transitions:
        if transition.when:
            yield from condition(subject, (*at, "when"), transition.when, everything)
    for number, document in enumerate(definition.documents):
        if document.multilingual_when:
            place = ("documents", number, "multilingual_when")
            yield from condition(subject, place, document.multilingual_when, everything)
    if definition.offered_when:
        yield from condition(subject, ("offered_when",), definition.offered_when, unjudged)
        yield from _later(subject, ("offered_when",), definition.offered_when, -1, "the first screen is answered")
    yield from _repeated(subject)


def _asked(subject: Subject, own: Scope) -> Iterator[Problem]:
    """Of pages and fields: both look at earlier pages only."""
    pages = subject.definition.pages
    wanted: list[tuple[Location, int, str | None]] = []
    wanted += [(("pages", number), number, page.when) for number, page in enumerate(pages)]
    wanted += [(place, int(place[1]), field.when) for place, field in subject.places]
    for at, number, text in wanted:
        if text:
            yield from condition(subject, (*at, "when"), text, own)
            yield from _later(subject, (*at, "when"), text, number - 1, "this page is shown")
    for at, group in subject.places:
        for number, field in enumerate(group.fields or ()):
            if field.when:
                row = Scope({}).with_row("row", _row(group, number))
                yield from condition(subject, (*at, "fields", number, "when"), field.when, row)
    for at, field in subject.places:
        if field.when and field.when == pages[int(at[1])].when:
            what = f"Field '{field.field}' has the same condition as its page."
            yield subject.at((*at, "when"), what, "Delete one of the two.")


def condition(
    subject: Subject, place: Location, text: str, names: Scope, *, gives: str = "bool"
) -> Iterator[Problem]:  # fmt: skip
    """What is wrong with one expression that must give such a kind."""
    try:
        check_expression(text, names, gives=gives)
    except ExpressionError as error:
        own = ("answers", "today", "findings", "row")
        if subject.lacks_facts and error.name and error.name.split(".")[0] not in own:
            return
        remedy = did_you_mean(error.name, error.known) if error.name else error.remedy or _REMEDY
        said = str(error)
        yield subject.at(place, f"{said[:1].upper()}{said[1:]}.", remedy, character=error.column)


def _answers_in(text: str) -> list[str]:
    return list(dict.fromkeys(name.split(".")[1] for name in names_in(text) if name.startswith("answers.")))


def _later(subject: Subject, place: Location, text: str, page: int, moment: str) -> Iterator[Problem]:
    for name in _answers_in(text):
        if subject.page_of.get(name, -1) > page:
            what = f"'{name}' is asked only after {moment}."
            yield subject.at(place, what, "Ask it on an earlier page, or use another answer.")


def _rule_place(subject: Subject, number: int) -> Iterator[Problem]:
    rule = subject.definition.rules[number]
    used = [name for name in _answers_in(rule.holds) if name in subject.page_of]
    place: Location = ("rules", number, "at")
    if rule.at not in subject.page_of or not names_in(rule.holds):
        return
    if rule.at not in used:
        what = f"The rule is shown at '{rule.at}', which its condition does not look at."
        yield subject.at(place, what, f"Show it at one of: {', '.join(used)}." if used else "Let it look at an answer.")
        return
    last = max(used, key=lambda name: subject.page_of[name])
    if subject.page_of[last] > subject.page_of[rule.at]:
        what = f"The rule is shown at '{rule.at}', before '{last}' is asked, so it would not be seen in time."
        yield subject.at(place, what, f"Write 'at: {last}'.")


def _repeated(subject: Subject) -> Iterator[Problem]:
    """Conditions that say what another of their kind says already."""
    definition = subject.definition
    listed = {
        "rules": ("rule", "holds", [rule.holds for rule in definition.rules]),
        "findings": ("finding", "when", [finding.when for finding in definition.findings]),
    }
    codes = {"rules": [rule.rule for rule in definition.rules], "findings": [f.finding for f in definition.findings]}
    for part, (what, key, texts) in listed.items():
        yield from _codes_twice(subject, part, what, codes[part])
        for number, text in enumerate(texts):
            first = texts.index(text)
            if first != number:
                message = f"The {what} '{codes[part][first]}' has the same condition."
                yield subject.at((part, number, key), message, "Keep one of the two, or correct one.")


def _codes_twice(subject: Subject, part: str, what: str, codes: list[str]) -> Iterator[Problem]:
    for number, code in enumerate(codes):
        if codes.index(code) != number:
            yield subject.at((part, number, what), f"There is another {what} '{code}'.", "Rename one of them.")
