"""A traveller's way through the services, for tests that begin somewhere along it."""

from datetime import datetime

from legation.config.samples import Traveller, portrait, traveller
from legation.ground.people.api import Actor, create_person
from legation.ground.posts.api import actor_of, assign
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of, link_to
from legation.procedures.services.add_subject import add_subject
from legation.procedures.services.save_page import save_page
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit

FACE = portrait(7)


def started(at: datetime, *, by_rule: bool = True, seed: int = 1) -> tuple[str, Traveller]:
    """A fresh draft, and whose it is."""
    person = traveller(seed, today=at.date(), by_rule=by_rule)
    return start(procedure="evisa", known=person.known, language="en", at=at), person


def filled(at: datetime, *, by_rule: bool = True, seed: int = 1) -> tuple[str, Traveller]:
    """A draft with every page saved."""
    token, person = started(at, by_rule=by_rule, seed=seed)
    for page, data in person.pages.items():
        uploads = {"photo": FACE} if page == "contact" else {}
        save_page(token=token, page=page, data=data, uploads=uploads, at=at)
    return token, person


def joined(token: str, at: datetime, *, by_rule: bool = True, seed: int = 2) -> tuple[str, Traveller]:
    """Another traveller in a draft, with every page of their own saved; gives the link that names them."""
    person = traveller(seed, today=at.date(), by_rule=by_rule)
    link = link_to(token, add_subject(token=token, known=person.known, at=at))
    for page, data in person.pages.items():
        uploads = {"photo": FACE} if page == "contact" else {}
        save_page(token=link, page=page, data=data, uploads=uploads, at=at)
    return link, person


def family(at: datetime, *, size: int = 3, by_rule: bool = True) -> tuple[str, list[str], list[Traveller]]:
    """A draft of several, ready to be handed in; gives its link, the links of the others, and who they are."""
    token, first = filled(at, by_rule=by_rule)
    others = [joined(token, at, by_rule=by_rule, seed=seed) for seed in range(2, size + 1)]
    return token, [link for link, _person in others], [first, *(person for _link, person in others)]


def handed_in(at: datetime, *, by_rule: bool = True, seed: int = 1) -> tuple[Case, Traveller]:
    """An application waiting for payment."""
    token, person = filled(at, by_rule=by_rule, seed=seed)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return draft_of(token)[0], person


def paid(at: datetime, *, by_rule: bool = True, seed: int = 1) -> tuple[Case, Traveller]:
    """An application that is paid, and so decided or referred by rule."""
    case, person = handed_in(at, by_rule=by_rule, seed=seed)
    settle(application=case.application.reference, at=at)
    return fresh(case), person


def fresh(case: Case) -> Case:
    """The case as the database has it now."""
    return Case.objects.everywhere("a test looks").select_related("application").get(pk=case.pk)


def officer(post: str = "HQ", *, email: str = "officer@utopia.example") -> Actor:
    """A visa officer at a post."""
    person = create_person(email=email, name="Officer", password="a long password")
    assign(person=person, post=post, role="visa_officer")
    return actor_of(person, "visa_officer")
