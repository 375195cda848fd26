"""Letters: a notice names what the engine can fill in, and tells the reasons there are."""

import re
from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions import texts
from legation.procedures.definitions.checks import short
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.schema import Definition
from legation.procedures.definitions.wordings import Place

_BRACES = re.compile(r"\{([^{}]*)\}")


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the wording of notices, and with braces in other words."""
    definition, said = subject.definition, subject.wordings
    for language in subject.languages:
        for key, place in said.places.items():
            entry = said.entry(place, language)
            if entry is None or not entry.text:
                continue
            notice = key.split(".")[1] if key.startswith("notice.") else None
            if key.endswith(texts.SHORT_PARTS) and (notice or key.startswith("reminder.")):
                yield from short.find(subject, place, language, key)
                continue
            for name in _BRACES.findall(entry.text):
                values = _values(definition, key)
                if name not in values:
                    what = f"Nobody fills in {{{name}}} in {place.key}."
                    remedy = did_you_mean(name, values) if values else "Delete the braces."
                    yield Problem(place.path(language), entry.line, 1, what, remedy)
            if notice:
                yield from _reasons(definition, key, place, entry, language)


def _reasons(definition: Definition, key: str, place: Place, entry: texts.Entry, language: str) -> Iterator[Problem]:
    """A letter gives the reasons exactly where there are some."""
    sending = [each for each in definition.transitions if each.notice == key.split(".")[1]]
    said, path = "{reasons}" in entry.text, place.path(language)
    if key.endswith(".mail") and any(each.reasons or each.asks for each in sending) and not said:
        what = f"The letter {place.key} does not give the reasons."
        yield Problem(path, entry.line, 1, what, "Write {reasons} where they belong.")
    if said and not all(each.reasons or each.asks for each in sending):
        what = f"The letter {place.key} gives reasons that nobody gave."
        yield Problem(path, entry.line, 1, what, "Delete {reasons}, or add 'reasons: true' to its transition.")


def _values(definition: Definition, key: str) -> frozenset[str]:
    """What is filled in in a wording; a fee has no day, and a document no form to go on with."""
    if key.startswith("notice."):
        return texts.NOTICE_VALUES
    if not key.startswith("reminder."):
        return frozenset()
    of = next((each.of for each in definition.reminders if each.reminder == key.split(".")[1]), "")
    return texts.REMINDER_VALUES - {"fee": {"day"}, "document": {"go_on_url"}}.get(of, set())
