"""The administrators' screen: how the house is, and what waits for somebody to decide."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.config.administration import exporting, permit, publishing, state, words
from legation.config.administration.services import jobs
from legation.documents.keeping import revocation
from legation.documents.keeping import status as keeping
from legation.ground.approvals import api as approvals
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.health import api as house
from legation.ground.languages.api import month_names
from legation.ground.outbox import looking
from legation.ground.people.api import Actor
from legation.ground.posts import api as rooms
from legation.ground.posts.policy import staff
from legation.messaging import api as messaging
from legation.procedures.api import in_force_now, open_bundle
from legation.web.days import day_at

FAILURES_SHOWN = timedelta(days=30)
GET_AND_POST = ["GET", "HEAD", "POST"]
_HERE = "config/administration"


def _now() -> datetime:
    return datetime.now(UTC)


def _reader(error: LegationError) -> Any:
    return next(iter(getattr(error, "fields", {}).values()), error.reader)


def _ask(request: HttpRequest, by: Actor, verb: str, arguments: dict[str, Any]) -> HttpResponse:
    made = approvals.ask(verb=verb, arguments=arguments, reason=request.POST.get("reason", ""), by=by, at=_now())
    return redirect("administration_request", pk=made.pk)


@staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Health, faults, messages that did not arrive, and requests that wait."""
    permit.administrator(request)
    now = _now()
    waiting = [row for row in approvals.recent() if not row.outcome and now <= row.ends_at]
    context = {
        "parts": state.health(at=now), "names": state.names(), "faults": house.faults(), "now": now,
        "asked": _told(waiting, now),
        "failures": [
            (words.way(each.channel), words.failure(each.code), each.count, each.last)
            for each in messaging.failures(since=now - FAILURES_SHOWN)
        ],
    }  # fmt: skip
    return render(request, f"{_HERE}/overview.html", context)


def _told(rows: list[approvals.ApprovalRequest], now: datetime) -> list[tuple[Any, str, tuple[str, str]]]:
    """(row, what is asked in a sentence, how it stands) in a constant number of queries."""
    people = approvals.people_in(rows)
    return [(row, words.asked(row, people), words.outcome(row, now)) for row in rows]


@staff
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """Posts, and how many hold which role there."""
    permit.administrator(request)
    held: dict[str, list[tuple[str, int]]] = {}
    for (post, role), count in rooms.holders().items():
        held.setdefault(post, []).append((words.role(role), count))
    context = {"posts": [(post, held.get(post.code, [])) for post in rooms.all_posts()]}
    return render(request, f"{_HERE}/posts.html", context)


@staff
@require_http_methods(GET_AND_POST)
def keys(request: HttpRequest) -> HttpResponse:
    """Signers and their days; never a secret. Revoking one takes two people."""
    by, error = permit.administrator(request), ""
    if request.method == "POST":
        arguments = {name: request.POST.get(name, "")[:64] for name in ("key", "why")}
        try:
            return _ask(request, by, "retire_key", arguments)
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    now = _now()
    lines = keeping.status(at=now)
    context = {
        "lines": [(line, words.purpose(line.name), (line.signs_until - now).days) for line in lines],
        "missing": [words.purpose(str(each)) for each in keeping.missing()], "crl": keeping.crl_remark(at=now),
        "choices": [(line.fingerprint, f"{words.purpose(line.name)} · {line.fingerprint[:16]}") for line in lines
                    if line.name != "root" and not line.name.startswith("root of") and line.remark != "revoked"],
        "reasons": [(code, words.revocation_reason(code)) for code in sorted(revocation.REASONS)],
        "error": error, "given": request.POST,
    }  # fmt: skip
    return render(request, f"{_HERE}/keys.html", context, status=422 if error else 200)


