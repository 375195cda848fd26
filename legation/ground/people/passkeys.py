"""Passkeys as WebAuthn Level 3 has them: whose they are, under which name of ours, and what a browser is asked.

A challenge lives in the session, for one answer and a few minutes.
"""

import base64
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from legation.ground.errors import Invalid
from legation.ground.people.models import Citizen, Passkey, Person
from legation.ground.secrets import blind_index

MINUTES = 5
MOST = 10
"""Passkeys of one owner."""
_SESSION = "challenge"
Owner = Person | Citizen


def refused() -> Invalid:
    """What every answer that cannot be believed gets: which part was wrong is not for strangers."""
    return Invalid(reader=_("This passkey could not be checked. Nothing was changed. Please try again."))


def rp_id() -> str:
    """The name passkeys are bound to: the host of the instance's address."""
    return urlsplit(settings.LEGATION_ADDRESS).hostname or ""


def origin() -> str:
    """The only origin whose answers are believed."""
    parts = urlsplit(settings.LEGATION_ADDRESS)
    return f"{parts.scheme}://{parts.netloc}"


def offered() -> bool:
    """Whether passkeys can be made here: browsers bind them to names, never to bare network addresses."""
    try:
        ipaddress.ip_address(rp_id())
    except ValueError:
        return origin().startswith("https:") or rp_id() == "localhost"
    return False


def owner_filter(owner: Owner) -> dict[str, Owner]:
    """The filter that finds an owner's passkeys."""
    return {"person" if isinstance(owner, Person) else "citizen": owner}


def passkeys_of(owner: Owner) -> list[Passkey]:
    """An owner's passkeys, oldest first."""
    return list(Passkey.objects.filter(**owner_filter(owner)).order_by("created_at", "pk"))


def handle_of(owner: Owner) -> bytes:
    """The user handle: says nothing about its owner to whoever reads the authenticator (section 14.6.1)."""
    return blind_index("passkey", f"{next(iter(owner_filter(owner)))}:{owner.pk}")


@dataclass(frozen=True)
class Challenge:
    """What was asked of a browser: for which purpose, and of whom in particular."""

    purpose: str
    value: bytes
    owner: int | None


def _remember(request: HttpRequest, purpose: str, challenge: bytes, owner: Owner | None, at: datetime) -> None:
    request.session[_SESSION] = {
        "purpose": purpose, "value": base64.b64encode(challenge).decode(), "owner": owner.pk if owner else None,
        "until": (at + timedelta(minutes=MINUTES)).isoformat(),
    }  # fmt: skip


def taken(request: HttpRequest, purpose: str, *, at: datetime) -> Challenge:
    """The challenge of this line; it is gone afterwards, so that no answer counts twice.

    Raises:
        Invalid: none was given for this purpose, or its time is over.
    """
    kept: dict[str, Any] | None = request.session.pop(_SESSION, None)
    if kept is None or kept["purpose"] != purpose or datetime.fromisoformat(kept["until"]) < at:
        raise refused()
    return Challenge(purpose, base64.b64decode(kept["value"]), kept["owner"])


def creation_options(request: HttpRequest, owner: Owner, *, name: str, site: str, at: datetime) -> str:
    """What `navigator.credentials.create` is asked for, as JSON: a discoverable credential with user verification."""
    options = generate_registration_options(
        rp_id=rp_id(), rp_name=site, user_name=name, user_id=handle_of(owner), user_display_name=name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(key.credential)) for key in passkeys_of(owner)],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )  # fmt: skip
    _remember(request, "create", options.challenge, owner, at)
    return options_to_json(options)


def request_options(request: HttpRequest, owner: Owner | None = None, *, at: datetime) -> str:
    """What `navigator.credentials.get` is asked for, as JSON: any passkey of ours, or one of this owner's."""
    allowed = [PublicKeyCredentialDescriptor(id=bytes(key.credential)) for key in passkeys_of(owner)] if owner else []
    options = generate_authentication_options(
        rp_id=rp_id(), allow_credentials=allowed, user_verification=UserVerificationRequirement.REQUIRED
    )  # fmt: skip
    _remember(request, "get", options.challenge, owner, at)
    return options_to_json(options)
