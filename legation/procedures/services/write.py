"""Writing about a case: the applicant to the office, and the office to the applicant."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code, posts_with_role
from legation.ground.secrets import seal
from legation.messaging import api as messaging
from legation.procedures.answers import key_of
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, Remark
from legation.procedures.remarks import APPLICANT, CONTEXT
from legation.procedures.services.act import locked
from legation.procedures.services.handing_in import party_details

MOST = 4000
"""Characters of one remark."""
_NOTHING = gettext_lazy("Write at least a sentence.")


@transaction.atomic
def write_to_office(*, case: Case, text: str, at: datetime) -> None:
    """What an applicant writes about a case that they handed in; it waits until somebody answers.

    Raises:
        Conflict: it is a draft, which nobody of the office reads, or its person is forgotten.
        Invalid: nothing is written.
    """
    if case.count == 0 or case.data_key is None:
        raise Conflict(f"nobody reads {case.reference}")
    _write(case, APPLICANT, text, at, waits=True)


@transaction.atomic
def answer_applicant(*, reference: str, text: str, by: Actor, at: datetime) -> None:
    """What an officer writes back, or writes first; whatever waited for an answer has one.

    Raises:
        NotFound: no such case in hand at a post where they hold their role, or its person is forgotten.
        NotAllowed: their role does not work on it.
        Invalid: nothing is written.
    """
    case = _theirs(reference, by)
    _write(case, by.name, text, at, waits=True)
    Remark.objects.filter(case=case, actor=APPLICANT, waits=True).update(waits=False)
    body = {"role": by.role, "post": post_code(case.post_id)}
    record_access(actor=by.name, verb="wrote", at=at, subject=case.reference, body=body)
    _tell(case, at=at)


@transaction.atomic
def set_aside(*, reference: str, by: Actor, at: datetime) -> None:
    """What an applicant wrote needs no answer, such as a word of thanks. Raises as `answer_applicant`."""
    case = _theirs(reference, by)
    Remark.objects.filter(case=case, actor=APPLICANT, waits=True).update(waits=False)
    body = {"role": by.role, "post": post_code(case.post_id)}
    record_access(actor=by.name, verb="needs_no_answer", at=at, subject=case.reference, body=body)


def _theirs(reference: str, by: Actor) -> Case:
    (case,) = locked(reference)
    if case.post_id not in posts_with_role(by) or case.data_key is None:
        raise NotFound(f"case {reference}")
    if by.role not in open_bundle(case.bundle_id).definition.desk.roles():
        raise NotAllowed(f"{by.role} does not work on {case.procedure}")
    return case


def _write(case: Case, actor: str, text: str, at: datetime, *, waits: bool) -> None:
    if not text.strip():
        raise Invalid("nothing is written", fields={"text": _NOTHING})
    said = seal(key_of(case), text.strip()[:MOST].encode(), context=CONTEXT)
    Remark.objects.create(case=case, at=at, actor=actor, said=said, waits=waits)


def _tell(case: Case, *, at: datetime) -> None:
    """A letter that there is something to read; what it is stands only where one must show who one is."""
    application = case.application
    if application.applicant is None:
        return
    person, language = party_details(application.applicant), application.language
    count = Remark.objects.filter(case=case).count()
    with override(language):
        opened = open_bundle(case.bundle_id)
        said = _("The office has written to you about {service}, {reference}. Read it and answer here:")
        said = said.replace("{service}", opened.text("title", language)).replace("{reference}", application.reference)
        greeting = _("Dear {name},").replace("{name}", person["name"])
        address = f"{settings.LEGATION_ADDRESS}/{language}/status/"
        letter = messaging.Letter(
            key=f"{case.reference}:remark:{count}", reference=case.reference, to=person["email"], language=language,
            subject=_("The office has written to you"), body=f"{greeting}\n\n{said}\n{address}",
        )  # fmt: skip
    messaging.send(letter, at=at)
