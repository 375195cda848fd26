"""Manifest, worker and offline page. None of them knows who asks."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

import legation.web
from legation.ground.languages.api import BY_CODE, current
from legation.ground.posts.policy import public
from legation.ground.profile import profile

PAPER, SEAL = "#FBFAF6", "#1F4E79"
ICONS = ((192, "any"), (512, "any"), (192, "maskable"), (512, "maskable"))
_KEPT = ("web/legation.css", "web/legation.js", "web/offline.js", "web/mark.svg")
_SHORT_NAME = 12
"""More is cut off under an icon on a home screen."""


@public
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a browser must know to install the site (W3C Web Application Manifest)."""
    language, ministry = current(), profile().ministry
    name = ministry.name.get(language.code) or ministry.name["en"]
    state = ministry.state.get(language.code) or ministry.state["en"]
    told = {
        "id": "/", "name": f"{name}, {state}", "short_name": state[:_SHORT_NAME], "lang": language.code,
        "dir": language.direction, "start_url": reverse("home"), "scope": "/", "display": "standalone",
        "background_color": PAPER, "theme_color": SEAL,
        "icons": [
            {"src": static(f"web/icons/{purpose}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
             "purpose": purpose}
            for size, purpose in ICONS
        ],
    }  # fmt: skip
    body = json.dumps(told, ensure_ascii=False)
    return HttpResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown when there is no line; the worker keeps it in every language of the profile."""
    return render(request, "config/offline.html")


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the whole site. Its version changes with everything that it keeps."""
    offline_pages = {code: _in(code, "offline") for code, _name in settings.LANGUAGES}
    letters = sorted({BY_CODE[code].letters for code in offline_pages})
    fonts = [f"vendor/plex/sans-{each}-400.woff2" for each in letters[:1]]
    told = {
        "FILES": [static(name) for name in (*_KEPT, *fonts)], "OFFLINE": offline_pages,
        "NAMES": profile().ministry.name, "ICON": static("web/icons/any-192.png"),
    }  # fmt: skip
    source = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items()) + _source()
    version = sha256(source.encode()).hexdigest()[:12]
    script = f"const VERSION = {json.dumps(version)};\n{source}"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _in(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


@cache
def _source() -> str:
    return (Path(legation.web.__path__[0]) / "static" / "web" / "worker.js").read_text(encoding="utf-8")
