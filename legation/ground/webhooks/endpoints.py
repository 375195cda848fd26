"""Webhooks by program: subscribe, look at what was delivered, send a message again. For service accounts."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from legation.ground.errors import Invalid, NotAllowed
from legation.ground.tokens.bearer import Bearer, holder
from legation.ground.tokens.problems import by_field, problems
from legation.ground.tokens.replaying import Key, once
from legation.ground.tokens.scopes import WEBHOOKS
from legation.ground.webhooks import api
from legation.ground.webhooks.models import Delivery, Subscription

router = Router(tags=["webhooks"], auth=Bearer(WEBHOOKS))
ASKED_A_MINUTE = 120
READ = problems(401, 403, 422, 429)
ONE = problems(401, 403, 404, 422, 429)

Event = Literal[
    "case.submitted", "case.paid", "case.referred", "case.decided", "case.changed", "document.issued",
    "document.revoked",
]  # fmt: skip
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The subscription's number.")]
Message = Annotated[str, Path(pattern=r"^msg_[0-9a-f]{32}$", description="The message's id, `webhook-id`.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many a page has at most.")]
Before = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before.")]


class NewSubscription(Schema):
    """Where to send which events. The address begins with https and is one of the public internet."""

    model_config = ConfigDict(extra="forbid", strict=True)
    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,480}$")] = Field(
        examples=["https://agency.example/hooks"]
    )
    events: list[Event] = Field(min_length=1, max_length=7, examples=[["case.decided", "document.issued"]])


class SubscriptionView(Schema):
    """An address that is told of events."""

    id: int
    url: str
    events: list[Event]
    created_at: AwareDatetime


class SubscriptionMade(SubscriptionView):
    """The same, with the secret that signs what is sent (Standard Webhooks). It is shown this once."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class Subscriptions(Schema):
    items: list[SubscriptionView]


class DeliveryView(Schema):
    """One message: how often it was sent, and how the last attempt ended. `status` 0 is no answer, `why` says which."""

    message: str
    event: Event
    created_at: AwareDatetime
    attempts: int
    status: int
    why: str = Field(examples=["timeout"])
    next_at: AwareDatetime | None
    delivered_at: AwareDatetime | None


class Deliveries(Schema):
    """A page of messages, newest first."""

    items: list[DeliveryView]
    next: int | None


def _service(request: HttpRequest) -> int:
    found = holder(request, "webhooks", ASKED_A_MINUTE)
    if found.service is None:
        raise NotAllowed(f"{found.actor} is no service account's")
    return found.service


@router.get("", response={200: Subscriptions, **READ}, url_name="api_webhooks")
def list_webhooks(request: HttpRequest) -> Any:
    """Your subscriptions, oldest first."""
    return {"items": [_told(row) for row in api.in_force(_service(request))]}


@router.post(
    "", response={201: SubscriptionMade, **problems(400, 401, 403, 409, 413, 422, 429)}, url_name="api_webhooks"
)
@once
def subscribe_webhook(request: HttpRequest, asked: NewSubscription, idempotency_key: Key = None) -> Any:
    """Tell an address of events of your applications from now on."""
    try:
        row, secret = api.subscribe(
            service=_service(request), url=asked.url, events=list(asked.events), at=datetime.now(UTC)
        )
    except Invalid as error:
        raise by_field(error.fields, "") from error
    return Status(201, _told(row) | {"secret": secret})


@router.delete("/{subscription}", response={204: None, **ONE}, url_name="api_webhook")
def end_webhook(request: HttpRequest, subscription: Number) -> Any:
    """Tell an address nothing more, not even what waits."""
    api.end(service=_service(request), subscription=subscription, at=datetime.now(UTC))
    return Status(204, None)


@router.get("/{subscription}/deliveries", response={200: Deliveries, **ONE}, url_name="api_deliveries")
def list_deliveries(request: HttpRequest, subscription: Number, cursor: Before = None, limit: Limit = 50) -> Any:
    """What was sent to an address, or waits to be, newest first; kept for thirty days."""
    found = api.deliveries(service=_service(request), subscription=subscription, before=cursor, most=limit + 1)
    more = found[limit - 1].pk if len(found) > limit else None
    return {"items": [_delivery(row) for row in found[:limit]], "next": more}


@router.post(
    "/deliveries/{message}/resend", response={202: DeliveryView, **ONE, **problems(400, 413)}, url_name="api_resend"
)
@once
def resend_delivery(request: HttpRequest, message: Message, idempotency_key: Key = None) -> Any:
    """Send a message again, delivered or not, with all its attempts."""
    return Status(202, _delivery(api.resend(service=_service(request), message=message, at=datetime.now(UTC))))


def _told(row: Subscription) -> dict[str, Any]:
    return {"id": row.pk, "url": row.url, "events": row.events, "created_at": row.created_at}


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "message": row.message, "event": row.event, "created_at": row.created_at, "attempts": row.attempts,
        "status": row.status, "why": row.why, "next_at": row.next_at, "delivered_at": row.delivered_at,
    }  # fmt: skip
