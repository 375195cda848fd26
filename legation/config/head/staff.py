"""Who works at the post, in which roles; what is asked for and waits for an administrator."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from legation.config.administration import words
from legation.config.head.givable import givable, takes_two
from legation.config.head.permit import GET_AND_POST, frame, head_of
from legation.config.head.services.give_role import give_role
from legation.config.head.services.take_role import take_role
from legation.ground.approvals import api as approvals
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.ground.posts.api import staff_of
from legation.ground.posts.policy import staff


@staff
@require_http_methods(GET_AND_POST)
def staff_(request: HttpRequest, post: str) -> HttpResponse:
    """The people of the post, and the forms that give and take a role."""
    by, found = head_of(request, post)
    now, error = datetime.now(UTC), None
    if request.method == "POST":
        try:
            _do(request, post, by, now)
            return redirect("head_staff", post=post)
        except (Invalid, Conflict) as wrong:
            error = wrong
    held, roles = staff_of(post), givable(post)
    asked = approvals.waiting(about={"post": post}, at=now)
    people = {each.person_id: each.person for each in held} | approvals.people_in(asked)
    context = frame(found, error) | {
        "held": held, "role": words.role, "takes_two": takes_two, "typed": request.POST if error else {},
        "roles": [(each, words.role(each)) for each in roles],
        "takable": [(f"{each.person_id}/{each.role}", f"{each.person.name}, {words.role(each.role)}")
                    for each in held if each.role in roles],
        "asked": [words.asked(row, people) for row in asked], "summary": list(getattr(error, "fields", {}).items()),
    }  # fmt: skip
    return render(request, "config/head/staff.html", context, status=error.status if error else 200)


def _do(request: HttpRequest, post: str, by: Actor, at: datetime) -> None:
    typed = {name: value[:500] for name, value in request.POST.items()}
    reason = typed.get("reason", "")
    if typed.get("act") == "take":
        key, _slash, role = typed.get("held", "").partition("/")
        person = int(key) if key.isascii() and key.isdigit() and len(key) < 16 else 0
        take_role(post=post, person=person, role=role, reason=reason, by=by, at=at)
    else:
        give_role(
            post=post, email=typed.get("email", ""), role=typed.get("role", ""), reason=reason, by=by, at=at
        )  # fmt: skip
