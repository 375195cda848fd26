"""The lists as files: a head that changes, and files that never do. Nothing here knows who asks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from legation.documents.models import PublishedFile, PublishedList
from legation.ground.errors import NotFound
from legation.ground.posts.policy import public

_HEAD_HOLDS = 60  # seconds in which a cache may give it without asking
_YEAR = 31_536_000


def _number(_request: HttpRequest) -> str | None:
    number = PublishedList.objects.order_by("-number").values_list("number", flat=True).first()
    return f'"{number}"' if number else None


def _name(_request: HttpRequest, name: str) -> str:
    return f'"{name}"'


@public
@require_safe
@condition(etag_func=_number)
def head(_request: HttpRequest) -> HttpResponse:
    """The signed head of the lists, JSON."""
    row = PublishedList.objects.order_by("-number").first()
    if row is None:
        raise NotFound("no lists are published yet")
    return _file(bytes(row.signed), "application/json", f"public, max-age={_HEAD_HOLDS}")


@public
@require_safe
@condition(etag_func=_name)
def file(_request: HttpRequest, name: str) -> HttpResponse:
    """A file by its SHA-256."""
    content = PublishedFile.objects.filter(name=name).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(f"no file {name[:16]}")
    return _file(bytes(content), "application/octet-stream", f"public, max-age={_YEAR}, immutable")


def _file(content: bytes, media_type: str, caching: str) -> HttpResponse:
    # anybody may fetch these from anywhere: a carrier's own page too
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Cache-Control": caching, "Access-Control-Allow-Origin": "*",
                 "Cross-Origin-Resource-Policy": "cross-origin"},
    )  # fmt: skip
