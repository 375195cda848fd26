"""A house with one of everything in it, and everybody who might come to its door."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import transaction
from django.test import Client

from legation.appointments.around import Service
from legation.appointments.models import Booking, Counter
from legation.appointments.people import Visitor as Comer
from legation.appointments.people import person_of, sealed
from legation.appointments.services.arrive import check_in
from legation.appointments.services.release import Days, announce
from legation.config.figures import token_path
from legation.config.samples import portrait, traveller
from legation.consular.mutual_help.services.write_card import write_card
from legation.documents import api as documents
from legation.documents.models import Document
from legation.ground.approvals import api as approvals
from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM, Citizen, Person, address_index, create_person
from legation.ground.posts.api import actor_of, assign
from legation.ground.posts.numbering import zone_of
from legation.ground.profile import profile
from legation.ground.secrets import new_key
from legation.ground.tokens import api as tokens
from legation.ground.tokens import scopes
from legation.ground.webhooks import api as webhooks
from legation.ground.webhooks.models import Delivery
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.payments.disputes import DisputeKind
from legation.payments.models import Attempt, Dispute, Unmatched
from legation.payments.providers.base import DisputeNotice, Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.till import api as api_till
from legation.procedures.bundles import offered, open_bundle
from legation.procedures.models import Application, Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.ask_about_data import ask_about_data
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from legation.registers import api as registers
from legation.roll import api as roll
from tests.config.entrance import citizen
from tests.edge.planted import two_stories
from tests.payments.support import MemoryBank
from tests.payments.till import support as desk
from tests.procedures import paying
from tests.production.planted import plant_blanks

SECRETS = ("Plantedname", "planted.secret@example.org", "X7654321Q", "Plantedstreet", "Planted request", "planted-hook")
"""What only its owner and the officers at its post may read."""
UNKEPT = {"Session", "Sitting", "Window", "Access", "AccessHead", "AccessToken", "Replay"}
"""Tables in which anybody leaves a trace by asking: sessions, counters of tries, when a token was used, the record of
who looked, answers that are kept for who asks again."""
AGENCY = "Utopia Tours"


_TRAVELLER = {"document_number": "X", "passport_number": "Y", "nationality": ""}
_CASE = "/api/v1/applications/[^/]+/cases/[^/]+"
SENT: list[tuple[str, Any]] = [
    ("post /api/border/v1/check", _TRAVELLER),
    ("post /api/border/v1/batch", b"document_number,passport_number\nX1,Y1\n"),
    ("post /api/border/v1/crossings", lambda: _crossing()),
    ("post /api/v1/applications", {"procedure": "evisa", "answers": {}}),
    ("post /api/v1/applications/[^/]+/submit", {"declarations": {"truth": True}}),
    ("post /api/v1/applications/[^/]+/signatures/[^/]+", {}),
    ("post /api/v1/applications/[^/]+/payment", {"return_url": "https://agency.example/back"}),
    ("post /api/v1/applications/[^/]+/withdraw", {}),
    ("post /api/v1/applications/[^/]+/cases", {"answers": {}}),
    (f"patch {_CASE}/answers", {"answers": {}}),
    (f"post {_CASE}/files/photo", b"no picture"),
    (f"post {_CASE}/answer", ("asked", '{"note": "It is right."}')),
    (f"post {_CASE}/correction", {"answers": {}}),
    (f"post {_CASE}/appeal", ("asked", '{"text": "It was wrong."}')),
    (f"post {_CASE}/payment", {}),
    (f"post {_CASE}/letters", {"text": "May I come on Friday?"}),
    (f"post {_CASE}/appointment", {"starts_at": "2027-02-01T09:00:00Z"}),
    (
        "post /api/v1/applications/[^/]+/data/requests",
        lambda: {"case": Case.objects.everywhere("a test").get().reference, "kind": "erasure", "said": "Forget me."},
    ),
    ("get /api/v1/cases", {"procedure": "evisa", "status": "issued"}),
    ("post /api/v1/cases/search", {"procedure": "evisa", "text": "Plantedname"}),
    ("post /api/v1/cases/[^/]+/[^/]+", {}),
    ("post /api/v1/webhooks", {"url": "https://agency.example/more", "events": ["case.decided"]}),
    ("post /api/v1/webhooks/.*", {}),
]
"""What machines send, by method and address, so that their token decides and not what they sent."""


def _crossing() -> dict[str, str]:
    """An entry just now with the document that was issued."""
    number = Document.objects.values_list("number", flat=True).get()
    at = datetime.now(UTC).isoformat()
    return {"document_number": number, "passport_number": SECRETS[2], "nationality": "", "direction": "entry", "at": at,
            "place": "AIR-1"}  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door: the column of the table, and whether what the walk asks for is theirs."""

    name: str
    column: str
    client: Client
    theirs: bool = True
    token: str = ""
    scope: str = ""

    def ask(self, method: str, path: str, *, sense: bool = True) -> Any:
        """One request, after which the visitor is who they were; machines show their token and know what to send.

        Args:
            sense: whether what they send can be read.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        cookies = SimpleCookie({name: morsel.value for name, morsel in self.client.cookies.items()})
        sent = (
            next((body for what, body in SENT if re.fullmatch(what, f"{method} {path}")), None) if self.token else None
        )
        sent, more = sent() if callable(sent) else sent, dict[str, Any]()
        if not sense and method not in ("get", "head"):
            more = {"data": b"{", "content_type": "application/json"}
        elif isinstance(sent, dict):
            more = {"data": sent} | ({"content_type": "application/json"} if method != "get" else {})
        elif isinstance(sent, tuple):
            more = {"data": dict([sent])}
        elif sent is not None:
            more = {"data": {"file": io.BytesIO(sent)}}
        answer = getattr(self.client, method)(path, headers=headers | {"Idempotency-Key": uuid4().hex}, **more)
        self.client.cookies = cookies
        return answer


@dataclass(frozen=True)
class World:
    """One of everything."""

    case: Case
    link: str
    places: dict[str, dict[str, str]]

    def fill(self, path: str, *, link: str) -> str:
        """An address of the resolver with something that is there in every place of it."""
        prefix = max((each for each in self.places if path.startswith(each)), key=len)
        return "/" + re.sub(
            r"<[^>]+>", lambda place: ({"<str:token>": link} | self.places[""] | self.places[prefix])[place[0]], path
        )


def planted(at: datetime, bank: MemoryBank) -> World:
    """The house: an application issued, paid and disputed, with a request about its data, stray money, letters."""
    person = traveller(1, today=at.date(), by_rule=True)
    pages = {**person.pages}
    pages["passport"] = pages["passport"] | {"surname": SECRETS[0], "passport_number": SECRETS[2]}
    pages["trip"] = pages["trip"] | {"address": SECRETS[3]}
    pages["contact"] = pages["contact"] | {"email": SECRETS[1]}
    person = replace(person, pages=pages)
    link = start(procedure="evisa", known=person.known, language="en", at=at)
    for page, data in person.pages.items():
        save_page(token=link, page=page, data=data, uploads={"photo": portrait(7)} if page == "contact" else {}, at=at)
    submit(token=link, declared={"truth": "yes"}, at=at)
    case, opened = draft_of(link)
    attempt = paying.begin(case, at)
    paying.pay(bank, attempt, at)
    outbox.drain(clock=lambda: datetime.now(UTC))
    case, opened = draft_of(link)
    assert case.status == "issued"
    asked = ask_about_data(case=case, opened=opened, kind="correction", said=SECRETS[4], at=at)
    assert asked is not None
    service = tokens.service_account(AGENCY, at=at)
    Application.objects.filter(pk=case.application_id).update(service=service)
    places = _places(case, asked.pk, attempt, at)
    places[""] |= _subscribed(service.pk, at)
    _visited(case, places, at)
    _helped(places, at)
    return World(case, link, places)


def _helped(places: dict[str, dict[str, str]], at: datetime) -> None:
    """Cards of the citizen at the ministry's own post: one that is shown, and one that waits."""
    citizen(SECRETS[1])
    who = Citizen.objects.get(address=address_index(SECRETS[1]))
    cards = [
        write_card(citizen=who, post=profile().centre, offers=True, subject="other", text=text, language="en", at=at)
        for text in ("Shown", "Waiting", "Own")
    ]
    type(cards[0]).objects.filter(pk=cards[0].pk).update(state="shown", ends_at=at + timedelta(days=60))
    addresses = ("en/mutual-help/", "en/counter/mutual-help/", "en/account/mutual-help/")
    places |= {address: {"<int:pk>": str(card.pk)} for address, card in zip(addresses, cards, strict=True)}


