"""The page that checks on the device: what it may do, what it brings along, and that no other page may do it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.utils.translation import override

from legation.documents import api, device_views
from legation.documents.keys import KeyRing
from legation.documents.models import Document
from legation.documents.revocation.head import Jwk
from legation.documents.seals.signatures import public_key_of
from legation.documents.signer.protocol import Purpose
from legation.ground.profile import profile
from tests.conftest import NOW
from tests.documents.support import DAY

VENDOR = Path(__file__).parents[2] / "legation/web/static/vendor/zxing"
pytestmark = pytest.mark.django_db


def test_the_reader_is_the_one_that_was_published() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert set(sums) == {"share.js", "reader/index.js", "zxing_reader.wasm"}
    assert sums == {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in sums}
    assert (VENDOR / "LICENSE").exists() and (VENDOR / "LICENSE-APACHE").exists()


def test_the_page_may_use_camera_and_webassembly_and_pins_the_key_of_lists(ring: KeyRing) -> None:
    page, other = Client().get("/en/verify/device/"), Client().get("/en/verify/")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "unsafe-inline" not in policy
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "wasm" not in other.headers["Content-Security-Policy"] and "camera=()" in other.headers["Permissions-Policy"]
    key = Jwk.of(public_key_of(ring.certificate(Purpose.LIST)))
    assert key.x in page.content.decode() and key.y in page.content.decode()


@pytest.mark.parametrize("language", profile().languages)
def test_the_worker_sees_its_own_folder_only_and_keeps_files_that_exist(ring: KeyRing, language: str) -> None:
    answer = Client().get(f"/{language}/verify/worker.js")
    first = answer.content.decode().splitlines()[0]
    assert "Service-Worker-Allowed" not in answer.headers and answer.headers["Content-Type"] == "text/javascript"
    assert f'"/{language}/verify/device/"' in first
    with override(language):
        kept = device_views.files()
    assert json.dumps(kept)[1:-1] in first
    for address in kept:
        assert staticfiles_storage.exists(address.removeprefix("/static/")), address


def test_every_module_that_is_imported_is_kept() -> None:
    kept = {Path(address).name.split(".")[0] for address in device_views.files() if "/verify/" in address}
    assert {path.stem for path in (Path(device_views.__file__).parent / "static/verify").glob("*.js")} - kept == {
        "worker"
    }


def test_it_can_be_installed(ring: KeyRing) -> None:
    told = json.loads(Client().get("/ar/verify/app.webmanifest").content)
    assert (told["scope"], told["start_url"], told["dir"]) == ("/ar/verify/", "/ar/verify/device/", "rtl")


def test_a_visa_that_has_not_begun_neither_reads_nor_looks_valid(
    made: api.Made, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.documents.views.hit", lambda *_, **__: None)
    monkeypatch.setattr("legation.documents.views.datetime", type("At", (), {"now": staticmethod(lambda _zone: NOW)}))
    api.store(made, at=NOW)
    Document.objects.update(valid_from=NOW.date() + 9 * DAY)
    page = client.post("/en/verify/", {"number": made.order.number}).content.decode()
    assert "Not valid yet" in page and "verdict is-waiting" in page and "is-valid" not in page
