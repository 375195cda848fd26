"""A case driven along the graph of its definition, by the actors that may; and everybody else tried at each state."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from legation.documents import api as documents
from legation.ground.audit.models import Access
from legation.ground.errors import LegationError
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM, Actor, Person
from legation.ground.posts.api import actor_of, all_posts, post_code
from legation.ground.posts.models import Assignment
from legation.ground.posts.network import ALL_SERVICES, network
from legation.ground.profile import profile
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.models import Attempt, Payment
from legation.payments.services.ask_provider import ask_provider
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Page, Transition
from legation.procedures.kinds import sample
from legation.procedures.models import Case, CaseAction
from legation.procedures.selectors import answers_now, draft_of
from legation.procedures.services.act import RULE, Said, act
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import APPLICANT, submit
from legation.production.services.order import SEND
from tests.contract.entries import entered
from tests.contract.filling import COSTS, Filled, Unfillable, fill
from tests.contract.signing import Link, sign_all
from tests.payments.support import MemoryBank

Edge = tuple[str, str]
"""A state, and the verb that leads out of it."""


def edges(opened: Opened) -> list[Edge]:
    """Every way from a state to another that the author wrote."""
    return [(state, each.verb) for each in opened.definition.transitions for state in each.from_]


def way_to(opened: Opened, edge: Edge, closed: Collection[Edge] = ()) -> list[Edge] | None:
    """The shortest way from a draft over `edge`, not over what is closed; None if there is none."""
    first = opened.definition.states[0].state
    queue: deque[tuple[str, list[Edge]]] = deque([(first, [])])
    seen = {first}
    while queue and edge not in closed:
        state, way = queue.popleft()
        if state == edge[0]:
            return [*way, edge]
        for each in opened.definition.transitions:
            if state in each.from_ and each.to not in seen and (state, each.verb) not in closed:
                seen.add(each.to)
                queue.append((each.to, [*way, (state, each.verb)]))
    return None


def closed_edges(opened: Opened, at: datetime) -> set[Edge]:
    """Edges that no answers lead over in this profile: a rule whose condition its policy never lets come true."""
    closed: set[Edge] = set()
    for edge in edges(opened):
        way = way_to(opened, edge, closed)
        try:
            if way is None:
                raise Unfillable("there is no way")
            fill(opened, *goals(opened, way), at=at)
        except Unfillable:
            closed.add(edge)
    return closed


def ways(opened: Opened, at: datetime) -> list[list[Edge]]:
    """As few ways as walk over every edge that is open: the longest first, none that others have walked already."""
    closed = closed_edges(opened, at)
    found: list[list[Edge]] = []
    all_of_them = [way for edge in edges(opened) if (way := way_to(opened, edge, closed))]
    for way in sorted(all_of_them, key=len, reverse=True):
        if not any(way[-1] in other for other in found):
            found.append(way)
    return found


def goals(opened: Opened, way: Sequence[Edge]) -> list[str]:
    """What must be true of the answers for rules to lead this way: their conditions, and the contrary of earlier ones."""
    wanted: list[str] = []
    settles = opened.transitions["settle"]
    for state, verb in way:
        taken = opened.transitions[verb]
        if state in settles.from_ and taken != settles:
            wanted.append(COSTS)  # what is free is settled at once
        if taken.by == ["rule"]:
            rivals = [each for each in opened.definition.transitions if each.by == ["rule"] and state in each.from_]
            wanted += [f"!({each.when})" for each in rivals[: rivals.index(taken)] if each.when]
        wanted += [taken.when] if taken.when else []
    return list(dict.fromkeys(wanted))


def home() -> str:
    """The post at which walks of what posts handle begin: the first that offers everything."""
    return next(code for code, row in network().rows.items() if row.kind in ALL_SERVICES)


@dataclass
class People:
    """Everybody who might act: each role at the centre and at a post, the same elsewhere, somebody without any, and ourselves."""

    first: dict[tuple[str, str], Actor] = field(default_factory=dict)
    """(post, role) -> who holds it there."""
    second: dict[tuple[str, str], Actor] = field(default_factory=dict)
    elsewhere: dict[str, Actor] = field(default_factory=dict)
    nobody: Actor | None = None

    @classmethod
    def of_the_profile(cls) -> "People":
        """Made for the profile in force."""
        made, here = cls(), [profile().centre, home()]
        other = next((post.code for post in all_posts() if post.code not in here), None)
        asked: list[tuple[str, str, str]] = []
        for role in profile().roles:
            asked += [(role, post, f"{which}.{post}") for post in here for which in ("first", "second")]
            asked += [(role, other, "elsewhere")] if other else []
        held = dict(zip(asked, _holders(asked), strict=True))
        for (role, post, name), actor in held.items():
            if name == "elsewhere":
                made.elsewhere[role] = actor
            else:
                (made.first if name.startswith("first") else made.second)[post, role] = actor
        made.nobody = actor_of(*_persons(["No role"]), next(iter(profile().roles)))
        return made

    def reader(self, opened: Opened) -> Actor:
        """Who may read every case of a procedure that a walk begins."""
        return self.first[
            home() if opened.definition.opened_at == "post" else profile().centre, opened.definition.desk.role
        ]

    def who_differ(self, opened: Opened) -> list[list[tuple[Actor, str]]]:
        """Everybody of whom a procedure speaks, by their role, each with the post at which they hold it; '' for who needs
        none. Of the roles that it never names one stands for all.
        """
        named = {role for each in opened.definition.transitions for role in each.by}
        named.add(next(role for role in profile().roles if role not in named))
        held = [(each, post) for (post, _role), each in self.first.items()]
        held += [(each, "elsewhere") for each in self.elsewhere.values()]
        assert self.nobody
        alone = [(APPLICANT, ""), (SYSTEM, ""), (RULE, ""), (self.nobody, "nowhere")]
        by_role = [[each for each in held if each[0].role == role] for role in sorted(named)]
        return [*([each] for each in alone), *(each for each in by_role if each)]


def _holders(asked: Sequence[tuple[str, str, str]]) -> list[Actor]:
    """Somebody for each role at a post, by their name there; in three statements, since every test makes them anew."""
    people = _persons([f"{role} {name}" for role, _post, name in asked])
    posts = {post.code: post for post in all_posts()}
    Assignment.objects.bulk_create(
        Assignment(person=person, post=posts[post], role=role)
        for person, (role, post, _name) in zip(people, asked, strict=True)
    )
    return [actor_of(person, role) for person, (role, _post, _name) in zip(people, asked, strict=True)]


def _persons(names: Sequence[str]) -> list[Person]:
    """People without a password: to make one takes longer than all they do here."""
    addresses = [f"{name.replace(' ', '.').lower()}@contract.example" for name in names]
    return Person.objects.bulk_create(
        Person(email=address, name=name, language="en") for address, name in zip(addresses, names, strict=True)
    )


@dataclass
class Walk:
    """One application on its way."""

    opened: Opened
    bank: MemoryBank
    people: People
    at: datetime
    language: str = "en"
    token: str = ""
    reference: str = ""
    filled: Filled | None = None
    links: dict[str, Link] = field(default_factory=dict)

    def open(self, filled: Filled) -> None:
        """A draft in which nothing is written yet."""
        self.filled = filled
        procedure = self.opened.definition.procedure
        self.token = start(
            procedure=procedure, known=filled.known(), language=self.language, at=self.at, post=home()
        )  # fmt: skip
        self.reference = self.case.reference

    def begin(self, filled: Filled) -> None:
        """A draft with every page saved."""
        entered(self.opened, filled, self.at)
        self.open(filled)
        for page in self.opened.definition.form_pages():
            self.save(page)

    def save(self, page: Page) -> None:
        """One page as it was filled in."""
        assert self.filled is not None
        uploads = {each.field: sample(each, Random(7), today=self.at.date()) for each in self.filled.files(page.page)}
        save_page(token=self.token, page=page.page, data=self.filled.page(page.page), uploads=uploads, at=self.at)

    @property
    def case(self) -> Case:
        """The case as the database has it now."""
        return draft_of(self.token)[0]

    def verbs(self) -> list[str]:
        """What was done so far."""
        return [action.verb for action in CaseAction.objects.filter(case=self.case).order_by("number")]

    def go(self, way: Sequence[Edge]) -> Iterator[str]:
        """Walk a whole way, beginning with a draft filled in so that rules lead along it; gives each state of rest."""
        self.begin(fill(self.opened, *goals(self.opened, way), at=self.at))
        yield self.case.status
        for number, (state, verb) in enumerate(way):
            if len(self.verbs()) == number:
                assert self.case.status == state, f"{self.case.status}, not {state}, before {verb}"
                self.step(verb)
                yield self.case.status
            assert self.verbs()[: number + 1] == [each for _state, each in way[: number + 1]]

    def step(self, verb: str) -> None:
        """Have one verb done by somebody who may."""
        transition = self.opened.transitions[verb]
        if verb == "submit":
            sign_all(self)
            submit(token=self.token, declared=self.filled.declared() if self.filled else {}, at=self.at)
            if payments.find(reference=self.case.application.reference) is None:
                self.drain()
        elif verb == "settle":
            self.pay()
        elif verb == "issue":
            self.drain()
        else:
            if transition.expires and self.case.deadline:
                self.at = max(self.at, self.case.deadline)
            self.act(verb, self._actor(transition))

    def act(self, verb: str, by: Actor) -> None:
        """A verb through the engine's one door, with what it needs said; what waits for a deadline has waited."""
        act(reference=self.reference, verb=verb, by=by, at=self.at, said=self.said(verb))

    def said(self, verb: str) -> Said:
        """What must come with a verb: reasons where they are asked for, a correction where it corrects."""
        transition = self.opened.transitions[verb]
        reasons = self.opened.definition.reasons_for(transition)[:1]
        answers, asked = self._correction(transition), transition.asks[:1]
        return Said(reasons=reasons, note="Said by the contract.", answers=answers, asked=asked)

    def _correction(self, transition: Transition) -> dict[str, Any]:
        if not transition.corrects:
            return {}
        now = answers_now(self.case)
        name = next(each for each in transition.corrects if self.opened.fields[each].kind in ("name", "text"))
        return {name: f"{now.get(name, 'New')}son"}

    def _actor(self, transition: Transition) -> Actor:
        role = transition.by[0]
        built_in = {"applicant": APPLICANT, "system": SYSTEM, "rule": RULE}
        if role in BUILT_IN_ROLES:
            return built_in[role]
        return (self.people.second if transition.four_eyes else self.people.first)[post_code(self.case.post_id), role]

    def pay(self) -> None:
        """The fee, at a bank in memory; then the queue carries the case on."""
        payment = payments.find(reference=self.case.application.reference)
        assert payment is not None
        payments.start(
            payment=payment.payment, provider=self.bank.name, return_url="https://x/", language="en", at=self.at
        )
        attempt = Attempt.objects.get(payment=payment.payment, state="open")
        self.bank.end(str(attempt.pk))
        ask_provider(attempt=attempt, at=self.at)
        # only what the money brings about: papers and letters follow when a way says so
        self._run("payments.settled")

    def _run(self, kind: str) -> None:
        mine = list(Effect.objects.filter(kind=kind, done_at=None))
        assert outbox.run_all(mine, at=self.at) == len(mine)

    def drain(self) -> None:
        """Everything that the queue has to do, but for asking a printing place: there is none, and years pass here."""
        outbox.hold(SEND)
        try:
            outbox.drain(clock=lambda: self.at)
        finally:
            outbox.hold()
        wrong = list(Effect.objects.filter(done_at=None).exclude(error="").values_list("kind", "error"))
        assert not wrong, wrong


