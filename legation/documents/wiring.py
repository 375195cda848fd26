"""What the documents room hangs on the queue."""

from typing import Any

from django.utils import timezone

from legation.documents import api
from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    outbox.register(api.PUBLISH, _apply, prepare=_prepare)


def _prepare(_body: dict[str, Any]) -> Any:
    return api.prepare_publication(at=timezone.now())


def _apply(_body: dict[str, Any], prepared: Any) -> None:
    api.store_lists(prepared, at=timezone.now())
