"""Everything of one person, for who serves them: found by document number and day of birth together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from legation.documents import api as documents
from legation.ground.audit.api import accesses_to, record_accesses
from legation.ground.errors import NotFound
from legation.ground.languages.casing import capitals
from legation.ground.people.api import Person
from legation.ground.posts.api import post_code, roles_of
from legation.ground.posts.network import network
from legation.ground.statements import Select
from legation.payments import api as payments
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, offered, open_bundle
from legation.procedures.findable import index_values
from legation.procedures.models import Case, CaseIndex
from legation.procedures.selectors import answers_now

MOST_SERVED, MOST_LOOKED = 100, 500
HAND_OVER, HANDED_OVER = "hand_over", "handed_over"
"""The verb of definitions by which something made is handed over, and what the record says of a paper without one."""
_NUMBERS = ("identity_number", "passport_number")
_OF_THEMSELVES = ("surname", "given_names", "birth_place", "sex", "nationality", "home", "email", "phone")
"""What forms ask of whoever applies, under the same names in each."""
COUNTER = "counter"
"""The purpose under which these looks are recorded."""


@dataclass(frozen=True)
class PersonsCase:
    """One case as who serves its person reads it.

    Args:
        post: the key of the post that has it.
        due: minor units that are asked for and not paid; `currency` is empty where nothing was ever asked.
        apart: whether it is kept from a person's others, as its definition says.
        to_hand_over: whether what was made waits to be handed over, by a verb of the definition or as a paper alone.
        waits: whether the office asked the person for something that is not answered yet.
    """

    reference: str
    application: str
    post: int
    place: str
    title: str
    name: str
    status: str
    phase: str
    when: datetime
    deadline: datetime | None
    due: int
    currency: str
    documents: list[documents.DocumentView]
    apart: bool = False
    to_hand_over: bool = False
    waits: bool = False


def services_of(roles: Collection[str], *, at: datetime) -> list[Opened]:
    """What is in force at whose desk one of these roles sits."""
    return list(_services_of(frozenset(roles), tuple(each.digest for each in offered(at=at))))


@lru_cache(maxsize=256)
def _services_of(roles: frozenset[str], bundles: tuple[str, ...]) -> list[Opened]:
    return [each for each in map(open_bundle, bundles) if not roles.isdisjoint(each.definition.desk.roles())]


def begun_at(roles: Mapping[str, Collection[int]], *, at: datetime) -> dict[str, str]:
    """Procedure -> the post (code) that opens it, for everything that who holds `roles` may begin for somebody else.

    Args:
        roles: role -> the keys of the posts where they hold it.
    """
    found, net = dict[str, str](), network()
    for each in services_of(roles, at=at):
        code, desk = each.definition.procedure, each.definition.desk.roles()
        theirs = sorted({post_code(key) for role in desk for key in roles.get(role, ())})
        offers = [post for post in theirs if each.definition.opened_at == "centre" or net.offers(post, code)]
        if offers:
            found[code] = offers[0]
    return found


def cases_of_person(by: Person, *, number: str, born: str, language: str, at: datetime) -> list[PersonsCase]:
    """The cases of whoever holds this document and was born on this day (ISO 8601), newest first.

    Only those on which `by` works in one of their roles, at their posts. Each look is recorded, with the counter as its
    purpose, and the person sees it among those who looked.
    """
    held = roles_of(by)
    found = _found(held, number, born, at)
    record_accesses(
        actor=f"person:{by.pk}", verb="looked_at", at=at, to=[(each.reference, as_whom(held, each)) for each in found]
    )
    papers = documents.of_references([case.reference for case in found])
    asked = payments.find_all([case.application.reference for case in found])
    handed = {
        each.subject for each in accesses_to([case.reference for case in found], verb=HANDED_OVER, most=MOST_LOOKED)
    }
    return [
        replace(told, to_hand_over=to_hand_over(case, told.documents, case.reference in handed, held))
        for case in found if (told := _told(case, papers.get(case.reference, []), asked, language))
    ]  # fmt: skip


def known_of_person(by: Person, *, number: str, born: str, at: datetime) -> dict[str, Any]:
    """What is known of whoever holds this document and was born on this day: field code -> stored value.

    It is what they said of themselves in the newest case that `by` works on; nothing comes from what is kept apart. The
    look is recorded.
    """
    held = roles_of(by)
    for case in _found(held, number, born, at):
        answers = {} if open_bundle(case.bundle_id).definition.apart else answers_now(case)
        numbers = {capitals("".join(str(answers.get(name, "")).split())) for name in _NUMBERS}
        if number in numbers and answers.get("birth_date") == born:
            told = [(case.reference, as_whom(held, case))]
            record_accesses(actor=f"person:{by.pk}", verb="looked_at", at=at, to=told)
            return {name: answers[name] for name in _OF_THEMSELVES if answers.get(name)}
    return {}


def case_at_counter(by: Person, reference: str, *, at: datetime) -> Case:
    """A case on which somebody works, at the post that has it in hand.

    Raises:
        NotFound: there is none, or it is another post's.
    """
    held = roles_of(by)
    case = (
        Case.objects.at_posts({post for posts in held.values() for post in posts}).filter(reference=reference).first()
    )
    if case is None or not as_whom(held, case)["role"]:
        raise NotFound(f"case {reference[:20]!r} at the counter of {by.pk}")
    return case


def is_theirs(case: Case, *, number: str, born: str) -> bool:
    """Whether a case carries this document's number and this day of birth (ISO 8601) for one and the same person."""
    return all(
        CaseIndex.objects.filter(case=case, purpose=purpose, value__in=index_values(purpose, value)).exists()
        for purpose, value in (("passport_number", number), ("birth_date", born))
    )


