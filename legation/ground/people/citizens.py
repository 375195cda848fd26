"""Reading citizens: who signed in on this line, and what is known about them."""

import json
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from legation.ground.audit.api import canonical
from legation.ground.people.models import Citizen
from legation.ground.secrets import blind_index, seal, unseal, unwrap

SESSION = "citizen"
_CONTEXT = "citizen"


def address_index(address: str) -> bytes:
    """What an e-mail address is found by, of an account as of an application's contact."""
    return blind_index("contact", address)


def citizen_of(request: HttpRequest) -> Citizen | None:
    """The citizen who signed in on this line, if any."""
    pk = request.session.get(SESSION)
    return Citizen.objects.filter(pk=pk).first() if pk else None


def details_of(citizen: Citizen) -> dict[str, Any]:
    """What an account holds: `email`, and what the national sign-on said (`surname`, `given_names` ...)."""
    return dict(json.loads(unseal(unwrap(citizen.data_key), citizen.details, context=_CONTEXT)))


def name_of(citizen: Citizen) -> str:
    """What an account is called: its person's name where it is known, else its address."""
    details = details_of(citizen)
    return " ".join(filter(None, (details.get("given_names"), details.get("surname")))) or str(details.get("email", ""))


def sealed_details(key: bytes, details: dict[str, Any]) -> bytes:
    """Details as they are stored."""
    return seal(key, canonical(details), context=_CONTEXT)


def let_in(request: HttpRequest, citizen: Citizen) -> None:
    """Begin a session of a citizen; whoever was signed in before on this line no longer is."""
    request.session.flush()
    rotate_token(request)
    request.session[SESSION] = citizen.pk
