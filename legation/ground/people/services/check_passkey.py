"""Whose passkey it is that a browser presents (WebAuthn Level 3, section 7.2)."""

import json
from datetime import datetime
from hmac import compare_digest

from django.db.models import Q
from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from legation.ground.people.models import Passkey
from legation.ground.people.passkeys import Challenge, Owner, handle_of, origin, refused, rp_id

_UNBELIEVED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


def check_passkey(*, answer: str, challenge: Challenge, staff: bool, at: datetime) -> Owner:
    """The owner of the passkey that signed `challenge`.

    Args:
        staff: whether a member of staff is asked for, or a citizen.

    Raises:
        Invalid: the passkey is unknown, another owner's, was copied (its counter ran back), or did not verify the user.
    """
    try:
        said = json.loads(answer)
        key = Passkey.objects.select_related("person", "citizen").filter(
            Q(citizen=None) if staff else Q(person=None), credential=base64url_to_bytes(said["id"])
        ).first()  # fmt: skip
        owner = key and (key.person or key.citizen)
        if key is None or owner is None or (challenge.owner is not None and owner.pk != challenge.owner):
            raise refused()
        handle = said["response"].get("userHandle")
        if handle and not compare_digest(base64url_to_bytes(handle), handle_of(owner)):
            raise refused()
        found = verify_authentication_response(
            credential=said, expected_challenge=challenge.value, expected_rp_id=rp_id(), expected_origin=origin(),
            credential_public_key=bytes(key.public_key), credential_current_sign_count=key.count,
            require_user_verification=True,
        )  # fmt: skip
    except _UNBELIEVED as error:
        raise refused() from error
    # a copy that is used at the same moment finds the counter moved
    if not Passkey.objects.filter(pk=key.pk, count=key.count).update(count=found.new_sign_count, used_at=at):
        raise refused()
    return owner