def visited(services: Callable[[str], dict[str, Service]]) -> Callable[[str], dict[str, Service]]:
    """The services that people come for, and the e-visa among them: its officers have visits of their own to see."""
    return lambda language: services(language) | {"evisa": Service("evisa", "E-visa", 20, frozenset(["visa_officer"]))}


def _visited(case: Case, places: dict[str, dict[str, str]], at: datetime) -> None:
    """An appointment of today whose person is at the ministry and was called, and a draw."""
    counter = Counter.objects.filter(post=case.post, services=[]).first()
    assert counter is not None
    booking = Booking.objects.create(
        number="SEENHERE", post=case.post, counter=counter, place=1, service="evisa", reference=case.reference,
        person=person_of(SECRETS[2]), sealed=sealed(Comer(SECRETS[2], SECRETS[0], SECRETS[1])), language="en",
        starts_at=at, minutes=20, state="booked", made_at=at,
    )  # fmt: skip
    visit = check_in(booking.number, post=case.post, at=at)
    type(visit).objects.filter(pk=visit.pk).update(state="called", called_at=at, counter=counter)
    days = Days(at.date() + timedelta(days=9), at.date() + timedelta(days=9), at, at + timedelta(days=7))
    drawn = announce(post=case.post, code="evisa", days=days, at=at)
    places[""] |= {"<str:post>": case.post.code, "<slug:service>": "legalisation", "<str:code>": drawn.code,
                   "<str:number>": booking.number}  # fmt: skip
    places["en/visits/"] = {"<int:pk>": str(visit.pk)}
    places["en/appointment/"] = places["en/receipt/"] = {"<str:token>": "no-such-token"}


