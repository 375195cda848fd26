"""An officer's answer to somebody who asked about their data: a ground, words of their own, and what follows."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.api import posts_with_role
from legation.ground.secrets import seal
from legation.messaging import api as messaging
from legation.procedures.answers import key_of
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, DataRequest
from legation.procedures.privacy import CONTEXT
from legation.procedures.requests import ERASURE, GRANTED, GROUNDS, fitting
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import locked
from legation.procedures.services.erase import forget
from legation.procedures.services.handing_in import party_details


@transaction.atomic
def answer_request(*, request: int, ground: str, note: str, by: Actor, at: datetime) -> None:
    """Grant or refuse with a ground, and write so to the applicant. A granted erasure destroys the case's data key.

    Raises:
        NotFound: no such request at the actor's posts.
        NotAllowed: the actor works on another procedure's cases.
        Conflict: it was answered already.
        Invalid: the ground does not fit this case, or the officer said nothing of their own.
    """
    rows = DataRequest.objects.filter(pk=request, case__post__in=posts_with_role(by)).select_related("case")
    found = rows.first()
    if found is None:
        raise NotFound(f"request {request}")
    (case,) = locked(found.case.reference)
    opened = open_bundle(case.bundle_id)
    if opened.definition.desk.role != by.role:
        raise NotAllowed(f"{by.role} does not work on {opened.definition.procedure}")
    if ground not in fitting(opened, case, actions_of(case), found.kind):
        raise Invalid(f"ground {ground}", reader=_("Choose a ground."))
    if not note.strip():
        raise Invalid("no note", reader=_("Tell the person in your own words why."))
    answered = DataRequest.objects.filter(pk=found.pk, answered_at=None).update(
        ground=ground, note=seal(key_of(case), note.encode(), context=CONTEXT), answered_at=at, answered_by=by.name
    )
    if not answered:
        raise Conflict("answered already")
    verb = "granted" if ground in GRANTED else "refused"
    record_access(
        actor=by.name, verb=f"{found.kind}_{verb}", at=at, subject=case.reference,
        body={"ground": ground, "request": found.pk, "role": by.role},
    )  # fmt: skip
    _tell(found, case, ground, note, at=at)
    if found.kind == ERASURE and ground in GRANTED:
        forget(case, by=by.name, at=at)


def _tell(request: DataRequest, case: Case, ground: str, note: str, *, at: datetime) -> None:
    """Write to the applicant: after an erasure there is no page left that could say it."""
    application = case.application
    if application.applicant is None:
        return
    person, language = party_details(application.applicant), application.language
    with override(language):
        parts = (_("Dear {name},"), _("What you asked about your data was answered:"), GROUNDS[ground], "{note}")
        body = "\n\n".join(map(str, parts)).replace("{name}", person["name"]).replace("{note}", note)
        letter = messaging.Letter(
            key=f"data-request:{request.pk}", reference=f"data-request:{request.pk}", to=person["email"],
            language=language, subject=str(_("Your request about your data")), body=body,
        )  # fmt: skip
    messaging.send(letter, at=at)
