"""Signing a draft, or not agreeing to it, by who was asked."""

from datetime import datetime
from hmac import compare_digest

from django.db import transaction

from legation.ground.errors import Conflict
from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.services.act import locked
from legation.procedures.services.ask_signature import touch
from legation.procedures.services.signing_letters import answered
from legation.procedures.signing import digest_of, edition_of, signing_behind


def answer_signature(*, token: str, digest: str, agrees: bool, language: str, at: datetime) -> None:
    """Write down what a signer says to the answers that they read; the applicant is told. Said twice, it stands once.

    Args:
        digest: of what was read, as `prove_signer` gives it.
        language: in which it was read, with the declaration.

    Raises:
        NotFound: no such link.
        Conflict: the answers are others now, or it was handed in.
    """
    with transaction.atomic():
        row, opened = signing_behind(token)
        (case,) = locked(row.case.reference)
        if case.status != opened.definition.states[0].state:
            raise Conflict("handed in already")
        row, opened = signing_behind(token)
        now = digest_of(case, opened, open_answers(case))
        if not compare_digest(now.hex(), digest):
            raise Conflict("the answers were changed")
        if row.digest is not None and bytes(row.digest) == now and row.agrees == agrees:
            return
        row.answered_at, row.agrees, row.digest = at, agrees, now
        row.language, row.declaration = language, edition_of(opened, row.signature, language)
        row.save()
        touch(case)
        messaging.send(answered(row, opened, at=at), at=at)
