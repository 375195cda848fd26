"""What one administrator may do with people alone. Each act stands on their audit chain; names and addresses do not."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.translation import gettext, override

from legation.config.administration import permit
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people import api as people
from legation.ground.people.api import Actor, Person
from legation.ground.posts import api as posts
from legation.messaging import api as messaging


def found(pk: int) -> Person:
    """The person with this key. Raises `NotFound`."""
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise NotFound(f"person {pk}")
    return person


@transaction.atomic
def invite(*, email: str, name: str, language: str, by: Actor, at: datetime) -> Person:
    """Make a person and write to them how to set a password; errors as of `people.invite`, and `NotAllowed`."""
    permit.check_may(by)
    _check_language(language)
    person = people.invite(email=email, name=name, language=language)
    record_access(actor=by.name, verb="invited", at=at, subject=f"person:{person.pk}")
    write_to(person, at=at)
    return person


@transaction.atomic
def invite_again(*, person: Person, by: Actor, at: datetime) -> None:
    """Write once more to somebody who has set no password yet.

    Raises:
        Conflict: they have one; who has forgotten it must not be replaced by whoever reads their mail.
    """
    permit.check_may(by)
    if person.has_usable_password():
        raise Conflict("has a password")
    record_access(actor=by.name, verb="invited", at=at, subject=f"person:{person.pk}")
    write_to(person, at=at)


def invitation_address(person: Person) -> str:
    """Where they set a password, once, within three days."""
    token = default_token_generator.make_token(person)
    return f"{settings.LEGATION_ADDRESS}/{person.language}/invitation/{person.pk}.{token}/"


def write_to(person: Person, *, at: datetime) -> None:
    """Send the invitation."""
    with override(person.language):
        subject = gettext("Your access to the ministry's desk")
        text = gettext(
            "Dear %(name)s,\n\nYou have been invited to work on the ministry's desk. Set a password here within three"
            " days:\n%(address)s\n\nIf you did not expect this, do nothing and tell your administrator."
        ) % {"name": person.name, "address": invitation_address(person)}
    letter = messaging.Letter(
        key=f"invitation:{person.pk}:{at.timestamp():.0f}", reference=f"person:{person.pk}", to=person.email,
        language=person.language, subject=subject, body=text,
    )  # fmt: skip
    messaging.send(letter, at=at)


@transaction.atomic
def accept(*, token: str, password: str, at: datetime) -> Person:
    """Set the first password of somebody who was invited.

    Raises:
        NotFound: no such invitation, or it was used or its time is over.
        Invalid: the password is too short or too long.
    """
    person = invited(token)
    if not 12 <= len(password) <= 200:
        raise Invalid("password's length")
    person.set_password(password)
    person.save(update_fields=["password"])
    messaging.forget(f"person:{person.pk}")
    record_access(actor=f"person:{person.pk}", verb="accepted_invitation", at=at)
    return person


def invited(token: str) -> Person:
    """Whose invitation this is. Raises `NotFound` as `accept` does."""
    pk, _dot, secret = token.partition(".")
    person = (
        Person.objects.filter(pk=int(pk), is_active=True).first()
        if pk.isascii() and pk.isdigit() and len(pk) < 16
        else None
    )
    if person is None or person.has_usable_password() or not default_token_generator.check_token(person, secret):
        raise NotFound("no such invitation")
    return person


@transaction.atomic
def set_language(*, person: Person, language: str, by: Actor, at: datetime) -> None:
    """In which language somebody is written to."""
    permit.check_may(by)
    _check_language(language)
    people.set_language(person, language)
    record_access(actor=by.name, verb="set_language", at=at, subject=f"person:{person.pk}", body={"to": language})


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Actor, at: datetime) -> None:
    """Let somebody sign in, or no more.

    Raises:
        NotAllowed: they hold a role that takes two people.
    """
    permit.check_may(by)
    if permit.is_sensitive(person) if active else permit.is_administrator(person):
        raise NotAllowed("takes two people")
    people.set_active(person, active)
    record_access(actor=by.name, verb="activated" if active else "deactivated", at=at, subject=f"person:{person.pk}")


@transaction.atomic
def give(*, person: Person, post: str, role: str, by: Actor, at: datetime) -> None:
    """Give a role at a post; `NotAllowed` if that takes two people."""
    permit.check_may(by)
    check_role(post, role)
    if permit.needs_two(role):
        raise NotAllowed("takes two people")
    posts.assign(person=person, post=post, role=role)
    record_access(
        actor=by.name, verb="gave_role", at=at, subject=f"person:{person.pk}", body={"post": post, "role": role}
    )


@transaction.atomic
def take(*, person: Person, post: str, role: str, by: Actor, at: datetime) -> None:
    """Take a role at a post; `NotAllowed` if that takes two people, `Conflict` if they do not hold it."""
    permit.check_may(by)
    if role == permit.ADMINISTRATOR:
        raise NotAllowed("takes two people")
    if not posts.take(person=person, post=post, role=role):
        raise Conflict("not held")
    record_access(
        actor=by.name, verb="took_role", at=at, subject=f"person:{person.pk}", body={"post": post, "role": role}
    )


def check_role(post: str, role: str) -> None:
    """Raises `Invalid` unless there are this post and this role."""
    if role not in permit.roles() or post not in {each.code for each in posts.all_posts()}:
        raise Invalid(f"no role {role} at {post}")


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Invalid(f"no language {language}")
