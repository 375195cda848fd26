"""Beginning a service for somebody at a post, by an office that has no desk there and says why."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.people.api import Actor
from legation.ground.secrets import seal
from legation.procedures.answers import key_of
from legation.procedures.models import Remark
from legation.procedures.remarks import CONTEXT
from legation.procedures.selectors import draft_of
from legation.procedures.services.start import start


@transaction.atomic
def start_at(
    *, procedure: str, post: str, details: Mapping[str, str], why: str, purpose: str, by: Actor, language: str,
    at: datetime,
) -> str:  # fmt: skip
    """Open a draft at a post for somebody, and give the token of its resume link. Whether `by` may is for the caller.

    Args:
        details: what is known of them, by field code, as a form would send it.
        why: in words, sealed with the case: they and the post's officers read it among what the office wrote.
        purpose: for the record, which its person reads.

    Raises:
        NotFound: the procedure is not offered.
        Invalid: it is not offered at this post, or not to such a person.
    """
    token = start(procedure=procedure, known={}, language=language, at=at, details=details, post=post)
    case, _opened = draft_of(token)
    said = seal(key_of(case), why.encode(), context=CONTEXT)
    Remark.objects.create(case=case, at=at, actor=by.name, said=said, waits=True)
    body = {"role": by.role, "post": post, "purpose": purpose}
    record_access(actor=by.name, verb="began_for", at=at, subject=case.reference, body=body)
    return token
