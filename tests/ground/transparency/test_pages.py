"""The log over HTTP: the page for people, the addresses for programs, and the proof beside each document."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.documents import api as documents
from legation.documents.models import Document
from legation.ground.transparency import api, notes
from legation.ground.transparency.merkle import leaf_hash, proves_consistency, proves_inclusion
from legation.ground.transparency.models import Leaf, TreeHead
from legation.ground.transparency.notes import Checkpoint, Verifier
from legation.procedures.services.purge import purge
from tests.ground.transparency import naive
from tests.ground.transparency.house import House
from tests.ground.transparency.support import entries, filled
from tools import verify_log

pytestmark = pytest.mark.django_db
GET = Client().get


def grown(at: datetime, *sizes: int) -> None:
    last = 0
    for size in sizes:
        filled(size - last, at, first=last)
        api.publish(at=at)
        last = size


@pytest.mark.usefixtures("instance_keys")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_shows_the_head_and_how_to_check(language: str, log_key: Verifier, now: datetime) -> None:
    address = f"/{language}/log/"
    assert GET(address).status_code == 200, "before the first head"
    grown(now, 3)
    text = GET(address).content.decode().replace("<wbr>", "")
    assert notes.b64(bytes(TreeHead.objects.get().root)) in text.replace("&#43;", "+")
    assert str(log_key).replace("+", "&#43;") in text or str(log_key) in text
    assert GET("/log/").headers["Location"] == "/en/log/"


@pytest.mark.usefixtures("log_key")
def test_heads_and_proofs_are_given_to_anybody(now: datetime) -> None:
    grown(now, 7, 300)
    head = Checkpoint.parse(notes.read_note(GET("/log/checkpoint").content.decode())[0])
    assert head.root == naive.root(entries())
    said = GET("/log/consistency?old=7").json()
    path, old = [notes.unb64(each) for each in said["path"]], naive.root(entries()[:7])
    assert proves_consistency(old=7, new=300, old_root=old, new_root=head.root, path=path)
    leaf = bytes(Leaf.objects.get(position=260).hash)
    said = GET(f"/log/proof?hash={leaf.hex()}").json()
    path = [notes.unb64(each) for each in said["path"]]
    assert proves_inclusion(leaf=leaf, index=said["index"], size=300, path=path, root=head.root)


@pytest.mark.usefixtures("log_key")
def test_tiles_are_those_of_the_tree(now: datetime) -> None:
    grown(now, 300)
    hashes = [leaf_hash(entry) for entry in entries()]
    assert GET("/log/tile/0/000").content == b"".join(hashes[:256])
    assert GET("/log/tile/0/001.p/44").content == b"".join(hashes[256:])
    assert GET("/log/tile/1/000.p/1").content == naive.fold(hashes[:256])
    bundle = GET("/log/tile/entries/001.p/44").content
    assert bundle.startswith(len(entries()[256]).to_bytes(2, "big") + entries()[256])


NOWHERE = ["tile/0/001", "tile/0/001.p/45", "tile/0/002", "tile/1/000", "tile/8/000", "tile/0/1", "tile/0/x001/001",
           "tile/0/000.p/0", "tile/0/000.p/999", "tile/entries/001", "tile/entries/../checkpoint", "consistency?old=301",
           "consistency?old=0", "consistency?old=5&new=3", f"proof?hash={'ab' * 32}"]  # fmt: skip
SENSELESS = ["proof", "proof?hash=x", "proof?hash=%00", "consistency?old=-1", "consistency?old=1.5", "consistency?old=٣",
             "consistency?old=99999999999999999999"]  # fmt: skip


@pytest.mark.usefixtures("log_key", "instance_keys")
@pytest.mark.parametrize(("places", "status"), [(NOWHERE, 404), (SENSELESS, 422)])
def test_what_is_not_there_or_makes_no_sense_is_said_to_be_so(places: list[str], status: int, now: datetime) -> None:
    grown(now, 300)
    assert {place: GET(f"/log/{place}").status_code for place in places} == dict.fromkeys(places, status)


@pytest.mark.usefixtures("log_key")
def test_nothing_public_names_a_document_or_a_case(now: datetime) -> None:
    grown(now, 300)
    bundle, said = GET("/log/tile/entries/000").content, re.compile(rb"legation document v1\n([A-Za-z0-9+/]{43}=\n){2}")
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        assert said.fullmatch(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]


@pytest.mark.usefixtures("log_key", "instance_keys")
def test_one_stranger_cannot_ask_without_end(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.ground.transparency import views

    monkeypatch.setattr(views, "_MOST", 2)
    grown(now, 1)
    assert [GET("/log/checkpoint").status_code for _ in range(3)] == [200, 200, 429]


# beside a document


@pytest.fixture
def issued(utopia: None, tmp_path: Path, now: datetime) -> Iterator[tuple[House, bytes]]:
    """A house that issued one visa, and its PDF."""
    house = House.opened(tmp_path, now)
    case = house.issue(1)
    row = Document.objects.get()
    yield house, documents.fetch(row.number, key=api.keys_of([case.reference])[case.reference])
    documents.connect_signer(None)


def test_whoever_holds_a_document_downloads_a_proof_that_a_stranger_can_check(
    issued: tuple[House, bytes], tmp_path: Path
) -> None:
    _house, pdf = issued
    page = Client().post("/en/verify/", {"file": SimpleUploadedFile("visa.pdf", pdf, "application/pdf")})
    address = f"/en/verify/proof/{sha256(pdf).hexdigest()}/"
    assert address in page.content.decode()
    answer = GET(address)
    assert answer.headers["Content-Disposition"].endswith('.proof.json"')
    for name, data in (("visa.pdf", pdf), ("proof.json", answer.content), ("policy", f"log {key()}\n".encode())):
        (tmp_path / name).write_bytes(data)
    arguments = [
        f"--{name}={tmp_path / file}"
        for name, file in (("pdf", "visa.pdf"), ("proof", "proof.json"), ("policy", "policy"))
    ]
    assert verify_log.main(["document", *arguments]) == 0


def key() -> Verifier:
    from legation.ground.transparency.log_key import in_force

    return in_force()


def test_the_status_page_offers_the_proof(issued: tuple[House, bytes]) -> None:
    from legation.config.samples import traveller
    from legation.procedures.models import Application

    house, pdf = issued
    person = traveller(1, today=house.at.date(), by_rule=True)
    fields: dict[str, Any] = {"reference": Application.objects.get().reference,
                              "passport": {**person.known, **dict(pair for page in person.pages.values() for pair in page.items())}["passport_number"]}  # fmt: skip
    assert f"/verify/proof/{sha256(pdf).hexdigest()}/" in Client().post("/en/status/", fields).content.decode()


def test_who_does_not_hold_the_document_gets_no_proof(issued: tuple[House, bytes]) -> None:
    for digest in ("ab" * 32, "x", Document.objects.get().number):
        assert GET(f"/en/verify/proof/{digest}/").status_code == 404


def test_once_a_person_is_forgotten_nobody_gets_the_proof(issued: tuple[House, bytes], now: datetime) -> None:
    from datetime import timedelta

    _house, pdf = issued
    assert purge(at=now + timedelta(days=5000)) == (0, 1)
    assert GET(f"/en/verify/proof/{sha256(pdf).hexdigest()}/").status_code == 404
    page = Client().post("/en/verify/", {"file": SimpleUploadedFile("visa.pdf", pdf, "application/pdf")})
    assert "/verify/proof/" not in page.content.decode()


def test_the_proof_says_nothing_about_the_person(issued: tuple[House, bytes]) -> None:
    _house, pdf = issued
    text = GET(f"/en/verify/proof/{sha256(pdf).hexdigest()}/").content.decode()
    assert set(json.loads(text)) == {"format", "leaf", "salt", "index", "path", "checkpoint"}
    row = Document.objects.get()
    assert row.number not in text and row.reference not in text
