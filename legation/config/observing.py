"""Every request counted and logged: which page, which status, how long, what kind of reader. Nothing of who it was."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from legation.config.logs import request_id
from legation.ground import metrics

log = logging.getLogger("legation.request")
NO_VIEW = "none"


class Observed:
    """Stands before everything else, so that what it measures is what the reader waits for."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/static/"):
            return self.answer(request)
        begun, token = time.perf_counter(), request_id.set(uuid.uuid4().hex)
        try:
            response = self.answer(request)
            observe(request, response.status_code, time.perf_counter() - begun)
            response.headers["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


def observe(request: HttpRequest, status: int, seconds: float) -> None:
    """Count and log one answer."""
    match = request.resolver_match
    view = match.view_name or NO_VIEW if match else NO_VIEW
    counter, histogram = _children(view, status)
    counter.inc()
    histogram.observe(seconds)
    said = {"view": view, "status": status, "ms": round(seconds * 1000, 1), "actor": actor_kind(request)}
    log.info("answered", extra=said)


@lru_cache(maxsize=2048)
def _children(view: str, status: int) -> tuple[Any, Any]:
    return metrics.REQUESTS.labels(view, status), metrics.SECONDS.labels(view)


def actor_kind(request: HttpRequest) -> str:
    """machine, staff or public; a session that the page did not open is not opened for this."""
    match = request.resolver_match
    if match and getattr(match.func, "policy", "") == "token":
        return "machine"
    user = getattr(request, "_cached_user", None)
    return "staff" if user is not None and user.is_authenticated else "public"