def _subscribed(service: int, at: datetime) -> dict[str, str]:
    """An address of the agency that is told of events, and one message for it."""
    address = "https://agency.example/planted-hook"
    row, _secret = webhooks.subscribe(service=service, url=address, events=["case.decided"], at=at)
    message = f"msg_{'a' * 32}"
    Delivery.objects.create(subscription=row, message=message, event="case.decided", body="{}", created_at=at)
    return {"<subscription>": str(row.pk), "<message>": message}


def _places(case: Case, asked: int, attempt: Attempt, at: datetime) -> dict[str, dict[str, str]]:
    """Address -> what fills its places; that of the longest beginning counts, and '' for all."""
    _lose_money(attempt, at)
    mine, theirs = _administrator("ada", at), _administrator("bea", at)
    arguments = {"since": "2026-01-01", "until": "2026-06-30"}
    row = approvals.ask(
        verb="export_access", arguments=arguments, reason="The yearly audit", by=actor_of(mine, "administrator"), at=at
    )
    approvals.approve(row.pk, by=actor_of(theirs, "administrator"), at=at)
    return {
        "": {
            "<slug:page>": "passport", "<slug:field>": "photo", "<slug:verb>": "revoke", "<slug:procedure>": "evisa",
            "<slug:provider>": "testbank", "<str:reference>": case.reference, "<str:name>": "0" * 64,
            "<procedure>": "evisa", "<reference>": case.application.reference, "<case>": case.reference,
            "<field>": "photo", "<verb>": "revoke", "<number>": documents.of_reference(case.reference)[0].number,
            "<int:level>": "0", "<signature>": "other_parent", "<slug:signature>": "other_parent",
            "<slug:digest>": "ab" * 32, "<path:place>": "000.p/1", "<str:digest>": "ab" * 32,
        },
        "api/v1/cases/": {"<reference>": case.reference},
        "en/account/applications/": {"<str:reference>": case.application.reference},
        "en/account/enter/": {"<str:token>": "no-such-token"},
        "en/invitation/": {"<str:token>": "no-such-token"},
        "en/messages/": {"<int:pk>": str(messaging.captured()[0].pk)},
        "en/counter/": {"<str:number>": documents.of_reference(case.reference)[0].number},
        "en/posts/": {"<slug:post>": profile().centre},
        "en/post/": {"<slug:post>": profile().centre, "<slug:code>": "windows"},
        "en/desk/requests/": {"<int:pk>": str(asked)},
        "en/accounts/unmatched/": {"<int:pk>": str(Unmatched.objects.latest("pk").pk)},
        "en/accounts/disputes/": {"<uuid:pk>": str(Dispute.objects.get(session=attempt.session).pk)},
        "en/post/<slug:post>/blanks/": {
            "<slug:post>": profile().centre, "<int:pk>": str(plant_blanks(profile().centre, "PAR", at).pk)},
        **_till(at),
        **_on_roll(at),
        **_entered(case.bundle_id, at),
        "en/conflicts/": {"<int:pk>": str(two_stories(case, at).pk)},
        "en/administration/people/": {"<int:pk>": str(theirs.pk)},
        "en/administration/requests/": {"<int:pk>": str(row.pk)},
        "en/administration/programs/": {"<int:pk>": str(tokens.service_account(AGENCY, at=at).pk)},
    }  # fmt: skip


