"""What has served its time: drafts nobody came back to, and people whose cases were closed long enough ago."""

from datetime import datetime, timedelta

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.files import api as files
from legation.ground.transparency import api as transparency
from legation.messaging import api as messaging
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Application, Case, CaseFile, CaseIndex, Party

BATCH = 500


def purge(*, at: datetime) -> tuple[int, int]:
    """Delete drafts and forget people whose time is over; gives how many of each."""
    everywhere = Case.objects.everywhere("retention is the same for every post")
    drafts = forgotten = 0
    for case in everywhere.filter(count=0, opened_at__lt=at - timedelta(days=1)).order_by("pk")[:BATCH]:
        if case.opened_at < at - timedelta(days=open_bundle(case.bundle_id).definition.draft_days):
            _delete_draft(case)
            drafts += 1
    closed = everywhere.filter(closed_at__lt=at - timedelta(days=1)).exclude(data_key=None).order_by("pk")
    for case in closed.select_related("application")[:BATCH]:
        kept = timedelta(days=open_bundle(case.bundle_id).definition.retention.days)
        if case.closed_at and case.closed_at < at - kept:
            _forget(case, at=at)
            forgotten += 1
    return drafts, forgotten


@transaction.atomic
def _delete_draft(case: Case) -> None:
    _destroy_files(case)
    application = case.application_id
    Case.objects.everywhere("a draft that nobody came back to").filter(pk=case.pk).delete()
    Application.objects.filter(pk=application, cases=None).delete()


@transaction.atomic
def _forget(case: Case, *, at: datetime) -> None:
    """Destroy the keys: what lies sealed, here and in every backup, can be opened by nobody; the chain still holds."""
    _destroy_files(case)
    CaseIndex.objects.filter(case=case).delete()
    messaging.forget(case.reference)
    transparency.forget(reference=case.reference)
    Party.objects.filter(application=case.application_id).update(data_key=b"", details=b"")
    Case.objects.everywhere("the person is forgotten").filter(pk=case.pk).update(data_key=None)
    record_access(actor="system", verb="forgot", at=at, subject=case.reference)


def _destroy_files(case: Case) -> None:
    for kept in list(CaseFile.objects.filter(case=case)):
        digest = kept.file_id
        kept.delete()
        transaction.on_commit(lambda gone=digest: files.destroy(gone))  # type: ignore[misc]
