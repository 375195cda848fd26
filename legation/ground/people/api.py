"""The door of the people room: actors, and finding a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.casing import small
from legation.ground.people.citizens import address_index, citizen_of, details_of, let_in, name_of
from legation.ground.people.models import Citizen, Person
from legation.ground.statements import execute

__all__ = [
    "SYSTEM", "Actor", "Citizen", "Person", "address_index", "citizen_of", "create_person", "details_of", "invite",
    "let_in", "name_of", "names_of", "set_active", "set_language",
]  # fmt: skip


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


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What members of staff among the actors are called, in one query; who is gone keeps the actor's name.

    What somebody did at an edge node is chained under another name (`node.own_chain`), and is theirs all the same.
    """
    staff = (actor for actor in actors if actor.startswith("person:"))
    keys = {actor: int(actor.removeprefix("person:").partition("@")[0]) for actor in staff}
    if not keys:
        return {}
    asked = ", ".join(["%s"] * len(keys))
    rows = execute(f"SELECT id, name FROM people_person WHERE id IN ({asked})", list(keys.values())).fetchall()  # noqa: S608
    found = dict(rows)
    return {actor: found.get(key, actor) for actor, key in keys.items()}


def create_person(*, email: str, name: str, password: str, language: str = "en") -> Person:
    """Make a person who can sign in; an existing one with that address is given the new name and password."""
    existing = Person.objects.filter(email=email).first()
    if existing is None:
        return Person.objects.create_person(email=email, name=name, password=password, language=language)
    existing.name, existing.language = name, language
    existing.set_password(password)
    existing.save()
    return existing


def invite(*, email: str, name: str, language: str) -> Person:
    """Make a person who has no password yet and cannot sign in until they have set one.

    Raises:
        Invalid: the address or the name cannot be one.
        Conflict: somebody has this address already.
    """
    email, name = small(email.strip()), name.strip()
    wrong = {}
    if len(email) > 254 or "@" not in email.strip("@") or any(sign.isspace() for sign in email):
        wrong["email"] = _("Enter an e-mail address, as in name@example.org.")
    if not 2 <= len(name) <= 120:
        wrong["name"] = _("Enter the name, at most 120 characters.")
    if wrong:
        raise Invalid("cannot be invited", fields=wrong)
    if Person.objects.filter(email=email).exists():
        raise Conflict("known address", reader=_("Somebody with this e-mail address is here already."))
    person = Person(email=email, name=name, language=language)
    person.set_unusable_password()
    person.save()
    return person


def set_active(person: Person, active: bool) -> None:
    """Let a person sign in, or no more; sessions that are open end at their next page."""
    person.is_active = active
    person.save(update_fields=["is_active"])


def set_language(person: Person, language: str) -> None:
    """In which language a person is written to."""
    person.language = language
    person.save(update_fields=["language"])
