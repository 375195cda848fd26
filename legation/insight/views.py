"""Figures that steer: a month of a post, or of all, by area, service and post, with the year before it."""

import csv
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.ground.errors import NotFound
from legation.ground.languages.api import current, format_date
from legation.ground.posts.api import Post
from legation.ground.posts.policy import staff
from legation.ground.profile import profile
from legation.ground.states.collation import sort_key
from legation.insight import opinions, selectors
from legation.insight.charts import HEIGHT, chart
from legation.insight.files import lines
from legation.insight.models import ALL
from legation.insight.permit import chosen_of, posts_seen_by
from legation.insight.selectors import Chosen, Figures
from legation.insight.wording import month_name, month_short
from legation.procedures import api as procedures

MONTHS = 12
Row = tuple[str, str, Figures]
"""A name, the address of its own figures or "", its figures."""


def _now() -> datetime:
    return datetime.now(UTC)


def _month(text: str) -> date:
    if not text:
        return _now().date().replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound(f"{text[:20]!r} is no month") from None


def _before(month: date, count: int) -> list[date]:
    """So many months that end with this one."""
    numbers = [month.year * 12 + month.month - 1 - back for back in reversed(range(count))]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _chosen(request: HttpRequest) -> tuple[Chosen, list[Post], list[Post]]:
    """What is asked for, the posts it is of, and all that this person sees."""
    asked = {name: request.GET.get(name, "")[:40] for name in ("month", "post", "service")}
    seen = posts_seen_by(request.user)  # type: ignore[arg-type]
    place = asked["post"] or (ALL if _is_whole(seen) else seen[0].code)
    return Chosen(_month(asked["month"]), place, asked["service"]), chosen_of(seen, place), seen


@staff
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """A month on one page."""
    chosen, posts, seen = _chosen(request)
    code, services = current().code, procedures.offered(at=_now())
    titles = {each.definition.procedure: each.text("title", code) for each in services}
    late = procedures.overdue([post.pk for post in posts], at=_now())
    places = selectors.by_post(chosen, posts, late)
    groups: list[tuple[str, list[Row]]] = []
    if chosen.procedure == ALL:
        found = selectors.by_procedure(chosen, posts, late)
        rows = [
            (titles.get(one, one) or _("Of no one service"), one and _address(chosen, service=one), each)
            for one, each in found.items()
        ]
        groups += [("areas", _areas(services, found)), ("services", _sorted(rows))]
    if chosen.place == ALL:
        names = {post.code: post.name(code) for post in posts}
        groups.append(
            ("posts", _sorted([(names[one], _address(chosen, post=one), each) for one, each in places.items()]))
        )
    whole = _whole(chosen, places)
    context = {
        "chosen": chosen, "title": month_name(chosen.month), "whole": whole, "groups": groups,
        "months": [(f"{each:%Y-%m}", month_name(each)) for each in reversed(_before(_month(""), 2 * MONTHS))],
        "posts": sorted(((post.code, post.name(code)) for post in seen), key=lambda pair: sort_key(pair[1], code)),
        "services": sorted(titles.items(), key=lambda pair: sort_key(pair[1], code)), "has_all": _is_whole(seen),
        "query": urlencode({"month": f"{chosen.month:%Y-%m}", "post": chosen.place}), "charts": _charts(chosen),
        "late": _late(request, chosen, posts), "behind": _behind(request, chosen, posts), "mean": opinions.mean,
        "said": procedures.opinion_words(chosen.month, chosen.place) if whole.scores and chosen.place != ALL else [],
        "counted": selectors.counted_upto(), "height": HEIGHT,
    }  # fmt: skip
    return render(request, "insight/figures.html", context)


def _is_whole(seen: list[Post]) -> bool:
    return profile().centre in {post.code for post in seen}


def _sorted(rows: list[Row]) -> list[Row]:
    """In the order of their names; whatever has nothing to tell is left out."""
    return sorted((row for row in rows if row[2] != Figures()), key=lambda row: sort_key(row[0], current().code))


