"""Taking back one's agreement after handing in: the application is withdrawn, as its definition has it."""

from datetime import datetime
from hmac import compare_digest

from django.db import transaction

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.services.signing_letters import taken_back
from legation.procedures.services.withdraw import withdraw_one
from legation.procedures.signing import SIGNER, digest_of, signing_behind


@transaction.atomic
def take_back_signature(*, token: str, digest: str, at: datetime) -> None:
    """Withdraw what somebody signed, in their name; the applicant is told.

    Args:
        digest: of what they signed, as `prove_signer` gives it.

    Raises:
        NotFound: no such link.
        Conflict: it is decided, not handed in, or its procedure knows no withdrawal from there.
    """
    row, opened = signing_behind(token)
    if not compare_digest(digest_of(row.case, opened, open_answers(row.case)).hex(), digest):
        raise Conflict("these are other answers")
    by = Actor(role="applicant", name=f"{SIGNER}{row.signature}")
    if not withdraw_one(row.case, by=by, at=at):
        raise Conflict("it cannot be withdrawn")
    messaging.send(taken_back(row, opened, at=at), at=at)
