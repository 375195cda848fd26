"""Erasing: a draft goes whole; of a case its data key goes, so that its chain still proves what was done."""

from datetime import datetime

from django.db import transaction

from legation.appointments import api as appointments
from legation.ground.audit.api import record_access
from legation.ground.files import api as files
from legation.ground.transparency import api as transparency
from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.models import (
    Application,
    Case,
    CaseFile,
    CaseIndex,
    Party,
    PlannedReminder,
    Remark,
    Signing,
    Way,
)
from legation.procedures.services.handing_in import name_party
from legation.procedures.services.signing_letters import forget_letters
from legation.production import api as production
from legation.registers import api as registers


@transaction.atomic
def delete_draft(case: Case) -> None:
    """Delete a case that was never handed in, with everything in it."""
    _destroy_files(case)
    application = case.application
    messaging.forget(case.reference)
    forget_letters(case)
    Case.objects.everywhere("a draft that nobody came back to").filter(pk=case.pk).delete()
    if Application.objects.filter(pk=application.pk, cases=None).delete()[0]:
        messaging.forget(application.reference)


@transaction.atomic
def forget(case: Case, *, by: str, at: datetime) -> None:
    """Destroy the keys: what lies sealed, here and in every backup, can be opened by nobody; the chain still holds."""
    _destroy_files(case)
    CaseIndex.objects.filter(case=case).delete()
    PlannedReminder.objects.filter(case=case).delete()
    forget_letters(case)
    Signing.objects.filter(case=case).delete()
    Remark.objects.filter(case=case).delete()
    messaging.forget(case.reference)
    appointments.forget(case.reference)
    transparency.forget(reference=case.reference)
    registers.forget(case.reference)
    production.forget(case.reference)
    _forget_applicant(case)
    Case.objects.everywhere("the person is forgotten").filter(pk=case.pk).update(data_key=None)
    record_access(actor=by, verb="forgot", at=at, subject=case.reference)


def _forget_applicant(case: Case) -> None:
    """Forget who applied with the last person of an application; until then it is whoever is left and named first."""
    others = Case.objects.everywhere("all persons of one application have its applicant")
    left = others.filter(application=case.application_id).exclude(pk=case.pk).exclude(data_key=None)
    heir, party = left.order_by("pk").first(), Party.objects.filter(application=case.application_id).first()
    if heir is None:
        Way.objects.filter(application=case.application_id).delete()
        messaging.forget(case.application.reference)
        Party.objects.filter(application=case.application_id).update(data_key=b"", details=b"")
    elif party is not None:
        name_party(party, open_bundle(heir.bundle_id), open_answers(heir))
        party.save()


def _destroy_files(case: Case) -> None:
    for kept in list(CaseFile.objects.filter(case=case)):
        digest = kept.file_id
        kept.delete()
        transaction.on_commit(lambda gone=digest: files.destroy(gone))  # type: ignore[misc]
