"""Programs: a token is asked for, approved, then made once by the one who asked; an account is closed by two."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.tokens import api as tokens
from legation.ground.tokens.models import ServiceAccount
from legation.ground.webhooks import api as webhooks


def check(arguments: dict[str, Any], _at: datetime) -> None:
    """Raises `Invalid` or `Conflict` if such a token could not be made."""
    try:
        tokens.check_token(arguments["name"], arguments["scopes"], arguments["days"])
    except Invalid as error:
        told = _("Say whose program it is, what it may do and for how many days, at most 3650.")
        raise Invalid(error.detail, fields={"name": told}) from error
    if ServiceAccount.objects.filter(name=arguments["name"]).exclude(closed_at=None).exists():
        raise Conflict("closed", reader=_("This program is closed for good. Give another one a name of its own."))


def do(_arguments: dict[str, Any], _at: datetime) -> None:
    """Nothing is made until the one who asked is there to see it."""


def found(pk: int) -> ServiceAccount:
    """The service account with this key. Raises `NotFound`."""
    account = ServiceAccount.objects.filter(pk=pk).first()
    if account is None:
        raise NotFound(f"service account {pk}")
    return account


def can_close(arguments: dict[str, Any], _at: datetime) -> None:
    """Raises `NotFound` or `Conflict` if there is nothing to close."""
    if found(arguments["service"]).closed_at:
        raise Conflict("closed", reader=_("This program is closed already."))


def close(arguments: dict[str, Any], at: datetime) -> None:
    """End its tokens and whatever it was told; what it handed in stays."""
    tokens.close_account(arguments["service"], at=at)
    webhooks.end_all(service=arguments["service"], at=at)
