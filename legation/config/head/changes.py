"""The record of changes at a post in words: what was done, and what it was before and after."""

from typing import Any

from django.utils.translation import gettext as _


def name(verb: str) -> str:
    """What was changed."""
    known = {
        "set_hours": _("Opening hours"), "set_days": _("Closed or special days"),
        "cleared_day": _("A day as usual again"), "put_notice": _("Notice put up"),
        "withdrew_notice": _("Notice taken down"), "chose_services": _("Services"),
        "set_window": _("Window"), "gave_role": _("Role given"), "took_role": _("Role taken"),
        "moved_for": _("Appointment moved"),
    }  # fmt: skip
    return known.get(verb, verb)


def lines(value: Any) -> list[str]:
    """Plain values, one to a line: 'mon: 09:00-12:30'."""
    if not isinstance(value, dict):
        return [_one(value)] if value not in (None, "", []) else []
    return [f"{key}: {_one(each)}" for key, each in value.items()]


def _one(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {each}" for key, each in value.items())
    return {True: "✓", False: "✗"}.get(value, str(value)) if isinstance(value, bool) else str(value)
