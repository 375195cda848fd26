"""What is refused at an edge node, in one place: what is done at the centre only, and everything while it stands by."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from legation.edge.verbs import is_at_centre, is_shown
from legation.ground import node
from legation.ground.errors import AtCentre, Conflict
from legation.ground.tokens.problems import problem

SAFE = ("GET", "HEAD", "OPTIONS")
ALLOWED = {"sign_in", "sign_out", "edge_line", "verify"}
"""Views that somebody may send a form to all the same: to come in, to check a paper, to say that the line is gone."""
_STANDS_BY = _("This machine stands by. Work at the centre; if its line is gone, say so here first.")


class AtNode:
    """Refuses at an edge node what is done at the centre, and what would be written while the line is there."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """None lets the view answer."""
        here = node.here()
        if here is None:
            return None
        name, looks = _name(request), request.method in SAFE
        if is_at_centre(name) and not (looks and is_shown(name)):
            return _refused(request, AtCentre(name))
        if looks or here.since or name in ALLOWED:
            return None
        return _refused(request, Conflict("stands by", reader=_STANDS_BY))


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _refused(request: HttpRequest, error: Conflict) -> HttpResponse:
    """A page for people, a problem for programs."""
    if ":" in _name(request):
        return problem(error)
    return render(request, "config/error.html", {"error": error}, status=error.status)
