"""The door of the people room: actors, and finding a person."""

from dataclasses import dataclass

from legation.ground.people.citizens import address_index, citizen_of, details_of, let_in, name_of
from legation.ground.people.models import Citizen, Person

__all__ = [
    "SYSTEM",
    "Actor",
    "Citizen",
    "Person",
    "address_index",
    "citizen_of",
    "create_person",
    "details_of",
    "let_in",
    "name_of",
]


@dataclass(frozen=True)
class Actor:
    """Who does something: a role, and the name under which it stands in the record.

    Args:
        role: `applicant`, `system`, or a role held at a post such as `visa_officer`.
        name: the person's stable name in the record, `person:<id>`; never an address or a passport number.
        person: the person, when it is one who signed in.
    """

    role: str
    name: str
    person: Person | None = None


SYSTEM = Actor(role="system", name="system")


def create_person(*, email: str, name: str, password: str, language: str = "en") -> Person:
    """Make a person who can sign in; an existing one with that address is given the new name and password."""
    existing = Person.objects.filter(email=email).first()
    if existing is None:
        return Person.objects.create_person(email=email, name=name, password=password, language=language)
    existing.name, existing.language = name, language
    existing.set_password(password)
    existing.save()
    return existing
