"""Showing that one is who was asked to sign: what the letter does not say is typed, and the application opens."""

from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.procedures.answers import open_answers
from legation.procedures.kinds import parse
from legation.procedures.signing import digest_of, signature_named, signing_behind


def prove_signer(*, token: str, data: Mapping[str, str], at: datetime) -> str:
    """The digest (hex) of what stands to be signed: whoever names it was shown in.

    Args:
        data: input name -> raw string, of the field that is the proof.

    Raises:
        NotFound: no such link.
        Invalid: it is not what the application says (`fields`).
    """
    row, opened = signing_behind(token)
    answers, field = open_answers(row.case), opened.fields[signature_named(opened, row.signature).proof]
    try:
        typed = str(parse(field, data, today=at.date()))
    except Invalid as error:
        raise Invalid("proof", fields={field.field: error.reader}) from error
    if not compare_digest(typed.encode(), str(answers.get(field.field, "")).encode()):
        told = _("This is not what the application says. Look at your document and try again.")
        raise Invalid("proof", fields={field.field: told})
    return digest_of(row.case, opened, answers).hex()
