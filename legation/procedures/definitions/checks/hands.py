"""In whose hands a case is: the centre's or a post's, handed over so that whoever must act has it."""

from collections.abc import Iterator

from legation.ground.posts.network import network
from legation.ground.profile import posts_of_role, profile
from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.schema import Place, Transition


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with where cases are handled, and with who is there to do it."""
    posts = network().listed(subject.definition.procedure)
    if subject.definition.opened_at == "post":
        yield from _opened(subject, posts)
    for place, transition in subject.transitions:
        yield from _handing(subject, place, transition)
        yield from _held(subject, place, transition, posts)
    yield from _nobodys(subject)
    yield from _lists(subject, posts)


def _opened(subject: Subject, posts: list[str]) -> Iterator[Problem]:
    at: Location = ("handled_by",)
    if not posts:
        what = "A post handles it, and no post offers it."
        yield subject.at(at, what, f"Name {subject.definition.procedure} under 'services' of a post in posts.yaml.")
    if subject.definition.starts_with:
        what = "A post handles it, but its first screen asks nobody where they live."
        yield subject.at(at, what, "Delete 'starts_with', or let the centre handle it.")


def _handing(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if transition.hands_to is None:
        return
    before = {each for name in transition.from_ for each in subject.definition.places.get(name, ())}
    if subject.definition.opened_at == "centre" and subject.definition.flow:
        return  # the flow is shared with services that posts handle
    if subject.definition.opened_at == "centre":
        what = f"'{transition.verb}' hands a case over that the centre opens and keeps."
        yield subject.at((*place, "hands_to"), what, "Write 'handled_by: post' at the top, or delete 'hands_to'.")
    elif before == {transition.hands_to}:
        what = f"'{transition.verb}' hands the case to the {transition.hands_to}, which has it already."
        yield subject.at((*place, "hands_to"), what, "Delete 'hands_to', or correct it.")


def _where(subject: Subject, states: list[str]) -> list[Place]:
    return sorted({each for name in states for each in subject.definition.places.get(name, ())})


def _held(subject: Subject, place: Location, transition: Transition, posts: list[str]) -> Iterator[Problem]:
    for role in sorted(officers(transition) & subject.roles):
        at, here = (*place, "by", transition.by.index(role)), _where(subject, transition.from_)
        without = _without(role, posts)
        if "centre" in here and profile().centre in _without(role, [profile().centre]):
            what = f"'{transition.verb}' is done at the centre, where nobody holds the role '{role}'."
            yield subject.at(at, what, f"Give the role to {profile().centre}, or hand the case over first.")
        if "post" in here and without:
            what = f"'{transition.verb}' is done at the post, and at {without[0]} nobody holds the role '{role}'."
            yield subject.at(at, what, "Give the role to every post that offers it, or hand the case over first.")


def _without(role: str, posts: list[str]) -> list[str]:
    held = posts_of_role(role, list(network().rows))
    return [post for post in posts if post not in held]


def _nobodys(subject: Subject) -> Iterator[Problem]:
    for number, state in enumerate(subject.definition.states):
        if state.phase == "officer" and len(subject.definition.places[state.state]) > 1:
            what = f"In state '{state.state}' the centre or the post may have a case: nobody knows whose turn it is."
            remedy = "Add 'hands_to' to a way that leads there, or make it two states."
            yield subject.at(("states", number), what, remedy)


def _lists(subject: Subject, posts: list[str]) -> Iterator[Problem]:
    """Lists of the desk that would always be empty."""
    desk = subject.definition.desk
    shown: list[tuple[Location, str, list[str]]] = [(("desk", "lists"), desk.role, desk.lists)]
    shown += [(("desk", "also", number, "lists"), each.role, each.lists) for number, each in enumerate(desk.also)]
    for place, role, lists in shown:
        for number, state in enumerate(lists):
            here = _where(subject, [state])
            if role not in subject.roles or not here or any(_can_see(role, each, posts) for each in here):
                continue
            what = f"State '{state}' is at the {here[0]}, where nobody holds the role '{role}': its list stays empty."
            yield subject.at((*place, number), what, "Take it out, or give it to the role that is held there.")


def _can_see(role: str, where: Place, posts: list[str]) -> bool:
    here = [profile().centre] if where == "centre" else posts
    return len(_without(role, here)) < len(here)
