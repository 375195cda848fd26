"""The page that checks documents on the device it is installed on, and what a browser needs to install it."""

import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.documents import keys
from legation.documents.reasons import sentence_for, word_for
from legation.documents.revocation.head import Jwk
from legation.documents.seals.signatures import public_key_of
from legation.documents.signer.protocol import Purpose
from legation.documents.wording import word_and_kind
from legation.ground.languages.api import calendar, current
from legation.ground.posts.policy import public

_OURS = Path(__file__).parent / "static" / "verify"
_MODULES = (
    "bytes", "c40", "canonical", "content", "days", "formats", "idb", "inflate", "judge", "keeper", "lists", "mrz",
    "page", "pdf", "reader", "tlv", "vds", "vds_nc",
)  # fmt: skip
_FONTS = ("sans-{}-400", "sans-{}-600", "sans-letters-400", "mono-400", "mono-ext-400", "names-400", "names-arabic-400")
_READER = ("vendor/zxing/share.js", "vendor/zxing/reader/index.js", "vendor/zxing/zxing_reader.wasm")
_OFFLINE = (
    "in_force", "not_yet", "expired", "revoked", "replaced", "signature_wrong", "signer_not_valid", "unknown_issuer",
    "no_seal", "several_seals", "no_list", "list_incomplete", "list_overdue", "clock_wrong", "kind_unknown",
)  # fmt: skip
_CAMERA = "camera=(self), geolocation=(), microphone=(), payment=()"


def files() -> list[str]:
    """The addresses of everything the page needs besides itself, in this language: what its worker keeps."""
    own = (f"verify/{name}.js" for name in _MODULES)
    fonts = (f"vendor/plex/{name.format(current().letters)}.woff2" for name in _FONTS)
    look = ("web/legation.css", "web/legation.js", "web/mark.svg", "verify/verify.css")
    return [static(name) for name in (*look, *own, *_READER, *fonts)]


@public
@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """The page. It may run WebAssembly and ask for the camera; no other page may."""
    certificate = keys.key_ring().certificate(Purpose.LIST)
    context = {
        "verdicts": [(code, *word_and_kind(word_for(code), code), sentence_for(code)) for code in _OFFLINE],
        "calendar": _calendar(current().code),
        "keys": json.dumps([Jwk.of(public_key_of(certificate)).model_dump()]),
    }
    response = render(request, "documents/device.html", context)
    response.script_src = ["'wasm-unsafe-eval'"]  # type: ignore[attr-defined]
    response.headers["Permissions-Policy"] = _CAMERA
    return response


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker: its folder is its scope, so it sees the verification pages of one language and no other."""
    page, kept = json.dumps(reverse("verify_device")), json.dumps([*files(), reverse("verify_manifest")])
    script = f"const PAGE = {page}, FILES = {kept};\n{_worker_source()}"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@public
@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a browser must know to install the page (W3C Web Application Manifest)."""
    language = current()
    told = {
        "name": _("Check a document"), "short_name": _("Check"), "lang": language.code, "dir": language.direction,
        "start_url": reverse("verify_device"), "scope": reverse("verify"), "display": "standalone",
        "background_color": "#FBFAF6", "theme_color": "#1F4E79",
        "icons": [{"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return HttpResponse(
        json.dumps(told), content_type="application/manifest+json", headers={"Cache-Control": "no-cache"}
    )


@cache
def _calendar(language: str) -> str:
    return json.dumps(calendar(language), ensure_ascii=False)


@cache
def _worker_source() -> str:
    return (_OURS / "worker.js").read_text(encoding="utf-8")
