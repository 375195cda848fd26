"""Writing what moved: an event and a transfer of the ledger, and beside it the drawer's or safe's own row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict
from legation.ground.people.api import Person
from legation.ground.statements import adapted, execute, insert
from legation.payments.models import Event
from legation.payments.rules import Money, Posting, Verdict
from legation.payments.services.post_transfer import post_transfer
from legation.payments.till.models import Drawer, Movement, Safe
from legation.payments.till.rules import CASH
from legation.payments.till.selectors import drawer_of

_TOO_LITTLE_IN_SAFE = _("The safe does not hold so much. Nothing was changed.")
_TOO_LITTLE_IN_DRAWER = _("The drawer does not hold so much. Nothing was changed.")
_NO_DRAWER = _("You have no open drawer here. Open one first: count what lies in it.")


def post(
    moved: Sequence[tuple[Posting, Money]], *, place: str, key: str, at: datetime, payment: UUID | None = None
) -> None:
    """Write transfers of a post, each with its event; once under `key`. Must be called inside a transaction."""
    for number, (posting, money) in enumerate(moved):
        event = Event(
            payment_id=payment, provider=CASH, key=f"{key}:{number}"[:80], kind=posting.kind, verdict=Verdict.APPLIED,
            amount=money.amount, currency=money.currency, happened_at=at, at=at,
        )  # fmt: skip
        insert(event)
        post_transfer(posting=posting, event=event, money=money, at=at, place=place)


def move(drawer: Drawer, kind: str, amount: int, *, by: Person, at: datetime) -> Movement | None:
    """Write that so much came into a drawer (or left it, below zero); its row must be held.

    Raises:
        Conflict: so much is not in it.
    """
    if not amount:
        return None
    if drawer.held + amount < 0:
        raise Conflict(f"drawer {drawer.pk} holds {drawer.held}", reader=_TOO_LITTLE_IN_DRAWER)
    drawer.held += amount
    execute("UPDATE till_drawer SET held = held + %s WHERE id = %s", [amount, adapted(drawer.pk)])
    insert(made := Movement(drawer=drawer, kind=kind, amount=amount, by=by, at=at))
    return made


def keep(place: str, currency: str, amount: int) -> None:
    """Write that so much came into a post's safe (or left it, below zero); nobody else then can until the end.

    Raises:
        Conflict: so much is not in it.
    """
    Safe.objects.get_or_create(place=place, currency=currency)
    safe = Safe.objects.select_for_update().get(place=place, currency=currency)
    if safe.held + amount < 0:
        raise Conflict(f"the safe of {place} holds {safe.held} {currency}", reader=_TOO_LITTLE_IN_SAFE)
    safe.held += amount
    safe.save(update_fields=["held"])


def own_drawer(person: Person, place: str, *, locked: bool = True) -> Drawer:
    """A cashier's open drawer, its row held until the transaction ends; not `locked`, it is only looked for.

    Raises:
        Conflict: there is none, or it is counted and waits to be closed.
    """
    drawer = drawer_of(person, place, locked=locked)
    if drawer is None or drawer.counted_at is not None:
        raise Conflict(f"{person.pk} has no open drawer in {place}", reader=_NO_DRAWER)
    return drawer
