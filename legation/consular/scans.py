"""What a person brings to the counter for a case: a paper that is scanned, an answer to what the office asked."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from legation.consular import presence, views
from legation.ground.errors import Conflict, Invalid, TooLarge
from legation.ground.files import api as files
from legation.ground.languages.api import current, month_names
from legation.ground.posts.policy import staff
from legation.procedures import api as procedures
from legation.procedures.forms import draw
from legation.procedures.kinds import FILE_KINDS, clean, input_names

MOST_WORDS = 4000


def _now() -> datetime:
    return datetime.now(UTC)


@staff
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """A paper, of one file or of several sheets, is put with a case of whoever is being served."""
    views.services_of(request)
    who = presence.served(request.session, at=_now())
    if who is None:
        return redirect("counter")
    uploads, unread = files.sent(request.FILES)
    unread |= dict.fromkeys(getattr(request, "too_large", ()), TooLarge.sentence)
    said = {name: request.POST.get(name, "")[:40] for name in ("reference", "kind")}
    try:
        if unread:
            raise Invalid("paper", fields=unread)
        procedures.attach(**said, data=uploads.get("paper", b""), served=_served(who), by=request.user, at=_now())  # type: ignore[arg-type]
    except (Conflict, Invalid) as error:
        return views.show(request, who, error, wrong="attach")
    return redirect("counter_person")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """What the office asked for in a case of whoever is being served: these fields, a word, and their consent."""
    views.services_of(request)
    who = presence.served(request.session, at=_now())
    if who is None:
        procedures.case_at_counter(request.user, reference, at=_now())  # type: ignore[arg-type]
        return redirect("counter")
    raw, errors = dict[str, str](), dict[str, Any]()
    mine: dict[str, Any] = {"served": _served(who), "by": request.user}
    try:
        if request.method == "POST":
            raw = {name: str(value) for name, value in request.POST.items()}
            uploads, errors = files.sent(request.FILES)
            errors |= dict.fromkeys(getattr(request, "too_large", ()), TooLarge.sentence)
            sent = procedures.Sent(raw, uploads, clean(raw.get("note", ""))[:MOST_WORDS])
            try:
                if not errors:
                    procedures.answer_for(reference, sent=sent, consents="consent" in raw, at=_now(), **mine)
                    return redirect("counter_person")
            except Invalid as error:
                errors = error.fields or {"note": error.reader}
        found = procedures.asked_at_counter(reference, at=_now(), **mine)
    except Conflict as error:
        return views.show(request, who, error)
    return _form(request, found, raw, errors)


def _served(who: presence.Present) -> dict[str, str]:
    return {"number": who.number, "born": who.born}


def _form(request: HttpRequest, found: Any, raw: dict[str, str], errors: dict[str, Any]) -> HttpResponse:
    fields = [found.opened.fields[name] for name in found.fields]
    inputs = {name for field in fields for name in input_names(field)}
    kept = {name: clean(value)[:2000] for name, value in raw.items() if name in inputs}
    # a file that stands there is asked for anew without a link to it: the desk shows it
    known = {name: value for name, value in found.answers.items() if found.opened.fields[name].kind not in FILE_KINDS}
    drawn = [draw(found.opened, field, known, kept, errors) for field in fields]
    wrong = [pair for one in drawn for pair in one.wrong()]
    wrong += [(name, str(errors[name])) for name in ("note", "consent") if name in errors]
    context = {
        "found": found, "fields": drawn, "errors": errors, "wrong": wrong, "raw": raw, "most": MOST_WORDS,
        "months": month_names(current().code),
        "sends_files": any(field.kind in FILE_KINDS for field in fields),
    }  # fmt: skip
    return render(request, "consular/answer.html", context, status=422 if errors else 200)
