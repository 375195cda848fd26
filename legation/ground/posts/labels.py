"""What roles are called, for people who are no colleagues."""

from django.utils.translation import gettext as _


def role_label(role: str) -> str:
    """A role's name in the reader's language."""
    return {
        "visa_officer": _("Visa officer"), "accountant": _("Accountant"), "consular_officer": _("Consular officer"),
        "appeal_officer": _("Appeal officer"), "cashier": _("Cashier"),
    }.get(role, _("Officer"))  # fmt: skip
