"""Which tables travel, and by what a row is known on both sides: keys that count up mean nothing elsewhere.

Posts and people keep their keys, since chains name `person:<key>`. A row without a key of its own is written once and
known by the number it has at the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model


@dataclass(frozen=True)
class Table:
    """A table that travels.

    Args:
        key: The fields that name a row on both sides; none for rows that are only ever added.
        leave: Fields that stay where they are.
        wrapped: Data keys, which travel unwrapped inside the sealed parcel.
        inside: References whose row has no name of its own and travels inside this one.
        summed: Amounts of which the change travels, not the value.
        resealed: Fields under a key of the instance, which travel open inside the sealed parcel: field -> (the key's
            purpose, its context).
    """

    name: str
    key: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    wrapped: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    resealed: Mapping[str, tuple[str, str]] = with_default(default_factory=dict)

    @property
    def model(self) -> type[Model]:
        """The Django model."""
        return apps.get_model(self.name)


_OF_PEOPLE = {"sealed": ("appointments", "appointments")}
PARTY = Table("procedures.Party", wrapped=("data_key",))
TABLES = (
    Table("posts.Post", ("id",)),
    Table("people.Person", ("id",), leave=("last_login",)),
    Table("posts.Assignment", ("person", "post", "role")),
    Table("posts.RegularHours", ("post",)),
    Table("posts.SpecialDay", ("post", "day")),
    Table("posts.ServiceChoice", ("post", "procedure")),
    Table("procedures.Bundle", ("digest",)),
    Table("files.StoredFile", ("digest",)),
    Table("procedures.Application", ("reference",), leave=("citizen", "service"), inside=("applicant",)),
    Table("procedures.Case", ("reference",), wrapped=("data_key",)),
    Table("procedures.CaseAction", ("case", "number")),
    Table("procedures.CaseFile", ("case", "field", "file")),
    Table("procedures.PlannedReminder", ("case", "reminder", "due_at")),
    Table("procedures.Remark", ("case", "at", "actor")),
    Table("procedures.DataRequest", ("case", "kind", "asked_at")),
    Table("payments.Payment", ("id",)),
    Table("payments.Share", ("payment", "name")),
    Table("payments.Attempt", ("id",)),
    Table("payments.Refund", ("id",), leave=("unmatched",)),
    Table("payments.Account", ("code",)),
    Table("payments.Event", leave=("dispute",)),
    Table("payments.Transfer"),
    Table("payments.Unmatched", ("event",)),
    Table("till.DayRate", ("currency", "day")),
    Table("till.Safe", ("place", "currency"), summed=("held",)),
    Table("till.Drawer", ("id",), summed=("held",)),
    Table("till.Movement"),
    Table("till.Consignment", ("place", "way", "slip")),
    Table("till.Book", ("place", "series", "year")),
    Table("till.Slip", ("book", "number")),
    Table("documents.Document", ("number",)),
    Table("documents.Handle", ("document",)),
    Table("documents.PublishedFile", ("name",)),
    Table("documents.PublishedList", ("number",)),
    Table("transparency.Commitment", ("subject",)),
    Table("appointments.Counter", ("post", "code")),
    Table("appointments.Booking", ("number",), resealed=_OF_PEOPLE),
    Table("appointments.Wish", ("person", "service", "post"), resealed=_OF_PEOPLE),
    Table("appointments.Visit", ("post", "day", "letter", "ticket")),
    Table(
        "messaging.Message",
        ("key",),
        leave=("created_at", "delivered_at"),
        resealed={"sealed": ("messages", "message")},
    ),
    Table("audit.Access", ("actor", "number")),
    Table("audit.AccessHead", ("actor",)),
    Table("outbox.Effect", ("key",), leave=("holder", "attempts", "done_at", "failed_at", "dropped_at", "error")),
)
STAYS = {
    "what Django keeps for itself, or a machine of itself": (
        "auth.Permission",
        "auth.Group",
        "contenttypes.ContentType",
        "sessions.Session",
        "health.Breath",
        "health.Fault",
        "limits.Window",
        "consular.KeyCount",
        "people.Sitting",
        "edge.Edge",
        "edge.Grant",
        "edge.Taken",
        "edge.Conflict",
        "edge.Own",
        "edge.Known",
        "edge.Package",
    ),
    "made anew from what travels": (
        "procedures.CaseIndex",
        "appointments.Cell",
        "insight.MonthSum",
        "insight.IncomeSum",
        "insight.Reached",
    ),
    "written by one writer, at the centre": (
        "transparency.Leaf",
        "transparency.Tile",
        "transparency.TreeHead",
        "transparency.Cosignature",
        "transparency.Refusal",
        "transparency.Cursor",
        "transparency.Lease",
    ),
    "needs a line to whoever it is with": (
        "people.Citizen",
        "people.SignInLink",
        "people.Passkey",
        "tokens.ServiceAccount",
        "tokens.AccessToken",
        "tokens.Replay",
        "webhooks.Subscription",
        "webhooks.Delivery",
        "payments.Dispute",
        "payments.Reconciliation",
        "payments.Difference",
        "till.TerminalCall",
        "documents.Crossing",
        "messaging.Delivery",
        "messaging.Ways",
        "messaging.Device",
        "mutual_help.Card",
        "mutual_help.Answer",
        "mutual_help.Report",
        "procedures.Opinion",
        "procedures.OpinionGiven",
        "procedures.Way",
        "procedures.Signing",
    ),
    "done at the centre, and not while a post is cut off": (
        "approvals.ApprovalRequest",
        "posts.Notice",
        "appointments.Release",
        "appointments.Entry",
        "appointments.Freed",
    ),
    "registers of entries, which are kept at the centre: an edge has no series of theirs yet": (
        "registers.Book",
        "registers.Entry",
        "registers.Note",
        "registers.EntryIndex",
    ),
    "printing: blocks of numbers and blanks are with the centre, and nothing is ordered from an edge": (
        "production.Numbers",
        "production.Job",
        "production.Answer",
        "production.Stock",
        "production.Move",
    ),
    "the electoral roll, which is kept at the centre": (
        "roll.Book",
        "roll.Entry",
        "roll.Striking",
        "roll.Restoring",
        "roll.Roll",
        "roll.Objection",
        "roll.Line",
    ),
}
"""Why the other tables do not travel; a test holds these lists against the house, so that a new table is thought of."""
BROUGHT = (
    "posts.Post", "people.Person", "posts.Assignment", "posts.RegularHours", "posts.SpecialDay", "posts.ServiceChoice",
    "procedures.Bundle", "till.DayRate", "documents.PublishedFile", "documents.PublishedList", "appointments.Counter",
)  # fmt: skip
"""Tables that a pack brings and a node never tells of: what changes them is done at the centre (`edge/verbs.py`)."""
BY_NAME = {table.name: table for table in (*TABLES, PARTY)}


def links(table: Table) -> dict[str, Table]:
    """attribute of a row -> the table it refers to, for references that travel by that table's own key."""
    found = {}
    for field in table.model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.name not in (*table.leave, *table.inside):
            found[field.attname] = BY_NAME[field.related_model._meta.label]  # type: ignore[union-attr]
    return found


def keeps_key(table: Table) -> bool:
    """Whether a row has the same primary key on both sides."""
    primary: Any = table.model._meta.pk
    return table.key == (primary.name,) and not primary.is_relation
