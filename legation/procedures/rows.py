"""Adding and taking away a row of a group on a page, by the buttons of its form: no script is needed."""

from collections.abc import Iterable, Mapping

from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import in_row, input_names

ADD, REMOVE = "add", "remove"
"""Names of the buttons; their values are a group, and a group with the number of a row: children-0."""


def changed(fields: Iterable[FieldDefinition], data: Mapping[str, str]) -> dict[str, str] | None:
    """The form with one row more or less, or None where no such button was pressed."""
    groups = {field.field: field for field in fields if field.kind == "group"}
    if group := groups.get(data.get(ADD, "")):
        return _added(group, data)
    name, _dash, number = data.get(REMOVE, "").partition("-")
    if name in groups and number.isascii() and number.isdigit():
        return _removed(groups[name], data, int(number[:4]))
    return None


def _names(group: FieldDefinition, row: int) -> list[str]:
    return [name for each in group.fields or () for name in input_names(in_row(group, row, each))]


def _shown(group: FieldDefinition, data: Mapping[str, str]) -> int:
    """How many rows the form had."""
    most = group.at_most or 1
    return max((row + 1 for row in range(most) if any(name in data for name in _names(group, row))), default=0)


def _added(group: FieldDefinition, data: Mapping[str, str]) -> dict[str, str]:
    row = _shown(group, data)
    if row >= (group.at_most or 1):
        return dict(data)
    return {**data, **dict.fromkeys(_names(group, row), "")}


def _removed(group: FieldDefinition, data: Mapping[str, str], row: int) -> dict[str, str]:
    count = _shown(group, data)
    left = {name: value for name, value in data.items() if not name.startswith(f"{group.field}-")}
    kept = [number for number in range(count) if number != row]
    for to, number in enumerate(kept):
        pairs = zip(_names(group, to), _names(group, number), strict=True)
        left |= {new: data[old] for new, old in pairs if old in data}
    return left
