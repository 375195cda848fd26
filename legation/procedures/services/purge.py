"""What has served its time: drafts nobody came back to, and people whose cases were closed long enough ago."""

from datetime import datetime, timedelta

from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, Way
from legation.procedures.services.erase import delete_draft, forget

BATCH = 500


def purge(*, at: datetime) -> tuple[int, int]:
    """Delete drafts and forget people whose time is over; gives how many of each."""
    everywhere = Case.objects.everywhere("retention is the same for every post")
    Way.objects.filter(ends_at__lt=at).delete()
    drafts = forgotten = 0
    for case in everywhere.filter(count=0, opened_at__lt=at - timedelta(days=1)).order_by("pk")[:BATCH]:
        if case.opened_at < at - timedelta(days=open_bundle(case.bundle_id).definition.draft_days):
            delete_draft(case)
            drafts += 1
    closed = everywhere.filter(closed_at__lt=at - timedelta(days=1)).exclude(data_key=None).order_by("pk")
    for case in closed.select_related("application")[:BATCH]:
        kept = timedelta(days=open_bundle(case.bundle_id).definition.retention.days)
        if case.closed_at and case.closed_at < at - kept:
            forget(case, by="system", at=at)
            forgotten += 1
    return drafts, forgotten
