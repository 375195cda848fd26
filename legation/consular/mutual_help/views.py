"""The pages of mutual help: for everybody, for who takes part, and for who judges."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.consular.mutual_help import cards
from legation.consular.mutual_help.rules import LONGEST, REASONS, SUBJECTS
from legation.consular.mutual_help.services.answer_card import answer_card, report_card
from legation.consular.mutual_help.services.judge_card import judge_card, judged_at
from legation.consular.mutual_help.services.write_card import take_off as take_away
from legation.consular.mutual_help.services.write_card import write_card
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people.api import citizen_of
from legation.ground.posts.api import post_names
from legation.ground.posts.network import network
from legation.ground.posts.policy import citizen, public, staff


def _now() -> datetime:
    return datetime.now(UTC)


def _posts() -> list[tuple[str, str]]:
    names = post_names(current().code)
    return sorted(((code, names.get(code, code)) for code in network().rows), key=lambda pair: pair[1])


@public
@require_safe
def mutual_help(request: HttpRequest) -> HttpResponse:
    """What is offered and sought in the district of a post."""
    post, before = request.GET.get("post", ""), request.GET.get("before", "")
    if post and post not in network().rows:
        raise NotFound(f"post {post}")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = cards.shown(post, at=_now(), before=start) if post else []
    more = found[cards.PAGE - 1].pk if len(found) > cards.PAGE else None
    context = {"posts": _posts(), "post": post, "cards": found[: cards.PAGE], "more": more, "subjects": SUBJECTS}
    return render(request, "mutual_help/cards.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card, and a place to answer it for who has signed in."""
    found, who, errors, text = cards.card_shown(pk, at=_now()), citizen_of(request), dict[str, Any](), ""
    if request.method == "POST":
        if who is None:
            return redirect("citizen_sign_in")
        hit("mutual_help", f"citizen:{who.pk}", at=_now(), most=30, minutes=60)
        text = request.POST.get("text", "")[:1000]
        try:
            if "report" in request.POST:
                report_card(citizen=who, card=pk, at=_now())
                return _listed(found.post.code)
            answer_card(citizen=who, card=pk, text=text, at=_now())
            return _listed(found.post.code)
        except Conflict as error:
            errors = {"text": error.reader}
        except Invalid as error:
            errors = error.fields
    context = {
        "card": found, "subject": SUBJECTS[found.subject], "errors": errors, "text": text, "signed_in": who is not None,
        "post": post_names(current().code).get(found.post.code, found.post.code),
    }  # fmt: skip
    return render(request, "mutual_help/card.html", context, status=422 if errors else 200)


def _listed(post: str) -> HttpResponse:
    answer = redirect("mutual_help")
    answer["Location"] += f"?post={post}"
    return answer


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def own_cards(request: HttpRequest) -> HttpResponse:
    """One's own cards with what was answered, and a place to write another."""
    who, errors, typed = request.citizen, dict[str, Any](), request.POST.dict()  # type: ignore[attr-defined]
    if request.method == "POST":
        hit("mutual_help", f"citizen:{who.pk}", at=_now(), most=30, minutes=60)
        try:
            write_card(
                citizen=who, post=typed.get("post", ""), offers=typed.get("offers") == "yes",
                subject=typed.get("subject", ""), text=typed.get("text", "")[:2000], language=current().code, at=_now(),
            )  # fmt: skip
            return redirect("mutual_help_own")
        except Conflict as error:
            errors = {"text": error.reader}
        except Invalid as error:
            errors = error.fields
    context = {
        "own": cards.own(who), "errors": errors, "typed": typed, "posts": _posts(), "subjects": SUBJECTS,
        "reasons": REASONS, "longest": LONGEST, "names": post_names(current().code),
    }  # fmt: skip
    return render(request, "mutual_help/own.html", context, status=422 if errors else 200)


@citizen
@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own card goes."""
    take_away(citizen=request.citizen, card=pk)  # type: ignore[attr-defined]
    return redirect("mutual_help_own")


@staff
@require_safe
def judging(request: HttpRequest) -> HttpResponse:
    """Cards that wait for the head of their post."""
    return _judging(request)


def _judging(request: HttpRequest, unsaid: int = 0) -> HttpResponse:
    posts = judged_at(request.user)  # type: ignore[arg-type]
    if not posts:
        raise NotAllowed("judges no cards")
    context = {
        "cards": cards.to_judge(posts), "subjects": SUBJECTS, "reasons": list(REASONS.items()),
        "names": post_names(current().code), "unsaid": unsaid,
    }  # fmt: skip
    return render(request, "mutual_help/judging.html", context, status=422 if unsaid else 200)


@staff
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a card, or take it off with a reason."""
    reason = request.POST.get("reason", "") if "off" in request.POST else ""
    if "off" in request.POST and reason not in REASONS:
        return _judging(request, unsaid=pk)
    judge_card(card=pk, reason=reason, by=request.user, at=_now())  # type: ignore[arg-type]
    return redirect("mutual_help_judging")
