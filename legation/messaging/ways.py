"""How somebody wants to be told: read and written by reference, of an application or of an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from legation.ground.errors import Invalid
from legation.messaging.models import Device, Ways
from legation.messaging.quiet import FROM, UNTIL, Quiet


@dataclass(frozen=True)
class Chosen:
    """What was chosen; without a choice only mail comes. `devices` are the keys of browsers that asked to be told."""

    sms: bool = False
    push: bool = False
    reminders: bool = True
    zone: str = ""
    quiet_from: int = FROM
    quiet_until: int = UNTIL
    devices: tuple[int, ...] = ()

    def quiet(self, zone: str) -> Quiet:
        """When neither SMS nor push come; `zone` is the post's, for who has named none."""
        return Quiet(self.zone or zone, self.quiet_from, self.quiet_until)


def chosen(references: Iterable[str]) -> dict[str, Chosen]:
    """reference -> what was chosen for it, for those that chose; in two queries however many there are."""
    rows = list(Ways.objects.filter(reference__in=set(references)))
    devices: dict[str, list[int]] = {}
    pushed = [row.reference for row in rows if row.push]
    known = Device.objects.filter(reference__in=pushed).order_by("pk").values_list("reference", "pk") if pushed else ()
    for reference, pk in known:
        devices.setdefault(reference, []).append(pk)
    return {
        row.reference: Chosen(
            row.sms, row.push, row.reminders, row.zone, row.quiet_from, row.quiet_until,
            tuple(devices.get(row.reference, ())),
        )
        for row in rows
    }  # fmt: skip


def choose(reference: str, wanted: Chosen, *, at: datetime) -> None:
    """Remember a choice. `devices` come and go by themselves.

    Raises:
        Invalid: there is no such zone or hour.
    """
    if wanted.zone and wanted.zone not in available_timezones():
        raise Invalid(f"no zone {wanted.zone}")
    if not all(0 <= hour <= 23 for hour in (wanted.quiet_from, wanted.quiet_until)):
        raise Invalid("no such hour")
    names = ("sms", "push", "reminders", "zone", "quiet_from", "quiet_until")
    values = {name: getattr(wanted, name) for name in names} | {"changed_at": at}
    Ways.objects.update_or_create(reference=reference, defaults=values)


def turn_push_on(reference: str, *, at: datetime) -> None:
    """A browser of theirs asked to be told; everything else stays as it was chosen."""
    Ways.objects.update_or_create(reference=reference, defaults={"push": True, "changed_at": at})


def stop_reminders(reference: str, *, at: datetime) -> None:
    """No more reminders about a reference; everything else stays as it was chosen."""
    Ways.objects.update_or_create(reference=reference, defaults={"reminders": False, "changed_at": at})


def forget_devices(reference: str) -> int:
    """No browser is told about a reference any more; gives how many were."""
    return Device.objects.filter(reference=reference).delete()[0]
