"""Everything held about an application, for the person it is about: data as JSON, and the files (GDPR article 20)."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from legation.documents import api as documents
from legation.ground.audit.api import record_access
from legation.ground.files import api as files
from legation.messaging import api as messaging
from legation.payments import api as payments
from legation.procedures.answers import key_of, open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.kinds import SUFFIXES
from legation.procedures.models import Case, CaseFile
from legation.procedures.privacy import looks_at, open_note, requests_of, role_of
from legation.procedures.remarks import remarks_of
from legation.procedures.selectors import actions_of, answers_now, note_of
from legation.procedures.services.handing_in import party_details
from legation.procedures.signing import person_of, signings_of


def export(*, cases: list[Case], account: dict[str, Any] | None = None, language: str, at: datetime) -> bytes:
    """A zip with `data.json` and the files of these cases; that it was made is recorded.

    Args:
        account: what the account itself holds, where it is asked from there.
        language: of the words that stand beside codes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        told: dict[str, Any] = {"made_at": at.isoformat(), "applications": [_told(case, language) for case in cases]}
        told |= {"account": account} if account is not None else {}
        folder.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2, default=str))
        for case in cases:
            for name, data in _files(case):
                folder.writestr(f"{case.reference}/{name}", data)
            record_access(actor=f"application:{case.application.reference}", verb="exported", at=at,
                          subject=case.reference)  # fmt: skip
    return out.getvalue()


def _told(case: Case, language: str) -> dict[str, Any]:
    opened, application = open_bundle(case.bundle_id), case.application
    payment, actions = payments.find(reference=application.reference), actions_of(case)
    return {
        "application": application.reference, "case": case.reference, "procedure": opened.definition.procedure,
        "title": opened.text("title", language), "status": opened.text(f"state.{case.status}", language),
        "begun_at": application.created_at, "handed_in_at": application.submitted_at,
        "answers": open_answers(case), "answers_now": answers_now(case, actions),
        "contact": party_details(application.applicant) if application.applicant else None,
        "actions": [
            {"at": each.at, "verb": each.verb, "by": role_of(each.actor), "status": each.status, **each.body,
             "note": note_of(case, each)} for each in actions
        ],
        "signatures": [
            {**person_of(each).__dict__, "signature": each.signature, "asked_at": each.asked_at, "agrees": each.agrees,
             "answered_at": each.answered_at} for each in signings_of([case] if opened.definition.signatures else [])
        ],
        "documents": [{"number": each.number, "revoked_at": each.revoked_at}
                      for each in documents.of_reference(case.reference)],
        "payment": payment and {"amount": payment.amount, "currency": payment.currency, "state": payment.state,
                                "settled_at": payment.settled_at},
        "messages": [{"at": each.created_at, "to": each.to, "subject": each.subject, "body": each.body}
                     for each in messaging.about(case.reference, application.reference)],
        "written": [{"at": each.at, "by": "office" if each.ours else "applicant", "text": each.text}
                    for each in remarks_of([case])[case.pk]],
        "looked_at": [{"at": each.at, "role": each.role, "post": each.post} for each in looks_at([case])],
        "requests": [{"kind": each.kind, "asked_at": each.asked_at, "said": open_note(case, each.said),
                      "ground": each.ground, "answer": open_note(case, each.note)} for each in requests_of([case])],
        "kept_for_days": opened.definition.retention.days, "kept_because": opened.kept_because(language),
    }  # fmt: skip


def _files(case: Case) -> Iterator[tuple[str, bytes]]:
    """Every file that came, as handed in and with what was set right or contested since, and every paper issued."""
    key, came = key_of(case), Counter[str]()
    for kept in CaseFile.objects.filter(case=case).select_related("file").order_by("pk"):
        came[kept.field] += 1
        number = f"-{came[kept.field]}" if came[kept.field] > 1 else ""
        yield f"{kept.field}{number}.{SUFFIXES[kept.file.media_type]}", files.fetch(kept.file_id, key=key)
    for each in documents.of_reference(case.reference):
        yield f"{each.number}.pdf", documents.fetch(each.number, key=key)