def asked_before(procedure: str, *, number: str, born: str) -> list[tuple[str, bool]]:
    """(reference, whether it is decided) of each case of a procedure that was handed in with this document's number and
    this day of birth (ISO 8601), at whatever post. Whether who asks may know is for the caller to say.
    """
    rows = Case.objects.everywhere("nobody is to be entered twice, at whatever post").filter(procedure=procedure)
    for purpose, value in (("passport_number", number), ("birth_date", born)):
        found = CaseIndex.objects.filter(purpose=purpose, value__in=index_values(purpose, value))
        rows = rows.filter(pk__in=found.values("case"))
    rows = rows.filter(count__gt=0).exclude(data_key=None).order_by("pk")
    return [(reference, closed is not None) for reference, closed in rows.values_list("reference", "closed_at")]


def to_hand_over(
    case: Case, papers: list[documents.DocumentView], handed: bool, held: Mapping[str, Collection[int]]
) -> bool:  # fmt: skip
    """Whether something of a case waits to be handed over by who holds these roles at these posts."""
    transition = open_bundle(case.bundle_id).transitions.get(HAND_OVER)
    if transition is not None:
        return case.status in transition.from_ and any(case.post_id in held.get(role, ()) for role in transition.by)
    return not handed and any(each.revoked_at is None for each in papers)


def _found(held: dict[str, set[int]], number: str, born: str, at: datetime) -> list[Case]:
    theirs: list[list[Any]] = []
    for role, posts in held.items():
        # what is kept apart is for its own role; whoever decides an appeal meets it at their desk
        seen = [each.definition for each in services_of({role}, at=at)]
        codes = [each.procedure for each in seen if not each.apart or each.desk.role == role]
        theirs += [sorted(posts), codes] if posts and codes else []
    if not theirs:
        return []
    known = [each for purpose, value in (("passport_number", number), ("birth_date", born))
             for each in (purpose, index_values(purpose, value))]  # fmt: skip
    return _by_document(len(theirs) // 2).all(*theirs, *known)


@cache
def _by_document(roles: int) -> Select[Case]:
    """Cases at the posts of so many roles that carry both a document's number and a day of birth, newest first."""
    seen = " OR ".join(["(procedures_case.post_id IN %l AND procedures_case.procedure IN %l)"] * roles)
    index = "procedures_case.id IN (SELECT case_id FROM procedures_caseindex WHERE purpose = %s AND value IN %l)"
    return Select(
        Case,
        f"({seen}) AND procedures_case.count > 0 AND procedures_case.data_key IS NOT NULL AND {index} AND {index}",
        join="application", order=f"procedures_case.id DESC LIMIT {MOST_SERVED}",
    )  # fmt: skip


def as_whom(held: dict[str, set[int]], case: Case) -> dict[str, str]:
    """In which of their roles somebody sees a case, for the record that its person reads."""
    roles = open_bundle(case.bundle_id).definition.desk.roles()
    role = next((role for role, posts in held.items() if role in roles and case.post_id in posts), "")
    return {"role": role, "post": post_code(case.post_id), "purpose": COUNTER}


def _told(
    case: Case, papers: list[documents.DocumentView], asked: dict[str, payments.PaymentView], language: str
) -> PersonsCase:
    opened, payment = open_bundle(case.bundle_id), asked.get(case.application.reference)
    answers, owed = open_answers(case), payment is not None and payment.state not in ("settled", "expired")
    return PersonsCase(
        reference=case.reference, application=case.application.reference, post=case.post_id,
        place=post_code(case.post_id), title=opened.text("title", language),
        name=", ".join(str(answers[name]) for name in reversed(opened.definition.subject_name) if name in answers),
        status=opened.at_desk(case.status, language), phase=opened.definition.state_named(case.status).phase,
        when=case.application.submitted_at or case.opened_at, deadline=case.deadline,
        apart=bool(opened.definition.apart),
        waits=any(each.resubmits and case.status in each.from_ for each in opened.definition.transitions),
        due=payment.amount if payment and owed else 0, currency=payment.currency if payment else "", documents=papers,
    )  # fmt: skip
