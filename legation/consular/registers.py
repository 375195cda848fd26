"""The registers of a registrar's posts: each by itself, its entries with their margin, and what is written there."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.ground.errors import Invalid, NotAllowed
from legation.ground.languages.api import current, format_date
from legation.ground.limits.api import hit
from legation.ground.people.api import Actor, names_of
from legation.ground.posts.api import actor_of, post_names
from legation.ground.posts.policy import staff
from legation.procedures import api as procedures
from legation.registers import api as registers

MOST_TYPED = 120


def _now() -> datetime:
    return datetime.now(UTC)


def _registrar(request: HttpRequest) -> Actor:
    """Whoever asks, as a registrar.

    Raises:
        NotAllowed: they are none at any post.
    """
    if registers.REGISTRAR not in request.roles:  # type: ignore[attr-defined]
        raise NotAllowed("no registrar")
    return actor_of(request.user, registers.REGISTRAR)  # type: ignore[arg-type]


def kinds() -> dict[str, str]:
    """What a note in the margin does, in words."""
    return {
        registers.NOTED: _("A note"),
        registers.CORRECTED: _("A correction"),
        registers.CANCELLED: _("The entry is cancelled"),
    }


@staff
@require_safe
def all_registers(request: HttpRequest) -> HttpResponse:
    """The registers of each post where somebody is a registrar."""
    code, by = current().code, _registrar(request)
    every = [(each.code, each.name(code)) for each in registers.registers().values()]
    posts = [(post.code, post.name(code), every) for post in registers.places_of(by)]
    return render(request, "consular/registers.html", {"posts": posts})


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, place: str, register: str) -> HttpResponse:
    """One register of one post, newest first; what is looked for is sent in the body, and stands in no address."""
    by, language = _registrar(request), current().code
    kept = registers.register_at(by, place, register)
    text = request.POST.get("text", "")[:MOST_TYPED].strip()
    if text:
        hit("registers", by.name, at=_now(), most=300, minutes=10)
        number = registers.read_number(text)
        if number and (number.place, number.letter) == (place, kept.letter):
            return redirect("register_entry", place, register, number.year, number.number)
        found = registers.search(by, place, register, procedures.entry_names(register, text), at=_now())
    else:
        before = request.GET.get("before", "")
        found = registers.page(by, place, register, at=_now(), before=int(before) if before.isdecimal() else None)
    context = {
        "place": place, "code": register, "name": kept.name(language), "post": post_names(language)[place],
        "text": text, "rows": [_line(each) for each in found.entries], "more": found.more,
    }  # fmt: skip
    return render(request, "consular/register.html", context)


def _line(found: registers.Opened) -> dict[str, Any]:
    return {
        "year": found.entry.book.year, "number": found.entry.number, "written": found.number,
        "day": found.entry.at, "name": found.name, "cancelled": found.is_cancelled, "notes": len(found.margin),
    }  # fmt: skip


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, place: str, register: str, year: int, number: int) -> HttpResponse:
    """One entry with its margin, in which a registrar of that post writes."""
    by, errors, which = _registrar(request), dict[str, Any](), {"year": year, "number": number}
    typed = {name: request.POST.get(name, "")[:4000].strip() for name in ("kind", "text")}
    if request.method == "POST":
        try:
            registers.write_note(by, place, register, **which, **typed, at=_now())
            return redirect("register_entry", place, register, year, number)
        except Invalid as error:
            errors = error.fields or {"kind": _("Choose what the note does.")}
    found, language = registers.entry_at(by, place, register, **which, at=_now()), current().code
    context = {
        "found": found, "place": place, "code": register, "typed": typed, "errors": errors,
        "wrong": list(errors.items()), "name": registers.registers()[register].name(language),
        "rows": [] if found.is_forgotten else procedures.entry_rows(found, language), "kinds": list(kinds().items()),
        "margin": _margin(found, language), "day": format_date(found.entry.at.date(), language),
    }  # fmt: skip
    return render(request, "consular/entry.html", context, status=422 if errors else 200)


def _margin(found: registers.Opened, language: str) -> list[tuple[str, str, str, str, str]]:
    """What `ui.timeline` draws of the notes."""
    names = names_of(each.actor for each in found.margin)
    told = []
    for note in found.margin:
        said = [names.get(note.actor, ""), note.text, *procedures.margin_reasons(found, note, language)]
        said += [f"{label}: {value}" for label, value in procedures.margin_rows(found, note, language)]
        kind = "refused" if note.kind == registers.CANCELLED else "neutral"
        day = format_date(note.at.date(), language)
        told.append((note.at.isoformat(), day, kinds()[note.kind], " · ".join(filter(None, said)), kind))
    return told