def _areas(services: list[Any], found: dict[str, Figures]) -> list[Row]:
    rows = []
    for _code, name, some in procedures.areas_of(services):
        area = Figures()
        for opened in some:
            area.add(found.get(opened.definition.procedure, Figures()))
        rows.append((str(name), "", area))
    return [row for row in rows if row[2] != Figures()]


def _whole(chosen: Chosen, places: dict[str, Figures]) -> Figures:
    whole = selectors.months_of(chosen, [chosen.month]).get(chosen.month) or Figures()
    for each in places.values():
        whole.add(Figures(overdue=each.overdue, income=each.income, begun=each.begun, keys=each.keys))
    if chosen.procedure == ALL:
        alone = places.get(chosen.place) or Figures()
        whole.scores = opinions.of_all(chosen.month) if chosen.place == ALL else alone.scores
    elif chosen.place == ALL:
        whole.scores = opinions.scores_by(chosen.month, "procedure").get(chosen.procedure)
    return whole


def _late(request: HttpRequest, chosen: Chosen, posts: list[Post]) -> list[tuple[str, str]]:
    """(reference, deadline) of overdue cases of one service at one post, for who works on them there."""
    if ALL in (chosen.place, chosen.procedure):
        return []
    found = procedures.late_cases(
        request.roles, post=posts[0].pk, procedure=chosen.procedure, at=_now()  # type: ignore[attr-defined]
    )  # fmt: skip
    return [(reference, format_date(deadline.date(), current().code)) for reference, deadline in found]


def _behind(request: HttpRequest, chosen: Chosen, posts: list[Post]) -> dict[str, Any] | None:
    """The cases behind the figures of one service at one post, for who works on them there and for nobody else."""
    if ALL in (chosen.place, chosen.procedure):
        return None
    one = {"post": posts[0].pk, "procedure": chosen.procedure}
    if not procedures.works_on(request.roles, at=_now(), **one):  # type: ignore[attr-defined]
        return None
    what, before = request.GET.get("what", ""), request.GET.get("before", "")
    links = {each: _address(chosen, what=each) for each in ("opened", "done")}
    if what not in links:
        return {"links": links, "what": ""}
    upto = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found, more = procedures.cases_counted(what, month=chosen.month, before=upto, **one)
    rows = [(name, at, _("Open") if is_open else _("Closed")) for name, at, is_open in found]
    return {"links": links, "what": what, "rows": rows, "zone": posts[0].time_zone,
            "more": _address(chosen, what=what, before=str(more)) if more else ""}  # fmt: skip


def _address(chosen: Chosen, **changed: str) -> str:
    said = {"month": f"{chosen.month:%Y-%m}", "post": chosen.place, "service": chosen.procedure} | changed
    return f"{reverse('figures')}?{urlencode({name: value for name, value in said.items() if value})}"


def _charts(chosen: Chosen) -> dict[str, Any]:
    """The year that ends with the month: cases, and how long they took, each as a drawing and as rows of a table."""
    months = _before(chosen.month, MONTHS)
    found = selectors.months_of(chosen, months)
    each = [found.get(month) or Figures() for month in months]
    times, names = [one.of("handling") for one in each], [month_short(month) for month in months]
    mirrored = current().direction == "rtl"
    days = [[time[number] / 86_400 if time else None for time in times] for number in (0, 1)]
    return {
        "cases": chart(names, [[one.opened for one in each], [one.done for one in each]], mirrored=mirrored),
        "days": chart(names, days, mirrored=mirrored),
        "rows": [(month_name(month), one.opened, one.done, time)
                 for month, one, time in zip(months, each, times, strict=True)],
    }  # fmt: skip


@staff
@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """Everything of a month as CSV, of the post that is chosen or of all that this person sees."""
    chosen, posts, _seen = _chosen(request)
    areas = {
        opened.definition.procedure: area
        for area, _name, some in procedures.areas_of(procedures.offered(at=_now()))
        for opened in some
    }
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{chosen.month:%Y-%m}.csv"'
    csv.writer(answer).writerows(lines(chosen.month, selectors.every_cell(chosen.month, posts), areas))
    return answer
