"""Key presses on the counter's pages: counted by a small script there, sent with the form, added up."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F, Sum

from legation.consular.models import KeyCount

_PLACE, _MOST = "counter_keys", 9999


def sent(typed: Mapping[str, str]) -> int | None:
    """The number that came with a form; None where no script counts."""
    text = typed.get("keys", "")
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 6 else None


def remember(session: SessionBase, count: int | None) -> None:
    """Keep what was pressed to find somebody, until something is begun for them."""
    session[_PLACE] = count


def note(session: SessionBase, more: int | None, *, place: str, procedure: str, at: datetime) -> None:
    """Add what was pressed until a service was begun; nothing where a page did not count."""
    before = session.pop(_PLACE, None)
    if before is None or more is None:
        return
    row, _made = KeyCount.objects.get_or_create(month=at.date().replace(day=1), place=place, procedure=procedure)
    KeyCount.objects.filter(pk=row.pk).update(begun=F("begun") + 1, keys=F("keys") + before + more)


def keys_by(month: date, by: str, places: list[str], procedure: str = "") -> dict[str, tuple[int, int]]:
    """Value of `by` ('place' or 'procedure') -> (services begun, keys pressed) in a month, at these posts (codes)."""
    rows = KeyCount.objects.filter(month=month, place__in=places, **({"procedure": procedure} if procedure else {}))
    found = rows.values_list(by).annotate(begun=Sum("begun"), keys=Sum("keys")).order_by()
    return {value: (int(begun), int(keys)) for value, begun, keys in found}


def keys_by_cell(month: date, places: list[str]) -> list[tuple[str, str, int, int]]:
    """(post's code, procedure, services begun, keys pressed) in a month."""
    rows = KeyCount.objects.filter(month=month, place__in=places)
    return list(rows.values_list("place", "procedure", "begun", "keys"))
