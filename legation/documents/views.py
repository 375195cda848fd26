"""Is this paper genuine? By its number, by its file, or by a picture of its barcode."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.documents import api as documents
from legation.documents.wording import age_sentence, reason_sentence, statement_rows, word_and_kind
from legation.ground.errors import Invalid, TooLarge
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.web.client import address_of

PDF = b"%PDF-"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Answers valid, invalid, revoked or cannot tell, with the reason and the age of what it was checked against.

    The code on a paper leads here with its number (`documents.check_codes`); whoever scanned it then asks.
    """
    if request.method != "POST":
        return _page(request, request.GET.get("number", "")[:40].strip(), None, {})
    now = datetime.now(UTC)
    hit("verify", address_of(request), at=now, most=60, minutes=10)
    number, file = request.POST.get("number", "")[:40].strip(), request.FILES.get("file")
    if getattr(request, "too_large", None):
        return _page(request, number, None, {"file": TooLarge.sentence})
    if not number and not file:
        return _page(request, number, None, {"number": _("Write a number, or choose a file or picture.")})
    try:
        verdict = _checked(number, file.read() if file else b"", now)
    except Invalid as error:
        return _page(request, number, None, {"file" if file else "number": error.reader})
    return _page(request, number, verdict, {})


@public
@require_safe
def proof(request: HttpRequest, digest: str) -> HttpResponse:
    """That a document is in the issuance log, for who knows the SHA-256 of its PDF: so, who holds it."""
    hit("verify", address_of(request), at=datetime.now(UTC), most=60, minutes=10)
    number, found = documents.log_proof(digest.lower())
    answer = JsonResponse(found, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{number}.proof.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@public
@require_safe
def root_crl(request: HttpRequest) -> HttpResponse:
    """The root's revocation list of certificates, in DER (RFC 5280 section 4.2.1.13, RFC 2585 section 4.1)."""
    return HttpResponse(
        documents.certificate_revocations(), content_type="application/pkix-crl",
        headers={"Cache-Control": "public, max-age=3600"},
    )  # fmt: skip


def _checked(number: str, data: bytes, now: datetime) -> documents.Verdict:
    if not data:
        return documents.verify_number(number, at=now)
    if data[:1024].lstrip().startswith(PDF):
        return documents.verify_pdf(data, at=now)
    return documents.verify_picture(data, at=now)


def _page(request: HttpRequest, number: str, verdict: documents.Verdict | None, wrong: dict[str, Any]) -> HttpResponse:
    context: dict[str, Any] = {"number": number, "verdict": verdict, "wrong": wrong, "errors": list(wrong.items())}
    if verdict is not None:
        word, kind = word_and_kind(verdict.word, verdict.reason)
        context |= {
            "word": word, "reason": reason_sentence(verdict), "age": age_sentence(verdict),
            "rows": statement_rows(verdict), "kind": kind, "digest": verdict.logged,
        }  # fmt: skip
    return render(request, "documents/verify.html", context, status=422 if wrong else 200)
