"""People: who they are, what they may do where, whether they may sign in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.config.administration import permit, words
from legation.config.administration.services import people as acts
from legation.ground.approvals import api as approvals
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor, Person
from legation.ground.posts import api as posts
from legation.ground.posts.policy import staff

PAGE = 50
GET_AND_POST = ["GET", "HEAD", "POST"]


@staff
@require_http_methods(GET_AND_POST)
def people(request: HttpRequest) -> HttpResponse:
    """People by name, fifty a page, found by name or address; and the form that invites one."""
    by = permit.administrator(request)
    given = {name: request.POST.get(name, "")[:254].strip() for name in ("email", "name", "language")}
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = acts.invite(**given, by=by, at=datetime.now(UTC))
            return redirect("administration_person", pk=made.pk)
        except (Conflict, Invalid) as error:
            errors = getattr(error, "fields", {}) or {"email": error.reader}
    asked, page = request.GET.get("q", "")[:100].strip(), _page(request)
    rows = Person.objects.order_by("name", "pk")
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    held = posts.assignments_of(found[:PAGE])
    context = {
        "people": [(each, held.get(each.pk, [])) for each in found[:PAGE]], "asked": asked, "given": given,
        "errors": errors, "role": words.role, "languages_offered": settings.LANGUAGES,
        "page": page, "more": len(found) > PAGE,
    }  # fmt: skip
    return render(request, "config/administration/people.html", context, status=422 if errors else 200)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) else 1


@staff
@require_http_methods(GET_AND_POST)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person, and what can be done: some of it at once, some of it once another administrator approves."""
    by, at = permit.administrator(request), datetime.now(UTC)
    found, error = acts.found(pk), ""
    if request.method == "POST":
        try:
            return _do(request, found, by, at)
        except (Conflict, Invalid) as wrong:
            error = next(iter(getattr(wrong, "fields", {}).values()), wrong.reader)
    context = {
        "person": found, "held": posts.assignments_of([found]).get(pk, []), "error": error, "role": words.role,
        "roles": [(code, words.role(code)) for code in permit.roles()],
        "posts": [(post.code, post.name(request.LANGUAGE_CODE)) for post in posts.all_posts()],
        "languages_offered": settings.LANGUAGES, "sensitive": permit.needs_two,
        "two_to_end": permit.is_administrator(found), "two_to_begin": permit.is_sensitive(found),
        "given": {name: request.POST.get(name, "")[:500] for name in ("reason", "role", "post")},
    }  # fmt: skip
    return render(request, "config/administration/person.html", context, status=422 if error else 200)


def _do(request: HttpRequest, found: Person, by: Actor, at: datetime) -> HttpResponse:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    role, _bar, held_at = request.POST.get("held", "").partition("/")
    role, post = (role, held_at) if act == "take" else (request.POST.get("role", ""), request.POST.get("post", ""))
    here: dict[str, Any] = {"person": found.pk}
    there = here | {"post": post, "role": role}
    alone: dict[str, tuple[bool, str, dict[str, Any], Callable[[], None]]] = {
        "give": (permit.needs_two(role), "give_role", there,
                 lambda: acts.give(person=found, post=post, role=role, by=by, at=at)),
        "take": (role == permit.ADMINISTRATOR, "take_role", there,
                 lambda: acts.take(person=found, post=post, role=role, by=by, at=at)),
        "deactivate": (permit.is_administrator(found), "deactivate", here,
                       lambda: acts.set_active(person=found, active=False, by=by, at=at)),
        "activate": (permit.is_sensitive(found), "activate", here,
                     lambda: acts.set_active(person=found, active=True, by=by, at=at)),
        "language": (False, "", here,
                     lambda: acts.set_language(person=found, language=request.POST.get("language", ""), by=by, at=at)),
        "invite": (False, "", here, lambda: acts.invite_again(person=found, by=by, at=at)),
    }  # fmt: skip
    if act not in alone:
        raise Invalid(f"no act {act!r}", reader=_("Choose what is to be done."))
    two, verb, arguments, do = alone[act]
    if two:
        made = approvals.ask(verb=verb, arguments=arguments, reason=reason, by=by, at=at)
        return redirect("administration_request", pk=made.pk)
    do()
    return redirect("administration_person", pk=found.pk)
