"""A token of a service account: asked for, approved, then made once by the one who asked, who hands it on."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid
from legation.ground.tokens.api import check_token


def check(arguments: dict[str, Any], _at: datetime) -> None:
    """Raises `Invalid` if such a token could not be made."""
    try:
        check_token(arguments["name"], arguments["scopes"], arguments["days"])
    except Invalid as error:
        told = _("Say whose program it is, what it may do and for how many days, at most 3650.")
        raise Invalid(error.detail, fields={"name": told}) from error


def do(_arguments: dict[str, Any], _at: datetime) -> None:
    """Nothing is made until the one who asked is there to see it."""