def trespasses(walk: Walk, *, of_everybody: bool = True) -> list[str]:
    """Have everybody try every verb that they may not, where the case stands now; what got through, or left a trace.

    Args:
        of_everybody: else only those try a verb to whose role it belongs, elsewhere or too early.
    """
    case, before, found = walk.case, traces(walk), []
    everybody = walk.people.who_differ(walk.opened)
    for number, transition in enumerate(walk.opened.definition.transitions):
        tries = [
            each
            for holders in everybody
            # whose verb it is not may not do it at any post: one of them tries, at the next post the next verb
            for each in (holders if holders[0][0].role in transition.by else [holders[number % len(holders)]])
        ]
        for actor, post in tries:
            theirs = actor.role in transition.by
            held = theirs and post in ("", post_code(case.post_id))
            if (held and case.status in transition.from_) or not (theirs or of_everybody):
                continue
            try:
                walk.act(transition.verb, actor)
            except LegationError:
                pass
            else:
                found.append(f"{actor.role} did {transition.verb} to a case that is {case.status}")
    return found + (["something was written"] if traces(walk) != before else [])


def traces(walk: Walk) -> tuple[Any, ...]:
    """What anybody's act would leave: the case's row, its chain, the queue, the record, letters, papers, money."""
    case = walk.case
    row = (case.status, case.count, bytes(case.head), bytes(case.answers), case.deadline, case.closed_at, case.post_id)
    counted = [model.objects.count() for model in (CaseAction, Effect, Access, Payment, Attempt)]
    papers = documents.of_reference(case.reference)
    return row, counted, len(messaging.captured()), papers
