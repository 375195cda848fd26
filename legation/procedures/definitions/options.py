"""What belongs to which kind of field: the options an author may write, and what conditions see of an answer."""

from collections.abc import Mapping

from legation.procedures.definitions.schema import FieldDefinition

FILES = ("photo", "scan", "file")
"""Kinds that are answered with a file."""
BINDING = ("declaration", "statement")
"""Kinds by which the applicant binds themselves: said in every language, never guessed."""
WORDLESS = (*FILES, *BINDING, "group")
"""Kinds whose answer says nothing in a word or two."""
PLAIN = ("name", "text", "email", "phone", "document_number", "national_number", "date", "country", "choice", "number")
"""Kinds that an officer can type at the desk, in one input."""
NOT_IN_A_GROUP = (*FILES, *BINDING, "group")

OF_KIND: Mapping[str, tuple[str, ...]] = {
    "spelled": ("name",), "lands": ("country",), "check": ("national_number",), "country": ("phone",),
    "currencies": ("money",),
    "least": ("number",), "most": ("number",), "accept": ("file",), "largest_mb": ("file",), "most_pages": ("file",),
    "edition": ("statement",), "at_least": ("group",), "at_most": ("group",), "fields": ("group",),
}  # fmt: skip
"""Options of single kinds -> these kinds; `choices`, `past`, `longest`, `index` are checked on their own."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "money": ("currencies",), "statement": ("edition",), "group": ("at_most", "fields"), "number": ("least", "most"),
}  # fmt: skip
"""What a kind cannot do without."""

_SEEN: Mapping[str, Mapping[str, str]] = {
    "date": {"": "date"}, "declaration": {"": "bool"}, "yes_no": {"": "bool"}, "number": {"": "int"},
    "choices": {"": "strings"}, "partial_date": {"year": "int"}, "address": {"country": "string"},
    "money": {"amount": "int", "currency": "string"}, "mrz": {"issuer": "string", "nationality": "string"},
    "statement": {}, "photo": {}, "scan": {}, "file": {}, "group": {"": "rows"},
}  # fmt: skip


def seen(field: FieldDefinition) -> Mapping[str, str]:
    """What conditions see of an answer: part ('' is the whole) -> kind of `expression_types.KINDS`."""
    return _SEEN.get(field.kind, {"": "string"})