def _till(at: datetime) -> dict[str, dict[str, str]]:
    """A drawer at the ministry's own desk, with money taken in it, counted by its cashier; and what is to go back."""
    by, centre = desk.worker(profile().centre, name="planted"), profile().centre
    desk.ask("PLANTED-1", place=centre)
    drawer = desk.opened(by, centre)
    slip = desk.take(by, "PLANTED-1", centre, at=at)
    api_till.count_drawer(place=centre, counts={"sum": slip.cash}, reason="", by=by, at=at)
    payments.request_refund(reference="PLANTED-1", reason="asked", key="planted", by=SYSTEM, at=at, amount=100)
    found = {"<slug:post>": centre, "<uuid:pk>": str(drawer.pk), "<int:year>": str(slip.book.year),
             "<slug:name>": slip.name, "<int:number>": str(slip.number), "<slug:month>": "2026-11"}  # fmt: skip
    return {
        "en/till/": found,
        "en/till/<slug:post>/transfers/": found | {"<int:number>": str(desk.send_to(centre).pk)},
        "en/till/<slug:post>/refunds/": found | {"<uuid:pk>": str(api_till.waiting(centre)[0].pk)},
    }


def _entered(digest: str, at: datetime) -> dict[str, dict[str, str]]:
    """An entry in the register of nationals that the embassy in Paris keeps."""
    written = registers.Written(
        register="nationals", place="PAR", reference="PLANTED", key=new_key(), content={"name": SECRETS[0]},
        body={"bundle": digest, "action": 1},
    )  # fmt: skip
    with transaction.atomic():
        number = registers.read_number(registers.enter(written, by="person:0", at=at))
    assert number is not None
    return {"en/registers/": {"<slug:place>": "PAR", "<slug:register>": "nationals", "<int:year>": str(number.year),
                              "<int:number>": str(number.number)}}  # fmt: skip


def _on_roll(at: datetime) -> dict[str, dict[str, str]]:
    """Somebody on the electoral roll in Paris, which was announced for a vote."""
    written = roll.Written(place="PAR", district="FRA", polling="PAR/at_post", reference="PLANTED-E", key=new_key(),
                           content={"name": SECRETS[0]})  # fmt: skip
    with transaction.atomic():
        roll.enter(written, by="person:0", at=at)
    person = create_person(email="planted.electoral@utopia.example", name="Planted", password="a long password")
    assign(person=person, post=profile().centre, role=roll.OFFICER)
    day, vote = timedelta(days=1), "parliament-2027"
    roll.open_roll(place="PAR", vote=vote, inspection=(at, at + day), closes_at=at + day,
                   by=actor_of(person, roll.OFFICER))  # fmt: skip
    year = at.astimezone(zone_of("PAR")).year
    return {"en/electoral/": {"<slug:place>": "PAR", "<slug:vote>": vote, "<int:year>": str(year), "<int:number>": "1"}}


