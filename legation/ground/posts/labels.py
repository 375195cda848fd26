"""What roles are called, for people who are no colleagues."""

from django.utils.translation import gettext as _


def role_label(role: str) -> str:
    """A role's name in the reader's language."""
    return named(role) or _("Officer")


def named(role: str) -> str:
    """The name of a role that this house has words for; else ''."""
    return {
        "visa_officer": _("Visa officer"), "accountant": _("Accountant"), "consular_officer": _("Consular officer"),
        "appeal_officer": _("Appeal officer"), "registrar": _("Registrar"), "head_of_post": _("Head of post"),
        "cashier": _("Cashier"), "electoral_officer": _("Electoral officer"),
    }.get(role, "")  # fmt: skip
