"""What a post may read and needs, for a pack; and what an edge has to tell, for its outbox."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from legation.appointments.rules import KEEPING
from legation.edge.tables import BY_NAME
from legation.ground.posts.api import Post

RATES, CLOSED = timedelta(days=10), timedelta(days=21)
HANDED = ("procedures.notice", "webhooks.announce", "payments.refund", "procedures.refund")
"""Effects that need a line: an edge holds them, and the centre does them."""
NEEDS_LINE = (*HANDED, "messaging.deliver", "webhooks.deliver", "documents.publish_lists", "appointments.remind")
CASES = ("procedures.Application", "procedures.Case", "procedures.CaseAction", "procedures.CaseFile",
         "procedures.PlannedReminder", "procedures.Remark", "procedures.DataRequest",
         "documents.Document", "documents.Handle", "transparency.Commitment",
         "outbox.Effect")  # fmt: skip
MONEY = ("payments.Payment", "payments.Share", "payments.Attempt", "payments.Refund", "payments.Account",
         "payments.Event", "payments.Transfer", "payments.Unmatched", "till.Safe", "till.Drawer", "till.Movement",
         "till.Consignment", "till.Book", "till.Slip")  # fmt: skip
ACCESSES = ("audit.Access", "audit.AccessHead")


def rows(name: str) -> Any:
    """All rows of a table."""
    return BY_NAME[name].model._base_manager.all()


def of_post(post: Post, *, at: datetime) -> dict[str, Any]:
    """table -> the rows that a post's edge is given."""
    cases = rows("procedures.Case").filter(Q(post=post) | Q(origin=post), count__gt=0)
    # what was closed of late as well, or an edge that had it open would go on with it
    cases = cases.filter(Q(closed_at=None) | Q(closed_at__gte=at - CLOSED))
    cases = cases.exclude(data_key=None)
    references = cases.values("reference")
    applications = rows("procedures.Application").filter(cases__in=cases).distinct()
    files = rows("procedures.CaseFile").filter(case__in=cases)
    documents = rows("documents.Document").filter(reference__in=references)
    rates = rows("till.DayRate").filter(approved_at__isnull=False, day__gte=(at - RATES).date())
    staff = rows("posts.Assignment").filter(post=post)
    sent = rows("till.Consignment").filter(place=post.code, confirmed_at=None)
    drawers = rows("till.Drawer").filter(place=post.code, closed_at=None)
    payments = rows("payments.Payment").filter(reference__in=applications.values("reference"))
    bundles = Q(in_force=True) | Q(pk__in=cases.values("bundle")) | Q(pk__in=applications.values("bundle"))
    bookings = rows("appointments.Booking").filter(
        post=post, state__in=KEEPING, starts_at__gte=at - timedelta(days=1))  # fmt: skip
    lists = rows("documents.PublishedList").order_by("-number").values_list("pk", flat=True)[:1]
    return {
        "posts.Post": rows("posts.Post"),
        "people.Person": rows("people.Person").filter(
            Q(pk__in=staff.values("person")) | Q(pk__in=rates.values("approved_by"))
            | Q(pk__in=drawers.values("cashier")) | Q(pk__in=sent.values("sent_by"))
        ),
        "posts.Assignment": staff,
        "posts.RegularHours": rows("posts.RegularHours").filter(post=post),
        "posts.SpecialDay": rows("posts.SpecialDay").filter(post=post, day__gte=at.date()),
        "posts.ServiceChoice": rows("posts.ServiceChoice").filter(post=post),
        "procedures.Bundle": rows("procedures.Bundle").filter(bundles),
        "files.StoredFile": rows("files.StoredFile").filter(
            Q(pk__in=files.values("file")) | Q(pk__in=documents.values("file"))
        ),
        "procedures.Application": applications,
        "procedures.Case": cases,
        "procedures.CaseAction": rows("procedures.CaseAction").filter(case__in=cases),
        "procedures.CaseFile": files,
        "procedures.Remark": rows("procedures.Remark").filter(case__in=cases),
        "procedures.DataRequest": rows("procedures.DataRequest").filter(case__in=cases),
        "payments.Payment": payments,
        "payments.Share": rows("payments.Share").filter(payment__in=payments),
        "payments.Attempt": rows("payments.Attempt").filter(payment__in=payments),
        "till.DayRate": rates,
        "till.Safe": rows("till.Safe").filter(place=post.code),
        "till.Drawer": drawers,
        "till.Consignment": sent,
        "documents.Document": documents,
        "documents.PublishedList": rows("documents.PublishedList").filter(pk__in=list(lists)),
        "documents.PublishedFile": rows("documents.PublishedFile"),
        "appointments.Counter": rows("appointments.Counter").filter(post=post),
        "appointments.Booking": bookings,
        "appointments.Wish": rows("appointments.Wish").filter(post=post),
        "appointments.Visit": rows("appointments.Visit").filter(
            Q(booking=None) | Q(booking__in=bookings), post=post, day__gte=(at - timedelta(days=1)).date()),
    }  # fmt: skip


def to_tell() -> dict[str, Any]:
    """table -> the rows of this edge that the centre is told: all but drafts, which nobody has handed in."""
    handed_in = {"submitted_at__isnull": False}
    in_case = {"case__application__submitted_at__isnull": False}
    files = rows("procedures.CaseFile").filter(**in_case)
    kept = Q(pk__in=files.values("file")) | Q(pk__in=rows("documents.Document").values("file"))
    found = {name: rows(name) for name in (*MONEY, *ACCESSES)}
    return found | {
        "files.StoredFile": rows("files.StoredFile").filter(kept),
        "procedures.Application": rows("procedures.Application").filter(**handed_in),
        "procedures.Case": rows("procedures.Case").filter(application__submitted_at__isnull=False),
        "procedures.CaseAction": rows("procedures.CaseAction").filter(**in_case),
        "procedures.CaseFile": files,
        "procedures.PlannedReminder": rows("procedures.PlannedReminder").filter(**in_case),
        "procedures.Remark": rows("procedures.Remark").filter(**in_case),
        "procedures.DataRequest": rows("procedures.DataRequest").filter(**in_case),
        "appointments.Booking": rows("appointments.Booking"),
        "appointments.Wish": rows("appointments.Wish"),
        "appointments.Visit": rows("appointments.Visit"),
        "messaging.Message": rows("messaging.Message"),
        "till.Book": rows("till.Book").exclude(series=""),
        "documents.Document": rows("documents.Document"),
        "documents.Handle": rows("documents.Handle"),
        "transparency.Commitment": rows("transparency.Commitment"),
        "outbox.Effect": rows("outbox.Effect").filter(kind__in=HANDED),
    }