def _lose_money(attempt: Attempt, at: datetime) -> None:
    """Money for nothing we know, and a dispute that is lost."""
    money = Money(777, "EUR")
    apply_notice(provider="memory", notice=Notice("stray", Kind.CAPTURED, "nobody", "cs_nobody", money), at=at)
    about = DisputeNotice(
        "dp_lost", DisputeKind.LOST, "dp_lost", attempt.session, money, code="fraudulent", answer_by=at
    )
    apply_dispute_notice(provider="memory", notice=about, at=at)


def _administrator(name: str, at: datetime) -> Person:
    person = create_person(email=f"{name}@utopia.example", name=name.title(), password="a long password")
    assign(person=person, post=profile().centre, role="administrator")
    return person


def visitors(world: World, at: datetime) -> Iterator[Visitor]:
    """Everybody, each with a browser of their own; those with a role elsewhere ask for what is another's."""
    desks = {role for opened in offered(at=at) for role in opened.definition.desk.roles()}
    yield Visitor("a stranger", "stranger", Client())
    yield Visitor("who holds the link", "link", Client())
    yield Visitor("the citizen", "citizen", citizen(SECRETS[1]))
    yield Visitor("another citizen", "citizen", citizen("nobody@example.org"), theirs=False)
    yield Visitor("staff without a role", "staff", _signed_in(create_person(
        email="clerk@utopia.example", name="Clerk", password="a long password")))  # fmt: skip
    desk_role = open_bundle(world.case.bundle_id).definition.desk.role
    own = {desk_role, roll.OFFICER, "accountant", "cashier", "head_of_post"}
    for role in sorted({*profile().roles, "administrator"}):
        column = "officer" if role in desks or role == roll.OFFICER else role
        # the officer of this case keeps the registers in Paris as well, and is of the electoral office
        also = [("PAR", registers.REGISTRAR), (profile().centre, roll.OFFICER), (profile().centre, desk_role)]
        also = also if column == "officer" and role in own else []
        yield Visitor(f"{role} at the ministry", column, _holder(role, profile().centre, also), theirs=role in own)
        yield Visitor(f"{role} elsewhere", column, _holder(role, "CAI"), theirs=False)
    yield Visitor(
        "the administrator who asked", "administrator", _signed_in(Person.objects.get(email="ada@utopia.example"))
    )
    metrics = token_path().read_text().strip()
    yield Visitor("a token for metrics", "token", Client(), token=metrics, scope="metrics")
    yield from _machines(at)


def _machines(at: datetime) -> Iterator[Visitor]:
    """A token for each scope, of who may have one: for what is theirs, and for what is another's."""

    def one(name: str, scope: str, *, theirs: bool, **owner: Any) -> Visitor:
        _pk, token = tokens.create_token(name=name, scopes=[scope], days=1, at=at, **owner)
        return Visitor(f"{name}, to {scope}", "token", Client(), theirs, token, scope)

    for scope in scopes.OF_SERVICES:
        yield one(AGENCY, scope, theirs=True)
        if ":" in scope:
            yield one("Another agency", scope, theirs=False)
    for scope in scopes.OF_PERSONS:
        for post, theirs in ((profile().centre, True), ("CAI", False)):
            person = Person.objects.get(email=f"visa_officer.{post}@utopia.example".lower())
            yield one(f"an officer in {post}", scope, theirs=theirs, person=person)
    for scope in scopes.OF_CITIZENS:
        for address, theirs in ((SECRETS[1], True), ("nobody@example.org", False)):
            found = Citizen.objects.get(address=address_index(address))
            yield one(f"the citizen of {address}", scope, theirs=theirs, citizen=found)


def _holder(role: str, post: str, also: Sequence[tuple[str, str]] = ()) -> Client:
    """Somebody with a role at a post, and perhaps others: (post, role)."""
    person = create_person(email=f"{role}.{post}@utopia.example".lower(), name=role, password="a long password")
    for place, held in {(post, role), *also}:
        assign(person=person, post=place, role=held)
    return _signed_in(person)


def _signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    session = client.session
    session["passkey"] = True
    session.save()
    return client


def everything() -> dict[str, list[str]]:
    """What the database holds, but for the traces that anybody leaves by asking."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model.__name__ not in UNKEPT
    }
