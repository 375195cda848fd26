"""Asking somebody else to sign a draft: a letter with a link of their own."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground import statements
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.limits.api import hit
from legation.messaging import api as messaging
from legation.procedures.answers import key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.models import Case, Signing
from legation.procedures.selectors import Link, draft_of
from legation.procedures.services.act import locked
from legation.procedures.services.handing_in import checked
from legation.procedures.services.signing_letters import invitation
from legation.procedures.signing import Person, Signer, Standing, sealed_person, signers, signing_index

MOST_OF_ONE, MOST_TO_ONE = 5, 10
"""Letters an hour for one signature, and letters a day to one address, whoever has them sent."""


def ask_signature(*, token: Link, signature: str, at: datetime) -> None:
    """Write to whoever must give this signature; the link of a letter before opens nothing any more.

    Raises:
        NotFound: no such draft, or it does not need this signature.
        Conflict: it was handed in already, or is signed as it stands.
        Invalid: an answer is missing or does not hold (`fields`), or the address is somebody else's of this draft.
        TooMany: this was asked too often.
    """
    found, opened = draft_of(token)
    signer = _signer(found, opened, signature, at=at)
    checked(opened, open_answers(found), at=at)
    _check_address(found, opened, signer, at=at)
    hit("ask_signature", f"{found.reference}:{signature}", at=at, most=MOST_OF_ONE, minutes=60)
    hit("asked_to_sign", signer.email, at=at, most=MOST_TO_ONE, minutes=24 * 60)
    with transaction.atomic():
        (case,) = locked(found.reference)
        if _signer(case, opened, signature, at=at).email != signer.email:
            raise Conflict("the draft was changed meanwhile")
        person = Person(signer.name, signer.email, case.application.language)
        link = secrets.token_urlsafe(24)
        row, _made = Signing.objects.update_or_create(
            case=case, signature=signature,
            defaults={
                "token": signing_index(link), "asked_at": at, "sealed": sealed_person(case, person),
                "answered_at": None, "agrees": None, "digest": None, "language": "", "declaration": "",
            },
        )  # fmt: skip
        touch(case)
        messaging.send(invitation(row, opened, person, link), at=at)


def touch(case: Case) -> None:
    """Seal the answers of a draft that is held anew, so that whoever hands it in at this moment must read it again."""
    case.answers = seal_answers(key_of(case), open_answers(case))
    statements.update(case, "answers")


def _signer(case: Case, opened: Opened, signature: str, *, at: datetime) -> Signer:
    if case.status != opened.definition.states[0].state:
        raise Conflict("already handed in")
    found = next((each for each in signers(case, opened, at=at) if each.signature.signature == signature), None)
    if found is None:
        raise NotFound(f"signature {signature}")
    if found.standing is Standing.SIGNED:
        raise Conflict(f"{signature} is signed as it stands")
    return found


def _check_address(case: Case, opened: Opened, signer: Signer, *, at: datetime) -> None:
    """Raises `Invalid` where a letter would go to the applicant, or to somebody who signs as somebody else."""
    answers = open_answers(case)
    others = [str(answers.get(opened.definition.contact, ""))]
    others += [each.email for each in signers(case, opened, at=at) if each.signature != signer.signature]
    if signer.email.casefold() in {each.casefold() for each in others}:
        told = _("This is the address of somebody else in this application. Each person needs an address of their own.")
        raise Invalid("an address twice", fields={signer.signature.email: told})
