"""An edge node that stands by changes nothing: its post works at the centre."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from legation.ground import node
from legation.ground.errors import Conflict

SAFE = ("GET", "HEAD", "OPTIONS")
ALLOWED = {"sign_in", "sign_out", "edge_line", "verify"}
"""Views that somebody may send a form to all the same: to come in, to check a paper, to say that the line is gone."""
_STANDS_BY = _("This machine stands by. Work at the centre; if its line is gone, say so here first.")


class Standby:
    """Refuses what would be written at an edge node while nobody has said that the line is gone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """None lets the view answer."""
        here = node.here()
        name = request.resolver_match.view_name if request.resolver_match else ""
        if here is None or here.since or request.method in SAFE or name in ALLOWED:
            return None
        return render(request, "config/error.html", {"error": Conflict("stands by", reader=_STANDS_BY)}, status=409)
