"""Registering, naming and removing a passkey (WebAuthn Level 3, section 7.1)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from webauthn import verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid, NotFound
from legation.ground.people.models import Passkey
from legation.ground.people.passkeys import (
    MOST,
    Challenge,
    Owner,
    origin,
    owner_filter,
    passkeys_of,
    refused,
    rp_id,
)

_UNBELIEVED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


def add_passkey(*, owner: Owner, answer: str, challenge: Challenge, name: str, at: datetime) -> Passkey:
    """Keep the credential that a browser made for `owner`.

    Raises:
        Invalid: it has no name, there are too many, or what the browser sent cannot be believed.
    """
    if not name:
        raise Invalid("no name", fields={"name": _("Give it a name, such as the device it lies on.")})
    if challenge.owner != owner.pk:
        raise refused()
    if len(passkeys_of(owner)) >= MOST:
        raise Invalid(reader=_("You have ten passkeys already. Remove one that you no longer use."))
    try:
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge.value, expected_rp_id=rp_id(), expected_origin=origin(),
            require_user_verification=True,
        )  # fmt: skip
        with transaction.atomic():
            kept = Passkey.objects.create(
                **owner_filter(owner), credential=found.credential_id, public_key=found.credential_public_key,
                count=found.sign_count, name=name, created_at=at,
            )  # fmt: skip
            record_access(actor=_actor(owner), verb="passkey_added", at=at, body={"passkey": kept.pk})
    except (*_UNBELIEVED, IntegrityError) as error:
        raise refused() from error
    return kept


def rename_passkey(*, owner: Owner, passkey: int, name: str) -> None:
    """Give one of `owner`'s passkeys another name.

    Raises:
        Invalid: no name.
        NotFound: they have no such passkey.
    """
    if not name:
        raise Invalid(reader=_("Give it a name, such as the device it lies on."))
    if not Passkey.objects.filter(**owner_filter(owner), pk=passkey).update(name=name):
        raise NotFound(f"passkey {passkey}")


@transaction.atomic
def remove_passkey(*, owner: Owner, passkey: int, at: datetime) -> None:
    """Take one of `owner`'s passkeys away.

    Raises:
        NotFound: they have no such passkey.
    """
    if not Passkey.objects.filter(**owner_filter(owner), pk=passkey).delete()[0]:
        raise NotFound(f"passkey {passkey}")
    record_access(actor=_actor(owner), verb="passkey_removed", at=at, body={"passkey": passkey})


def _actor(owner: Owner) -> str:
    return f"{next(iter(owner_filter(owner)))}:{owner.pk}"
