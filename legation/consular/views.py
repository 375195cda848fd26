"""The counter: who stands there, everything of theirs on one screen, and whatever they may ask for begun for them."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.appointments import api as appointments
from legation.consular import keys, presence
from legation.ground.errors import Invalid, LegationError, NotAllowed, NotFound
from legation.ground.languages.api import current, format_date, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.policy import staff
from legation.ground.states.collation import sort_key
from legation.procedures import api as procedures

CASHIER = "cashier"


def _now() -> datetime:
    return datetime.now(UTC)


def services_of(request: HttpRequest) -> list[Any]:
    """What this person works on.

    Raises:
        NotAllowed: none of their roles works on cases.
    """
    found = procedures.services_of(request.roles, at=_now())  # type: ignore[attr-defined]
    if not found:
        raise NotAllowed("no role of this person works on cases")
    return found


def _begun_here(request: HttpRequest, services: list[Any]) -> list[Any]:
    """What can be begun at this counter, if it begins with its form: others begin on a first screen of their own."""
    here = procedures.begun_at(request.roles, at=_now())  # type: ignore[attr-defined]
    return [each for each in services if each.definition.procedure in here and not each.definition.starts_with]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Who stands before you? What their document says is sent in the body, so that nobody stands in an address."""
    services_of(request)
    typed = {name: value[:400] for name, value in request.POST.items()}
    errors: dict[str, str] = {}
    if request.method == "POST":
        hit("counter", f"person:{request.user.pk}", at=_now(), most=300, minutes=10)
        try:
            keys.remember(request.session, keys.sent(typed))
            presence.keep(request.session, presence.read(typed, today=_now().date()), at=_now())
            return redirect("counter_person")
        except Invalid as error:
            errors = error.fields
    wrong = [(f"{name}-day" if name == "birth_date" else name, said) for name, said in errors.items()]
    context = {"typed": typed, "errors": errors, "wrong": wrong, "months": month_names(current().code)}
    return render(request, "consular/counter.html", context, status=422 if errors else 200)


@staff
@require_safe
def person(request: HttpRequest) -> HttpResponse:
    """Everything of whoever is being served."""
    services_of(request)
    who = presence.served(request.session, at=_now())
    return redirect("counter") if who is None else show(request, who)


def show(
    request: HttpRequest, who: presence.Present, error: LegationError | None = None, *, wrong: str = ""
) -> HttpResponse:  # fmt: skip
    """The screen of whoever is being served, with what went wrong; `wrong` names the part that is open then."""
    services, code, fields = services_of(request), current().code, getattr(error, "fields", {})
    found = procedures.cases_of_person(request.user, number=who.number, born=who.born, language=code, at=_now())  # type: ignore[arg-type]
    context = {
        "who": who, "name": who.name or next((each.name for each in found if each.name), ""),
        "born": format_date(date.fromisoformat(who.born), code),
        "expires": format_date(date.fromisoformat(who.expires), code) if who.expires else "",
        "expired": bool(who.expires) and date.fromisoformat(who.expires) < _now().date(),
        "open": [each for each in found if each.phase != "closed" and not each.apart],
        "closed": [each for each in found if each.phase == "closed" and not each.apart],
        "apart": [each for each in found if each.apart],
        "to_hand_over": [each for each in found if each.to_hand_over],
        "scanned": procedures.attached_to(each.reference for each in found), "kinds": list(procedures.PAPERS.items()),
        "takes_money_at": _tills(request, found), "visits": _visits(request, who), "shown": _shown(),
        "said": next(iter(fields.values()), error.reader) if error else "", "typed": request.POST, "wrong": wrong,
        "services": sorted(
            ((each.definition.procedure, each.text("title", code)) for each in _begun_here(request, services)),
            key=lambda pair: sort_key(pair[1], code),
        ),
    }  # fmt: skip
    return render(request, "consular/person.html", context, status=error.status if error else 200)


def _visits(request: HttpRequest, who: presence.Present) -> list[dict[str, Any]]:
    """Their appointments, each with the next step that can be taken with it today, if any."""
    found, now = [], _now()
    titles = {each.code: each.title for each in appointments.services(current().code).values()}
    for row in appointments.appointments_of(request.user, who.number, at=now):  # type: ignore[arg-type]
        visit = getattr(row, "visit", None)
        zone = ZoneInfo(row.post.time_zone)
        today = row.starts_at.astimezone(zone).date() == now.astimezone(zone).date()
        steps = {"": _("They are here"), "waiting": _("Call them here"), "called": _("Served")}
        step = steps.get(visit.state if visit else "", "") if today and row.state == "booked" else ""
        found.append({"row": row, "title": titles.get(row.service, row.service), "step": step})
    return found


def _shown() -> list[tuple[str, str]]:
    """What somebody may show who is handed something."""
    words = {
        "passport": _("Passport"), "identity_card": _("Identity card"), "power_of_attorney": _("Power of attorney"),
    }  # fmt: skip
    return [(each, words[each]) for each in procedures.SHOWN]


def _tills(request: HttpRequest, found: list[Any]) -> set[str]:
    """The references whose payment this person may take at a cash desk."""
    posts = request.roles.get(CASHIER, set())  # type: ignore[attr-defined]
    return {each.reference for each in found if each.due and each.post in posts}


@staff
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a service for whoever is served, with what their document says and what is known of them filled in."""
    services, who = services_of(request), presence.served(request.session, at=_now())
    if who is None:
        return redirect("counter")
    wanted, now = request.POST.get("procedure", ""), _now()
    if wanted not in {each.definition.procedure for each in _begun_here(request, services)}:
        raise NotFound(f"procedure {wanted[:40]!r} at this counter")
    known = procedures.known_of_person(request.user, number=who.number, born=who.born, at=now)  # type: ignore[arg-type]
    token = procedures.start_for(
        procedure=wanted, details=known | who.details(), by=request.user, language=current().code, at=now  # type: ignore[arg-type]
    )  # fmt: skip
    place = procedures.begun_at(request.roles, at=now)[wanted]  # type: ignore[attr-defined]
    keys.note(request.session, keys.sent(request.POST), place=place, procedure=wanted, at=now)
    return redirect("whole", token=token)


@staff
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Whoever was served goes; the next one please."""
    services_of(request)
    presence.forget(request.session)
    return redirect("counter")
