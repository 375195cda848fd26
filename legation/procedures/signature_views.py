"""Behind a signer's link: they show who they are, read the application, sign it or do not; later, how it stands."""

from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.documents import api as documents
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened
from legation.procedures.forms import draw
from legation.procedures.members import members
from legation.procedures.models import Signing
from legation.procedures.responses import picture_response
from legation.procedures.services.answer_signature import answer_signature
from legation.procedures.services.ask_signature import ask_signature
from legation.procedures.services.prove_signer import prove_signer
from legation.procedures.services.take_back_signature import take_back_signature
from legation.procedures.services.withdraw import may_withdraw
from legation.procedures.signing import digest_of, signature_named, signing_behind
from legation.procedures.summary_views import show_summary
from legation.web.client import address_of


@public
@require_POST
def ask(request: HttpRequest, token: str, signature: str) -> HttpResponse:
    """Have somebody asked to sign a draft."""
    try:
        ask_signature(token=token, signature=signature, at=datetime.now(UTC))
    except Conflict:  # signed meanwhile, or handed in: the page says how it stands
        pass
    except Invalid as error:
        return show_summary(request, token, error, status=422)
    return redirect("summary", token=token)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Where a signer's link leads: nothing is shown of the answers before they show who they are."""
    row, opened = signing_behind(token)
    raw: dict[str, str] = {}
    errors: dict[str, Any] = {}
    if request.method == "POST":
        now = datetime.now(UTC)
        hit("sign", address_of(request), at=now, most=30, minutes=10)
        hit("sign_of", token, at=now, most=10, minutes=10)
        raw = {name: str(value)[:80] for name, value in request.POST.items()}
        try:
            return redirect("sign_read", token=token, digest=prove_signer(token=token, data=raw, at=now))
        except Invalid as error:
            errors = error.fields
    proof = opened.fields[signature_named(opened, row.signature).proof]
    one = draw(opened, proof, {}, raw, errors)
    context = {
        "opened": opened, "row": row, "token": token, "one": one, "changed": "changed" in request.GET,
        "reference": row.case.application.reference, "months": month_names(current().code), "errors": one.wrong(),
    }  # fmt: skip
    return render(request, "procedures/sign.html", context, status=422 if errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_read(request: HttpRequest, token: str, digest: str) -> HttpResponse:
    """What stands to be signed, for who showed who they are; after handing in, how it stands."""
    row, opened = signing_behind(token)
    if not _is_read(row, opened, digest):
        return redirect(f"{reverse('sign', args=[token])}?changed")
    if request.method != "POST":
        return _read(request, row, opened, token)
    said = request.POST.get("agrees", "")
    if said == "yes" and "declared" not in request.POST:
        return _read(request, row, opened, token, error=_("Confirm this to sign."))
    try:
        if said == "back":
            take_back_signature(token=token, digest=digest, at=datetime.now(UTC))
        elif said in ("yes", "no"):
            answer_signature(
                token=token, digest=digest, agrees=said == "yes", language=current().code, at=datetime.now(UTC)
            )
    except Conflict:  # changed or handed in at this moment: the page says so
        pass
    return redirect("sign_read", token=token, digest=digest)


@public
@require_safe
def sign_picture(request: HttpRequest, token: str, digest: str, field: str) -> HttpResponse:
    """A picture of what stands to be signed."""
    row, opened = signing_behind(token)
    if row.case.count or not _is_read(row, opened, digest):
        raise NotFound(f"no picture {field} to sign")
    return picture_response(row.case, field, small="small" in request.GET)


def _is_read(row: Signing, opened: Opened, digest: str) -> bool:
    """Whether an address names the answers that stand there; only who showed who they are was told it."""
    return compare_digest(digest_of(row.case, opened, open_answers(row.case)).hex().encode(), digest.encode())


def _read(request: HttpRequest, row: Signing, opened: Opened, token: str, *, error: str = "") -> HttpResponse:
    code, case = current().code, row.case
    digest = digest_of(case, opened, open_answers(case)).hex()
    context = {
        "opened": opened, "row": row, "case": case, "token": token, "digest": digest, "error": error,
        "reference": case.application.reference, "errors": [("declared", error)] if error else [],
    }  # fmt: skip
    if case.count:
        issued = [each for each in documents.of_reference(case.reference) if not each.revoked_at]
        context |= {"documents": issued, "withdraws": bool(row.agrees) and may_withdraw(case)}
        return render(request, "procedures/signed.html", context)
    (member,) = members(opened, token, [case], code, at=datetime.now(UTC))
    context |= {"parts": member.parts, "holds": row.digest is not None and bytes(row.digest).hex() == digest}
    return render(request, "procedures/sign_read.html", context, status=422 if error else 200)
