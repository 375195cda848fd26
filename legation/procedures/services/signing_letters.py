"""What is written to those who must sign, and to the applicant about them. Mail only: nobody of them chose another way.

A letter about a signature names procedure and reference and nothing of the answers, since an address may be mistyped.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.models import Case, CaseAction, Signing
from legation.procedures.services.handing_in import name_in
from legation.procedures.services.open_way import open_until
from legation.procedures.signing import Person, person_of, signature_named

WAY_LASTS = timedelta(days=7)


def reference_of(row: Signing) -> str:
    """What the letters to a signer are kept under: not the case's, whose letters the applicant may take away."""
    return f"signing:{row.pk}"


def invitation(row: Signing, opened: Opened, person: Person, link: str) -> messaging.Letter:
    """The letter that asks for a signature; `link` is the token of the signer's link."""
    language, said = person.language, _values(row, opened, person)
    proof = signature_named(opened, row.signature).proof
    said["link"] = f"{settings.LEGATION_ADDRESS}/{language}/sign/{link}/"
    said["proof"] = opened.text(f"field.{proof}", language)
    with override(language):
        subject, body = _("Your signature is asked for: {title}"), _(
            "Dear {name},\n\nan application cannot be handed in without your signature: {title}, {reference}.\n\n"
            "Read it here, and sign it or say that you do not agree:\n{link}\n\n"
            "To open it you are asked for this: {proof}.\n\n"
            "Do not pass this letter on: it is meant for you alone. If you know nothing of this application, you need"
            " not do anything. Nothing is handed in without your signature."
        )  # fmt: skip
        return _letter(row, f"asked:{row.token.hex()}", person, subject.format(**said), body.format(**said))


def to_signers(pairs: Iterable[tuple[Signing, CaseAction]]) -> list[messaging.Letter]:
    """What those who signed are told when the applicant is told of an action: what was done and how it stands.

    Reasons and the officer's words are the applicant's; papers too.
    """
    return [_news(row, action) for row, action in pairs]


def _news(row: Signing, action: CaseAction) -> messaging.Letter:
    opened, asked = open_bundle(row.case.bundle_id), person_of(row)
    person = Person(asked.name, asked.email, row.language)
    said = _values(row, opened, person) | {
        "done": opened.text(f"done.{action.verb}", row.language),
        "state": opened.text(f"state.{action.status}", row.language),
    }
    with override(row.language):
        subject, body = _("News of an application that you signed: {title}"), _(
            "Dear {name},\n\nyou signed this application: {title}, {reference}.\n\n"
            "What was done: {done}\nHow it stands: {state}\n\n"
            "The link in the letter that asked for your signature shows how it stands."
        )  # fmt: skip
        return _letter(row, f"news:{action.number}", person, subject.format(**said), body.format(**said))


def answered(row: Signing, opened: Opened, *, at: datetime) -> messaging.Letter:
    """What the applicant is told of a signer's answer."""
    with override(row.case.application.language):
        if row.agrees:
            told = _("{who} has signed your application"), _("{who} has signed {title}, {reference}.")
        else:
            told = _("{who} does not agree to your application"), _(
                "{who} does not agree to {title}, {reference}. As it stands it cannot be handed in. You may change it"
                " and ask again."
            )  # fmt: skip
    return _to_applicant(row, opened, *told, at=at)


def taken_back(row: Signing, opened: Opened, *, at: datetime) -> messaging.Letter:
    """What the applicant is told when somebody takes their agreement back."""
    with override(row.case.application.language):
        told = _("Your application was withdrawn by {who}"), _(
            "{who} has taken back the agreement to {title}, {reference}. The application is withdrawn."
        )  # fmt: skip
    return _to_applicant(row, opened, *told, at=at)


def _to_applicant(row: Signing, opened: Opened, subject: str, text: str, *, at: datetime) -> messaging.Letter:
    case, answers = row.case, open_answers(row.case)
    language, email = case.application.language, str(answers[opened.definition.contact])
    link = open_until(case, at + WAY_LASTS)
    said = _values(row, opened, Person(name_in(opened, answers), email, language)) | {
        "who": opened.text(f"signature.{row.signature}.title", language),
        "link": f"{settings.LEGATION_ADDRESS}/{language}/application/{link}/",
    }
    with override(language):
        greeting, way = _("Dear {name},"), _("This link leads there for a week:")
        body = f"{greeting}\n\n{text}\n\n{way}\n{{link}}".format(**said)
        return messaging.Letter(
            key=f"{reference_of(row)}:told:{at.isoformat()}", reference=case.reference, to=email, language=language,
            subject=subject.format(**said), body=messaging.reviews.in_mail(body, language),
        )  # fmt: skip


def _values(row: Signing, opened: Opened, person: Person) -> dict[str, str]:
    title = opened.text("title", person.language)
    return {"name": person.name, "title": title, "reference": row.case.application.reference}


def _letter(row: Signing, key: str, person: Person, subject: str, body: str) -> messaging.Letter:
    return messaging.Letter(
        key=f"{reference_of(row)}:{key}", reference=reference_of(row), to=person.email, language=person.language,
        subject=subject, body=messaging.reviews.in_mail(body, person.language),
    )  # fmt: skip


def forget_letters(case: Case) -> None:
    """Delete every letter to those who were asked to sign a case."""
    messaging.forget(*(reference_of(row) for row in Signing.objects.filter(case=case)))
