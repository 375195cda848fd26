"""The public e-Register: whether an apostille of this number and day was issued by us, and for what (HCCH e-APP)."""

from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.ground.languages.api import current, format_date, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.ground.profile import profile
from legation.procedures import api as procedures
from legation.registers import api as registers
from legation.web.client import address_of
from legation.web.days import day_at

MOST_TYPED = 40
_DAY = ("year", "month", "day")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def e_register(request: HttpRequest) -> HttpResponse:
    """Number and day are asked for together and sent in the body; of what differs in either, nothing is told."""
    typed = {name: value[:MOST_TYPED].strip() for name, value in request.POST.items()}
    context: dict[str, Any] = {"typed": typed, "months": month_names(current().code), "errors": {}, "answer": None}
    if request.method == "POST":
        hit("e-register", address_of(request), at=datetime.now(UTC), most=60, minutes=10)
        number, day = registers.read_number(typed.get("number", "")), day_at(typed, "issued")
        errors = {} if number else {"number": _("Write the number as item 8 of the apostille says it.")}
        errors |= {} if day else {"issued": _("Write the day as item 6 of the apostille says it.")}
        context["errors"] = errors
        if number and day:
            context["answer"] = _answer(number, day, registers.shown(number, day))
    wrong = {("issued-day" if name == "issued" else name): said for name, said in context["errors"].items()}
    status = 422 if wrong else 200
    return render(request, "consular/e_register.html", context | {"wrong": list(wrong.items())}, status=status)


def _answer(number: registers.Number, day: date, found: registers.Opened | None) -> dict[str, Any]:
    """What is told of an apostille, or that there is none."""
    code = current().code
    if found is None:
        reason = _("We have issued no apostille with this number on this day. Check both, letter by letter.")
        return {"word": _("No such apostille"), "kind": "unknown", "rows": [], "reason": reason}
    ministry = profile().ministry
    rows = [(_("Number"), str(number)), (_("Issued on"), format_date(day, code)),
            (_("Issued by"), ministry.name.get(code, ministry.name["en"])),
            *procedures.public_rows(found, code)]  # fmt: skip
    if found.is_cancelled:
        reason = _("This apostille was issued by us and has been cancelled since. It must not be accepted.")
        return {"word": _("Cancelled"), "kind": "revoked", "rows": rows, "reason": reason}
    reason = _(
        "This apostille was issued by us. It certifies signature, capacity and seal, not what the document says."
    )
    return {"word": _("Issued"), "kind": "valid", "rows": rows, "reason": reason}
