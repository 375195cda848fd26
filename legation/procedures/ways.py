"""How one is told: the page where it is chosen, for an application or an account, and the link that stops reminders."""

import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from legation.ground.errors import Invalid, TooLarge
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.api import post_zone, zones
from legation.ground.posts.policy import citizen, demonstration, public
from legation.messaging import api as messaging
from legation.procedures.selectors import draft_of
from legation.procedures.telling import NO_CHOICE, choices, phone_of, reference_of_account

MOST_BYTES = 4096


@public
@require_http_methods(["GET", "HEAD", "POST"])
def application_ways(request: HttpRequest, token: str) -> HttpResponse:
    """How one is told about one application; what was chosen for the account holds until something is chosen here."""
    case, opened = draft_of(token)
    application = case.application
    if request.method == "POST":
        return _save(request, application.reference, reverse("application_ways", args=[token]))
    phone = phone_of(case)
    return _show(request, choices([application]).get(application.pk, NO_CHOICE), {
        "phone": phone and f"{phone[:4]} ••• {phone[-2:]}", "title": opened.text("title", current().code),
        "back": reverse("application", args=[token]), "device": reverse("application_device", args=[token]),
        "post_zone": post_zone(case.post_id), "token": token,
    })  # fmt: skip


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def account_ways(request: HttpRequest) -> HttpResponse:
    """How one is told about everything that is begun from an account."""
    reference = reference_of_account(request.citizen.pk)  # type: ignore[attr-defined]
    if request.method == "POST":
        return _save(request, reference, reverse("account_ways"))
    return _show(request, messaging.chosen([reference]).get(reference, NO_CHOICE), {
        "phone": "", "title": "", "back": reverse("account"), "device": reverse("account_device"), "post_zone": "",
        "token": "",
    })  # fmt: skip


def _show(request: HttpRequest, chosen: messaging.Chosen, more: dict[str, Any]) -> HttpResponse:
    context = more | {
        "chosen": chosen, "hours": [(hour, f"{hour:02}:00") for hour in range(24)], "zones": zones(),
        "saved": "saved" in request.GET, "has_sms": messaging.has(messaging.SMS),
        "push_key": messaging.push_key() if messaging.has(messaging.PUSH) else "",
    }  # fmt: skip
    return render(request, "procedures/ways.html", context)


def _save(request: HttpRequest, reference: str, back: str) -> HttpResponse:
    hit("ways", reference, at=datetime.now(UTC), most=30, minutes=10)
    said, now = request.POST, datetime.now(UTC)
    zone = said.get("zone", "")
    hours = [said.get(name, "") for name in ("quiet_from", "quiet_until")]
    if not all(hour.isascii() and hour.isdigit() for hour in hours) or (zone and zone not in zones()):
        raise Invalid("ways")
    push = "push" in said
    if not push:
        messaging.forget_devices(reference)
    wanted = messaging.Chosen("sms" in said, push, "reminders" in said, zone, int(hours[0]), int(hours[1]))
    messaging.choose(reference, wanted, at=now)
    return redirect(f"{back}?saved")


@public
@require_POST
def application_device(request: HttpRequest, token: str) -> HttpResponse:
    """A browser asks to be told about an application."""
    case, _opened = draft_of(token)
    return _subscribe(request, case.application.reference)


@citizen
@require_POST
def account_device(request: HttpRequest) -> HttpResponse:
    """A browser asks to be told about everything of an account."""
    return _subscribe(request, reference_of_account(request.citizen.pk))  # type: ignore[attr-defined]


def _subscribe(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the `PushSubscription` that a script sends; errors are for the script."""
    now = datetime.now(UTC)
    hit("device", reference, at=now, most=30, minutes=10)
    try:
        subscription = messaging.subscriptions.read(_json(request))
    except (Invalid, TooLarge) as error:
        return JsonResponse({"error": error.code}, status=error.status)
    messaging.subscriptions.keep(reference, subscription, language=current().code, at=now)
    messaging.turn_push_on(reference, at=now)
    return JsonResponse({"kept": True})


def _json(request: HttpRequest) -> Any:
    body = bytes(request.read(MOST_BYTES + 1))
    if len(body) > MOST_BYTES:
        raise TooLarge("subscription")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid("no JSON") from error


@demonstration
@require_POST
def add_phone(request: HttpRequest, token: str) -> HttpResponse:
    """A phone of Utopia is told about an application, as a browser with a push service of its own would be."""
    case, _opened = draft_of(token)
    reference, now = case.application.reference, datetime.now(UTC)
    hit("device", reference, at=now, most=30, minutes=10)
    if messaging.has(messaging.PUSH):  # without a push service there is no phone either
        phone = messaging.subscriptions.of_utopia()
        messaging.subscriptions.keep(reference, phone, language=current().code, at=now)
        messaging.turn_push_on(reference, at=now)
    return redirect(f"{reverse('application_ways', args=[token])}?saved")


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """What a reminder's link leads to. To look changes nothing, since programs look at every link of a mail; one press,
    or the mail program's own button (RFC 8058), stops them. No form of ours is needed: the link itself is the proof.
    """
    reference = messaging.reference_of(token)
    if request.method == "POST":
        messaging.stop_reminders(reference, at=datetime.now(UTC))
    return render(request, "procedures/stopped.html", {"done": request.method == "POST"})
