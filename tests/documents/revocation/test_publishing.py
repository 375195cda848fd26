"""What is published is signed, whole, small when little changed, and never goes back."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from django.db import transaction
from django.test import Client

from legation.documents import api, keys
from legation.documents.keeping.revocation import retire
from legation.documents.keeping.roots import Root
from legation.documents.models import Document, Handle, PublishedFile, PublishedList
from legation.documents.revocation import head as heads
from legation.documents.revocation.errors import ListError
from legation.documents.revocation.lists import Lists
from legation.documents.services.revoke import PUBLISH
from legation.ground.errors import Conflict
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from tests.conftest import NOW
from tests.documents.orders import order, zone
from tests.documents.revocation.conftest import Clock
from tests.documents.support import DAY, chain

pytestmark = pytest.mark.django_db
Fetch = Callable[[], Lists]
MINUTE = timedelta(minutes=1)


def issued(number: str = "7K2M9QX4T", **changes: Any) -> Document:
    """A document in the register."""
    api.store(api.make(order(number, lines=zone(number), **changes), at=NOW), at=NOW)
    return Document.objects.get(number=number)


def handle(document: Document) -> int:
    return Handle.objects.get(document=document).value


def test_what_is_revoked_is_listed_and_what_is_not_is_not(fetched: Fetch, clock: Clock) -> None:
    kept, taken = issued(), issued("0A0A0A0A0", case="R-2")
    api.revoke(reference="R-2", kind="evisa", reason="public_order", at=NOW)
    lists = fetched()
    assert (lists.status_of(handle(kept)), lists.status_of(handle(taken))) == ("good", "revoked")


def test_a_correction_is_listed_as_one(fetched: Fetch, clock: Clock) -> None:
    old = issued()
    api.revoke(reference="R-1", kind="evisa", reason=api.CORRECTED, at=NOW)
    assert fetched().status_of(handle(old)) == "replaced"


def test_a_revocation_travels_as_a_delta_and_the_base_stays(fetched: Fetch, clock: Clock) -> None:
    document, first = issued(), fetched().head
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    clock.now = NOW + MINUTE
    lists = fetched()
    assert lists.status_of(handle(document)) == "revoked"
    assert (lists.head.base, lists.head.shards) == (first.base, first.shards)
    assert (lists.head.delta.count, first.delta.count) == (1, 0) and lists.head.number > first.number


def test_after_a_month_the_delta_becomes_part_of_the_base(fetched: Fetch, clock: Clock) -> None:
    document, first = issued(), fetched().head
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    clock.now = NOW + 31 * DAY
    lists = fetched()
    assert lists.status_of(handle(document)) == "revoked"
    assert lists.head.delta.count == 0 and lists.head.base > first.base


def test_what_has_expired_leaves_the_next_base(fetched: Fetch, clock: Clock) -> None:
    document = issued()
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    Document.objects.update(valid_until=NOW.date())
    assert fetched().status_of(handle(document)) == "revoked"
    clock.now = NOW + 31 * DAY
    assert fetched().status_of(handle(document)) == "good"


def test_nothing_is_published_twice_and_something_at_least_every_few_hours(fetched: Fetch, clock: Clock) -> None:
    first = fetched().head.number
    clock.now = NOW + 5 * 60 * MINUTE
    assert fetched().head.number == first
    clock.now = NOW + 7 * 60 * MINUTE
    assert fetched().head.number > first


def test_a_revocation_and_the_time_both_bring_a_publication_through_the_queue(clock: Clock) -> None:
    issued()
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    (effect,) = Effect.objects.filter(kind=PUBLISH)
    prepared = api.prepare_publication(at=NOW)
    api.store_lists(prepared, at=NOW)
    waiting = Effect.objects.filter(kind=PUBLISH).exclude(pk=effect.pk).get()
    assert NOW < waiting.due_at < NOW + timedelta(hours=24)


def test_of_two_who_publish_at_once_one_is_told(clock: Clock) -> None:
    publications = [api.prepare_publication(at=NOW) for _ in range(2)]
    api.store_lists(publications[0], at=NOW)
    with pytest.raises(Conflict):
        api.store_lists(publications[1], at=NOW)
    assert PublishedList.objects.count() == 1


def test_the_queue_knows_who_publishes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.documents.wiring.timezone.now", clock)
    outbox.enqueue(PUBLISH, key="now", body={}, at=NOW)
    assert outbox.drain(clock=clock) == 1 and PublishedList.objects.count() == 1


def test_a_list_signed_by_nobody_we_know_is_none(fetched: Fetch, clock: Clock) -> None:
    fetched()
    signed = bytes(PublishedList.objects.get().signed)
    with pytest.raises(ListError, match="no root"):
        heads.read(signed, roots=[chain("XYZ", "XY")[0].root])


@pytest.mark.parametrize("part", ["payload", "signature"])
def test_a_list_that_was_changed_is_none(fetched: Fetch, clock: Clock, ring: keys.KeyRing, part: str) -> None:
    fetched()
    said = json.loads(bytes(PublishedList.objects.get().signed))
    *rest, last = heads.decode(said[part])
    said[part] = heads.encode(bytes([*rest, last ^ 1]))
    with pytest.raises(ListError, match="signature"):
        heads.read(json.dumps(said).encode(), roots=[ring.root])


@pytest.mark.parametrize("signed", [b"", b"{}", b"[]", b"[" * 100_000, b'{"payload": 1}', b"\xff", b"null"])
def test_what_is_no_list_is_refused(signed: bytes, ring: keys.KeyRing) -> None:
    with pytest.raises(ListError):
        heads.read(signed, roots=[ring.root])


def test_a_certificate_of_another_purpose_signs_no_lists(ring: keys.KeyRing, fetched: Fetch, clock: Clock) -> None:
    """The signer of seals is under the same root, on the same curve."""
    from legation.documents.seals.signatures import signer_for
    from legation.documents.signer.private_keys import load

    key: Any = load("seal.key")
    with pytest.raises(ListError, match="no root"):
        heads.read(heads.sign(fetched().head, ring.seal, signer_for(key)), roots=[ring.root])


def test_files_are_served_for_ever_and_the_head_is_asked_for_again(fetched: Fetch, clock: Clock) -> None:
    head, client = fetched().head, Client()
    answer = client.get("/verify/lists/head")
    assert answer.content == bytes(PublishedList.objects.get().signed) and "max-age=60" in answer["Cache-Control"]
    assert client.get("/verify/lists/head", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    file = client.get(f"/verify/lists/{head.delta.name}")
    assert file.content == bytes(PublishedFile.objects.get(name=head.delta.name).content)
    assert "immutable" in file["Cache-Control"]


def test_lists_of_an_older_format_are_followed_by_new_ones(fetched: Fetch, clock: Clock) -> None:
    """After an upgrade: what stands there cannot be read any more, and the next number is still higher."""
    issued()
    before = fetched().head.number
    old = json.loads(bytes(PublishedList.objects.get().signed))
    old["payload"] = heads.encode(heads.decode(old["payload"]).replace(b"legation-lists-2", b"legation-lists-1"))
    PublishedList.objects.update(signed=json.dumps(old).encode())
    clock.now = NOW + MINUTE
    lists = fetched()
    assert lists.head.number > before and lists.head.base == lists.head.number


def test_what_was_never_published_is_not_found(ring: keys.KeyRing) -> None:
    for name in ("head", "0" * 64, "x"):
        assert Client().get(f"/verify/lists/{name}").status_code == 404


def test_a_handle_that_is_taken_makes_the_document_be_made_again(clock: Clock) -> None:
    first = issued()
    again = api.make(order("0A0A0A0A0", case="R-2", lines=zone("0A0A0A0A0")), at=NOW)
    from legation.documents.revocation.handles import handle_of
    from legation.documents.seals.vds import Seal

    Handle.objects.filter(document=first).update(value=handle_of(Seal.parse(again.seal)))
    with pytest.raises(Conflict, match="handle"), transaction.atomic():
        api.store(again, at=NOW)
    assert Document.objects.count() == 1


def test_what_was_issued_before_there_were_lists_gets_the_same_handle(clock: Clock) -> None:
    from importlib import import_module

    from django.apps import apps

    document = issued()
    known = handle(document)
    Handle.objects.all().delete()
    import_module("legation.documents.migrations.0003_handles").name_what_was_issued(apps, None)
    assert handle(document) == known


def test_the_next_key_of_lists_is_announced_under_the_present_one(
    fetched: Fetch, clock: Clock, ring: keys.KeyRing
) -> None:
    """Who pinned the present key learns the next from a list it signed; a stranger's certificate is not announced."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from legation.documents.certificates import issue_signer
    from legation.documents.seals.issuing import new_key
    from legation.documents.signer.protocol import Purpose

    root_key, trusted, coming = keys.read_root_key(keys.folder() / "root.key"), keys.folder() / "trusted", new_key()
    trusted.mkdir()
    begins, ends = NOW, NOW + 300 * DAY
    strange, _keys, strange_key = chain("XYZ", "XY")
    for name, (root, key) in {"ours": (ring.root, root_key), "strange": (strange.root, strange_key)}.items():
        next_one = issue_signer(
            Purpose.LIST, coming.public_key(), root=root, root_key=key, name=name, not_before=begins, not_after=ends
        )
        (trusted / f"{name}.crt").write_bytes(next_one.public_bytes(Encoding.PEM))
    keys.forget_cached_keys()
    announced = fetched().head.list_keys
    assert [key.key() for key in announced[1:]] == [coming.public_key()]
    ours = x509.load_pem_x509_certificate((trusted / "ours.crt").read_bytes())
    retire(keys.fingerprint(ours), reason="keyCompromise", root=Root(ring.root, root_key), at=NOW)
    clock.now = NOW + MINUTE
    assert len(fetched().head.list_keys) == 1
