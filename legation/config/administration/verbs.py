"""What takes two people: each verb checks that it could be done, does it, and says who gains."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.config.administration import exporting, permit, programs, publishing
from legation.config.administration.services.people import check_role, found
from legation.config.head import givable
from legation.documents import keys
from legation.documents.keeping import revocation
from legation.documents.keeping.roots import open_root
from legation.ground.approvals.api import Verb, register
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.outbox import looking
from legation.ground.people import api as people
from legation.ground.people.api import Actor
from legation.ground.posts import api as posts

Arguments = dict[str, Any]


def connect() -> None:
    """Called once when the house is ready."""
    register("give_role", Verb(_can_give, _give, _person, others=_head_asks))
    register("take_role", Verb(_can_take, _take, _nobody, others=_head_asks))
    register("activate", Verb(_can_activate, _activate, _person))
    register("deactivate", Verb(_can_deactivate, _deactivate, _nobody))
    register("publish", Verb(publishing.check, publishing.do, _nobody))
    register("retire_key", Verb(_can_retire, _retire, _nobody))
    register("drop_job", Verb(_can_drop, _drop, _nobody))
    register("export_access", Verb(exporting.check, exporting.do, _nobody))
    register("service_token", Verb(programs.check, programs.do, _nobody))
    register("close_program", Verb(programs.can_close, programs.close, _nobody))


def _head_asks(by: Actor, arguments: Arguments) -> bool:
    return givable.may_ask(by, arguments.get("post", ""), arguments.get("role", ""))


def _person(arguments: Arguments) -> set[int]:
    return {arguments["person"]}


def _nobody(_arguments: Arguments) -> set[int]:
    return set()


def _can_give(arguments: Arguments, _at: datetime) -> None:
    check_role(arguments["post"], arguments["role"])
    person = found(arguments["person"])
    if not person.is_active:
        raise Conflict("inactive", reader=_("This person may not sign in. Let them sign in first."))
    held = posts.roles_of(person).get(arguments["role"], set())
    if posts.post_key(arguments["post"]) in held:
        raise Conflict("held", reader=_("This person holds this role there already."))


def _give(arguments: Arguments, _at: datetime) -> None:
    posts.assign(person=found(arguments["person"]), post=arguments["post"], role=arguments["role"])


def _can_take(arguments: Arguments, _at: datetime) -> None:
    check_role(arguments["post"], arguments["role"])
    person = found(arguments["person"])
    held = posts.roles_of(person).get(arguments["role"], set())
    if posts.post_key(arguments["post"]) not in held:
        raise Conflict("not held", reader=_("This person does not hold this role there."))
    if arguments["role"] == permit.ADMINISTRATOR and len(held) == 1:
        _enough_without(person.pk)


def _take(arguments: Arguments, _at: datetime) -> None:
    posts.take(person=found(arguments["person"]), post=arguments["post"], role=arguments["role"])


def _can_activate(arguments: Arguments, _at: datetime) -> None:
    if found(arguments["person"]).is_active:
        raise Conflict("active", reader=_("This person may sign in already."))


def _activate(arguments: Arguments, _at: datetime) -> None:
    people.set_active(found(arguments["person"]), True)


def _can_deactivate(arguments: Arguments, _at: datetime) -> None:
    person = found(arguments["person"])
    if not person.is_active:
        raise Conflict("inactive", reader=_("This person may not sign in as it is."))
    if permit.is_administrator(person):
        _enough_without(person.pk)


def _deactivate(arguments: Arguments, _at: datetime) -> None:
    people.set_active(found(arguments["person"]), False)


def _enough_without(person: int) -> None:
    if len(permit.administrators() - {person}) < permit.LEAST_ADMINISTRATORS:
        raise Invalid(
            "too few administrators",
            reader=_(
                "Two administrators must remain, since one alone can approve nothing. Give the role to another first."
            ),
        )


def _can_retire(arguments: Arguments, at: datetime) -> None:
    certificate = revocation.named(arguments["key"])
    if keys.key_ring().is_revoked(certificate):
        raise Conflict("revoked", reader=_("This key is revoked already."))
    if arguments["why"] not in revocation.REASONS:
        raise Invalid(f"no reason {arguments['why']}")
    _root(at)


def _retire(arguments: Arguments, at: datetime) -> None:
    revocation.retire(arguments["key"], reason=arguments["why"], root=_root(at), at=at)


def _root(at: datetime) -> Any:
    """The root with its key, if it lies here without a PIN or a password."""
    try:
        return open_root(at=at)
    except LegationError as error:
        raise Invalid(
            error.detail,
            reader=_(
                "The key of the root is not here. Retire this key where the root is kept: “legation keys retire”."
            ),
        ) from error


def _can_drop(arguments: Arguments, _at: datetime) -> None:
    looking.failed_one(arguments["job"])


def _drop(arguments: Arguments, at: datetime) -> None:
    looking.drop(arguments["job"], at=at)
