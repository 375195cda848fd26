"""The posts for everybody: which one serves whom, where it is, when it is open, what it offers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.ground.errors import NotFound
from legation.ground.languages.api import current, first_day, locale
from legation.ground.posts.calendar import Calendar, Spans, calendar_of
from legation.ground.posts.network import network, parts_of
from legation.ground.posts.policy import public
from legation.ground.posts.told import MINE, notices_at, reasons, said
from legation.ground.profile import PostRow
from legation.ground.states.codes import nationality_codes
from legation.ground.states.names import residences, state_name
from legation.procedures.api import offered
from legation.web.projection import HEIGHT, WIDTH, place

_AHEAD = 60
"""Days ahead in which closures are told."""
_MOST_CLOSED = 5


def _name(row: PostRow, language: str) -> str:
    return row.names.get(language) or row.names["en"]


@public
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """Which post is mine, answered on the same page; every post on a map and in a list.

    A cookie that ends with the browser keeps which post it is, so that the home page shows its notices.
    """
    code, rows = current().code, network().rows
    asked, part = request.GET.get("country", "")[:3], request.GET.get("part", "")[:6]
    mine, parts, wrong = _serving(asked, part) if "country" in request.GET else ([], (), {})
    listed = sorted(rows.values(), key=lambda row: (state_name(row.country, code), _name(row, code)))
    context = {
        "countries": [(each.code, each.name) for each in residences(code)], "asked": asked, "part": part,
        "parts": parts, "wrong": wrong, "width": WIDTH, "height": HEIGHT,
        "mine": [_told(rows[each], code) for each in mine if each in rows],
        "points": [(*(round(each) for each in place(*row.at)), _name(row, code), row.code in mine)
                   for row in listed if row.at],
        "listed": [{"cells": [_name(row, code), state_name(row.country, code)],
                    "url": reverse("post", args=[row.code])} for row in listed],
    }  # fmt: skip
    answer = render(request, "config/network/posts.html", context, status=422 if wrong else 200)
    if mine:
        answer.set_cookie(MINE, ".".join(mine), httponly=True, secure=request.is_secure(), samesite="Lax")
    return answer


def _serving(state: str, part: str) -> tuple[list[str], tuple[tuple[str, str], ...], dict[str, str]]:
    """The posts that serve who lives there, the parts to choose from, and what is wrong by input name."""
    if state not in nationality_codes():
        return [], (), {"country": _("Choose a country from the list.")}
    parts = tuple(parts_of(state)) if network().has_parts(state) else ()
    if parts and part not in dict(parts):
        return [], parts, {"part": _("Choose where in the country you live.")} if part else {}
    return network().serving(state, part), parts, {}


@public
@require_safe
def post(request: HttpRequest, post: str) -> HttpResponse:
    """One post: how to reach it, when it is open, whom it serves, what it offers."""
    code, row = current().code, network().rows.get(post)
    if row is None:
        raise NotFound(f"post {post}")
    services = [
        (each.text("title", code), reverse("procedure", args=[each.definition.procedure]), each.text("lead", code))
        for each in offered(at=datetime.now(UTC))
        if each.definition.opened_at == "post" and network().offers(post, each.definition.procedure)
    ]
    return render(request, "config/network/post.html", {"post": _told(row, code), "services": services})


def _told(row: PostRow, code: str) -> dict[str, Any]:
    """A post in the reader's language."""
    kept, words = calendar_of(row.code), locale(code)
    now = datetime.now(kept.zone)
    today = now.date()
    return {
        "row": row, "name": _name(row, code), "country": state_name(row.country, code),
        "languages": [words.languages.get(each, each) for each in row.languages],
        "cash": words.currencies.get(row.cash, row.cash), "now": now.strftime("%H:%M"),
        "standing": _standing(kept, now, code),
        "week": [(_day(today + timedelta(days=number), code), _spans(kept.hours(today + timedelta(days=number))))
                 for number in range(7)],
        "closed": _closed(kept, today, code, row.code), "serves": _serves(row, code),
        "notices": notices_at([row.code], now, code),
    }  # fmt: skip


def _serves(row: PostRow, code: str) -> list[str]:
    return [
        _("parts of: %(state)s") % {"state": state_name(each.state, code)} if each.parts
        else state_name(each.state, code)
        for each in row.district
    ]  # fmt: skip


def _day(day: date, code: str) -> str:
    words = locale(code)
    number = first_day(code) if day.day == 1 else day.day
    return f"{words.days['stand-alone']['wide'][day.weekday()]}, {number} {words.months['format']['wide'][day.month]}"


def _spans(spans: Spans) -> list[str]:
    return [f"{begin:%H:%M}–{end:%H:%M}" for begin, end in spans]


def _standing(kept: Calendar, now: datetime, code: str) -> str:
    """Whether it is open at a moment, and until when or from when on."""
    for begin, end in kept.hours(now.date()):
        if begin <= now.time() < end:
            return _("Open now, until %(time)s") % {"time": f"{end:%H:%M}"}
    for ahead in range(_AHEAD):
        day = now.date() + timedelta(days=ahead)
        for begin, _end in kept.hours(day):
            if ahead or begin > now.time():
                told = {"day": _day(day, code), "time": f"{begin:%H:%M}"}
                return _("Closed now; opens on %(day)s at %(time)s") % told
    return _("Closed for now")


def _closed(kept: Calendar, today: date, code: str, post: str) -> list[tuple[str, str]]:
    """The next days on which it is closed though it is no weekend, with the reason of its head, if it is theirs."""
    days = [today + timedelta(days=number) for number in range(_AHEAD)]
    closed = [day for day in days if day.weekday() not in kept.weekend and not kept.works(day)][:_MOST_CLOSED]
    why = reasons(post, today) if kept.special else {}
    return [(_day(day, code), said(why.get(day, {}), code)) for day in closed]
