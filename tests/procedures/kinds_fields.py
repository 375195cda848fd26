"""A field of every kind, with the options that it can have."""

from legation.procedures.definitions.schema import FieldDefinition

ROW = [
    {"field": "surname", "kind": "name"}, {"field": "born", "kind": "partial_date", "past": True},
    {"field": "relation", "kind": "relation"}, {"field": "home", "kind": "address", "required": False},
    {"field": "languages", "kind": "choices", "choices": ["one", "two"], "required": False},
    {"field": "income", "kind": "money", "currencies": ["EUR", "KWD"], "required": False},
]  # fmt: skip
_OPTIONS: list[dict[str, object]] = [
    {"kind": "name"}, {"kind": "name", "spelled": True}, {"kind": "text", "longest": 200}, {"kind": "email", "longest": 254},
    {"kind": "phone"}, {"kind": "phone", "country": "FRA"}, {"kind": "document_number"},
    {"kind": "national_number"}, {"kind": "national_number", "check": "mrz"}, {"kind": "national_number", "check": "az.voen"},
    {"kind": "national_number", "check": "tr.tckimlik"}, {"kind": "national_number", "check": "fr.nir"},
    {"kind": "mrz"}, {"kind": "number", "least": -3, "most": 40}, {"kind": "money", "currencies": ["EUR"]},
    {"kind": "money", "currencies": ["JPY", "KWD", "EUR"]}, {"kind": "date"}, {"kind": "date", "past": True},
    {"kind": "partial_date"}, {"kind": "partial_date", "past": True}, {"kind": "time"}, {"kind": "country"}, {"kind": "country", "lands": True},
    {"kind": "address"}, {"kind": "relation"}, {"kind": "yes_no"}, {"kind": "choice", "choices": ["one", "two"]},
    {"kind": "choices", "choices": ["one", "two", "three"]}, {"kind": "declaration"},
    {"kind": "statement", "edition": "first"}, {"kind": "group", "at_least": 1, "at_most": 4, "fields": ROW},
]  # fmt: skip
PAPERS = [
    FieldDefinition(field="paper", kind="photo"), FieldDefinition(field="paper", kind="scan"),
    FieldDefinition(field="paper", kind="file"), FieldDefinition(field="paper", kind="file", accept=["pdf"], most_pages=2),
    FieldDefinition(field="paper", kind="file", accept=["picture"]),
]  # fmt: skip
FIELDS = [FieldDefinition.model_validate({"field": "it", **each}) for each in _OPTIONS]


def said(field: FieldDefinition) -> str:
    """How a test names a field."""
    told = (field.check, field.country, ",".join(field.currencies or ()), "past" if field.past else "", field.accept)
    return " ".join([field.kind, *(str(each) for each in told if each)])
