"""Which tables travel, and by what a row is known on both sides: keys that count up mean nothing elsewhere.

Posts and people keep their keys, since chains name `person:<key>`. A row without a key of its own is written once and
known by the number it has at the edge.
"""

from dataclasses import dataclass
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
    """

    name: str
    key: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    wrapped: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()

    @property
    def model(self) -> type[Model]:
        """The Django model."""
        return apps.get_model(self.name)


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
    Table("till.Book", ("place", "series", "year")),
    Table("till.Slip", ("book", "number")),
    Table("documents.Document", ("number",)),
    Table("documents.Handle", ("document",)),
    Table("documents.PublishedFile", ("name",)),
    Table("documents.PublishedList", ("number",)),
    Table("transparency.Commitment", ("subject",)),
    Table("appointments.Counter", ("post", "code")),
    Table("audit.Access", ("actor", "number")),
    Table("audit.AccessHead", ("actor",)),
    Table("outbox.Effect", ("key",), leave=("holder", "attempts", "done_at", "failed_at", "dropped_at", "error")),
)
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
