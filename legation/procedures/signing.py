"""Who else must sign a draft before it is handed in, and how that stands (docs/adr/0032).

A signature holds for the answers that were read when it was given: a keyed digest of them is kept with it, and any
other answer has another digest.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.audit.api import canonical
from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.secrets import blind_index, keyed_digest, seal, unseal
from legation.procedures.answers import is_asked, key_of, open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import Signature
from legation.procedures.models import Case, CaseAction, Signing

SIGNER = "signer:"
"""How the name of a signer begins in the record of a case; the code of their signature follows."""
_CONTEXT = "signing"


class Standing(StrEnum):
    """How one of the signatures stands."""

    UNASKED = "unasked"
    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    CHANGED = "changed"


@dataclass(frozen=True)
class Person:
    """Who is asked to sign: their name and address, and the language in which we write to them."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Signer:
    """Somebody who must sign, as the answers name them, and how that stands. `row` is what they were last asked by."""

    signature: Signature
    title: str
    name: str
    email: str
    standing: Standing
    row: Signing | None


def needed(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> list[Signature]:
    """The signatures that a draft with these answers needs: of everybody whose address it asks for."""
    return [each for each in opened.definition.signatures or () if is_asked(opened, each.email, answers, at=at)]


def digest_of(case: Case, opened: Opened, answers: Mapping[str, Any]) -> bytes:
    """What stands for the answers that are signed; what the applicant alone declares is not among them."""
    declared = {field.field for field in opened.definition.declarations()}
    signed = {name: value for name, value in answers.items() if name not in declared}
    return keyed_digest(key_of(case), canonical(signed), context=_CONTEXT)


def edition_of(opened: Opened, signature: str, language: str) -> str:
    """The digest of the words that a signer agrees to."""
    return sha256(opened.text(f"signature.{signature}.declares", language).encode()).hexdigest()


def name_of_signer(signature: Signature, answers: Mapping[str, Any]) -> str:
    """The signer's name as the answers give it."""
    return " ".join(str(answers[field]) for field in signature.name if field in answers)


def sealed_person(case: Case, person: Person) -> bytes:
    """Who was asked, as it is kept."""
    return seal(key_of(case), canonical(person.__dict__), context=_CONTEXT)


def person_of(row: Signing) -> Person:
    """Who was asked."""
    return Person(**json.loads(unseal(key_of(row.case), row.sealed, context=_CONTEXT)))


def signings_of(cases: Iterable[Case]) -> list[Signing]:
    """Everything that others were asked to sign of these cases, with the cases."""
    return list(Signing.objects.filter(case__in=list(cases)).select_related("case__application").order_by("pk"))


def signers(case: Case, opened: Opened, *, at: datetime) -> list[Signer]:
    """Everybody who must sign a case, in the definition's order; none of who is forgotten.

    Of a case that was handed in they are those who signed.
    """
    if not opened.definition.signatures or case.data_key is None:
        return []
    answers, rows = open_answers(case), {row.signature: row for row in signings_of([case])}
    digest = digest_of(case, opened, answers)
    return [
        Signer(
            each, opened.text(f"signature.{each.signature}.title", current().code), name_of_signer(each, answers),
            str(answers.get(each.email, "")), _standing(rows.get(each.signature), answers.get(each.email), digest),
            rows.get(each.signature),
        )
        for each in needed(opened, answers, at=case.application.submitted_at or at)
    ]  # fmt: skip


def _standing(row: Signing | None, email: Any, digest: bytes) -> Standing:
    """A letter to another address than the one that stands there now asked somebody else."""
    if row is None or person_of(row).email != email:
        return Standing.UNASKED
    if row.digest is None:
        return Standing.WAITING
    if not compare_digest(bytes(row.digest), digest):
        return Standing.CHANGED
    return Standing.SIGNED if row.agrees else Standing.REFUSED


def signed_by_all(case: Case, opened: Opened, *, at: datetime) -> list[dict[str, str]]:
    """What the record says of the signatures with which a draft is handed in; nothing personal.

    Raises:
        Invalid: somebody has not signed what stands there now.
    """
    found = signers(case, opened, at=at)
    if lacking := [each.title for each in found if each.standing is not Standing.SIGNED]:
        told = _("Before this can be handed in, it must be signed by: {who}.").format(who=", ".join(lacking))
        raise Invalid("not signed", reader=told)
    return [recorded(each.row) for each in found if each.row is not None]


def recorded(row: Signing) -> dict[str, str]:
    """What the record says of a signature that was given."""
    return {
        "signature": row.signature, "at": row.answered_at.isoformat() if row.answered_at else "",
        "language": row.language, "declaration": row.declaration, "answers": bytes(row.digest or b"").hex(),
    }  # fmt: skip


def signing_index(token: str) -> bytes:
    """What the token of a signer's link is found by; the token itself is stored nowhere."""
    return blind_index("signing", token)


def signing_behind(token: str) -> tuple[Signing, Opened]:
    """What a signer's link leads to, with its case and application.

    Raises:
        NotFound: no such link, or it asks for nothing any more: another was sent, or somebody else is to sign.
    """
    row = Signing.objects.select_related("case__application").filter(token=signing_index(token)).first()
    if row is None or row.case.data_key is None:
        raise NotFound("nothing to sign behind this link")
    opened, answers = open_bundle(row.case.bundle_id), open_answers(row.case)
    named = signature_named(opened, row.signature)
    if answers.get(named.email) != person_of(row).email:
        raise NotFound("somebody else is to sign now")
    return row, opened


def signature_named(opened: Opened, code: str) -> Signature:
    """The signature with this code.

    Raises:
        NotFound: there is none.
    """
    found = next((each for each in opened.definition.signatures or () if each.signature == code), None)
    if found is None:
        raise NotFound(f"signature {code}")
    return found


def changed_since(actions: Sequence[CaseAction]) -> list[str]:
    """The fields that were set right after others had signed, in the order of their change; none where nobody had."""
    if not actions or not actions[0].body.get("signatures"):
        return []
    return list(dict.fromkeys(name for action in actions for name in action.body.get("corrected", [])))
