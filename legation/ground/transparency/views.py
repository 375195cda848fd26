"""The log for everybody: a page for people, and for programs the addresses of C2SP tlog-tiles and two proofs."""

import re
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current, format_moment
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.ground.transparency import log_key, notes, selectors, tiles, tree, witnesses
from legation.ground.transparency.notes import b64
from legation.ground.transparency.services.export import entry_bundle
from legation.web.client import address_of

FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=5"
_PLACE = re.compile(r"((?:x[0-9]{3}/){0,4})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_MOST = 6000


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The current head, who cosigned it, and how anybody checks."""
    policy = witnesses.policy()
    context: dict[str, Any] = {"key": str(log_key.in_force()), "witnesses": len(policy.witnesses), "head": None}
    try:
        head = selectors.head_for()
    except NotFound:
        return render(request, "transparency/log.html", context)
    body, signatures = notes.read_note(selectors.note_of(head))
    signed = len(notes.signers_of(body, signatures, policy.known()))
    context |= {
        "head": head, "root": b64(bytes(head.root)), "moment": format_moment(head.at, current().code),
        "cosigned": signed, "states": [_told(each, head.size) for each in selectors.witness_states()],
        "ours": settings.LEGATION_DEMO,
    }  # fmt: skip
    return render(request, "transparency/log.html", context)


def _told(state: selectors.WitnessState, size: int) -> list[str]:
    """A witness's row on the page: who, how it stands, how much it has seen, when."""
    if state.contradicted:
        word = _("says that the log contradicts itself")
    elif state.size == size:
        word = _("has cosigned the log as it is now")
    else:
        word = _("has cosigned it as it was before") if state.size else _("has not answered yet")
    when = format_moment(state.at, current().code) if state.at else ""
    return [state.name, word, str(state.size), when]


@public
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The current head with its cosignatures."""
    _count(request)
    answer = HttpResponse(selectors.note_of(selectors.head_for()), content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = BRIEFLY
    return answer


@public
@require_safe
def consistency(request: HttpRequest) -> HttpResponse:
    """?old=&new=: that the tree of `new` leaves only adds to that of `old`; `new` may be left out."""
    _count(request)
    head = selectors.head_for()
    old, new = _size(request, "old", 1), _size(request, "new", head.size)
    if not 0 < old <= new <= head.size:
        raise NotFound(f"no proof from {old} to {new}")
    return JsonResponse({"old": old, "new": new, "path": [b64(each) for each in tree.consistency(old, new)]})


@public
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """?hash=: where the leaf with this hash (hex) stands, and the proof."""
    _count(request)
    asked = request.GET.get("hash", "").lower()
    if not _HASH.fullmatch(asked):
        raise Invalid("a hash is 64 hexadecimal digits")
    return JsonResponse(selectors.proof(bytes.fromhex(asked)))


@public
@require_safe
def tile(request: HttpRequest, level: int, place: str) -> HttpResponse:
    """A tile of hashes, full or as wide as the address says."""
    _count(request)
    number, width = _place(place)
    if level > 7 or (number * tiles.WIDTH + width) * tiles.WIDTH**level > selectors.head_for().size:
        raise NotFound("the tree has not grown that far")
    return _bytes(b"".join(tree.tile(level, number)[:width]))


@public
@require_safe
def entries(request: HttpRequest, place: str) -> HttpResponse:
    """The entries of a tile."""
    _count(request)
    number, width = _place(place)
    if number * tiles.WIDTH + width > selectors.head_for().size:
        raise NotFound("the tree has not grown that far")
    return _bytes(entry_bundle(number, width))


def _count(request: HttpRequest) -> None:
    hit("log", address_of(request), at=datetime.now(UTC), most=_MOST, minutes=10)


def _size(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, str(default))
    if not _SIZE.fullmatch(text):
        raise Invalid(f"{name} is a whole number")
    return int(text)


def _place(place: str) -> tuple[int, int]:
    """Number and width of the tile in an address."""
    found = _PLACE.fullmatch(place)
    width = int(found[3] or tiles.WIDTH) if found else 0
    if not found or width > tiles.WIDTH:
        raise NotFound("no such tile")
    return int(found[1].replace("x", "").replace("/", "") + found[2]), width


def _bytes(data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Cache-Control"] = FOR_EVER
    return answer