@staff
@require_http_methods(GET_AND_POST)
def services(request: HttpRequest) -> HttpResponse:
    """Bundles in force, and definitions among the files that are not. Publishing one takes two people."""
    by, error = permit.administrator(request), ""
    if request.method == "POST":
        name, _bar, digest = request.POST.get("definition", "")[:200].partition("@")
        try:
            return _ask(request, by, "publish", {"name": name, "digest": digest})
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    code = request.LANGUAGE_CODE
    context = {
        "bundles": [(row, open_bundle(row.digest).text("title", code)) for row in in_force_now()],
        "waiting": publishing.waiting(), "error": error, "given": request.POST,
    }  # fmt: skip
    return render(request, f"{_HERE}/services.html", context, status=422 if error else 200)


@staff
@require_http_methods(GET_AND_POST)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, what was given up and why; trying again takes one person, dropping two."""
    by, error = permit.administrator(request), ""
    if request.method == "POST":
        try:
            return _queue_act(request, by)
        except (Conflict, Invalid, LookupError, ValueError) as wrong:
            error = _reader(wrong) if isinstance(wrong, LegationError) else Conflict.sentence
    before = request.GET.get("before", "")
    found = looking.failed(before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0)
    context = {
        "waiting": looking.look(), "failed": found, "error": error, "kinds": sorted({row.kind for row in found}),
        "more": found[-1].pk if len(found) == looking.PAGE else None, "given": request.POST,
    }  # fmt: skip
    return render(request, f"{_HERE}/queue.html", context, status=422 if error else 200)


def _queue_act(request: HttpRequest, by: Actor) -> HttpResponse:
    act, job, kind = (request.POST.get(name, "")[:60] for name in ("act", "job", "kind"))
    if act == "drop":
        return _ask(request, by, "drop_job", {"job": int(job)})
    if act == "retry_kind":
        jobs.retry_kind(kind=kind, by=by, at=_now())
    elif act == "retry":
        jobs.retry(job=int(job), by=by, at=_now())
    else:
        raise Invalid(f"no act {act!r}", reader=_("Choose what is to be done."))
    return redirect("administration_queue")


@staff
@require_http_methods(GET_AND_POST)
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked for and decided, newest first; and the form that asks for an export."""
    by, error = permit.administrator(request), ""
    if request.method == "POST":
        try:
            days = {name: str(day_at(request.POST, name) or "") for name in ("since", "until")}
            return _ask(request, by, "export_access", days)
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    now = _now()
    context = {"asked": _told(approvals.recent(), now), "error": error, "given": request.POST,
               "months": month_names(request.LANGUAGE_CODE)}  # fmt: skip
    return render(request, f"{_HERE}/requests.html", context, status=422 if error else 200)


@staff
@require_http_methods(GET_AND_POST)
def request_(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what, why, by whom, until when; the other administrators approve or decline it here."""
    by, error, now = permit.administrator(request), "", _now()
    if request.method == "POST":
        act = approvals.approve if request.POST.get("act") == "approve" else approvals.close
        try:
            act(pk, by=by, at=now)
            return redirect("administration_request", pk=pk)
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    row = approvals.find(pk)
    ((_row, sentence, outcome),) = _told([row], now)
    is_open = not row.outcome and now <= row.ends_at
    context = {
        "row": row, "sentence": sentence, "outcome": outcome, "error": error, "is_open": is_open,
        "published": row.verb == "publish" and is_open,
        "changes": publishing.changes(row.arguments) if row.verb == "publish" and is_open else None,
        "own": row.asked_by_id == request.user.pk, "barred": approvals.may_approve(row, by.person),  # type: ignore[arg-type]
        "may_fetch": row.verb == "export_access" and row.outcome == "approved" and row.asked_by_id == request.user.pk
        and now <= row.ends_at,
        "may_make": row.verb == "service_token" and row.outcome == "approved" and row.asked_by_id == request.user.pk
        and now <= row.ends_at,
    }  # fmt: skip
    return render(request, f"{_HERE}/request.html", context, status=422 if error else 200)


@staff
@require_safe
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """An approved export, for the one who asked, as lines of JSON; each fetching is recorded."""
    by, now = permit.administrator(request), _now()
    arguments = approvals.approved(pk, verb="export_access", by=by, at=now)
    record_access(actor=by.name, verb="exported", at=now, subject=f"approval:{pk}")
    answer = StreamingHttpResponse(exporting.lines(arguments), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="access-{pk}.ndjson"'
    return answer
