"""The writer: takes everything committed, once, in order, incrementally; and is the only one."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from legation.ground.errors import Conflict, NotFound, Tampered
from legation.ground.transparency import api, lock, notes, tree
from legation.ground.transparency.merkle import proves_consistency, proves_inclusion
from legation.ground.transparency.models import Commitment, Leaf, Tile, TreeHead
from tests.ground.transparency import naive
from tests.ground.transparency.support import KEY, commit, entries, filled, writer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]


def test_what_was_committed_is_in_the_log_once(now: datetime) -> None:
    commit(3)
    writer = api.Writer()
    assert [writer.append(at=now), writer.append(at=now)] == [3, 0]
    assert [leaf.subject for leaf in Leaf.objects.order_by("position")] == [f"document:D{n}" for n in range(3)]


@pytest.mark.parametrize("limit", [1, 7, 256, 1000])
def test_batches_of_any_size_make_the_same_tree(limit: int, now: datetime) -> None:
    filled(600, now, limit=limit)
    assert tree.root(600) == naive.root(entries())
    assert Tile.objects.count() == 2


def test_another_process_goes_on_where_the_first_left_off(now: datetime) -> None:
    filled(300, now)
    commit(300, first=300)
    assert writer_for("second").append(at=now + lock.LEASE * 2) == 300
    assert tree.root(600) == naive.root(entries())


def test_every_leaf_is_proved_to_every_head(now: datetime) -> None:
    filled(530, now)
    for index, size in ((0, 1), (255, 256), (256, 257), (3, 530), (529, 530), (511, 512), (300, 513)):
        path, root = tree.inclusion(index, size), naive.root(entries()[:size])
        leaf = bytes(Leaf.objects.get(position=index).hash)
        assert proves_inclusion(leaf=leaf, index=index, size=size, path=path, root=root)


def test_every_head_is_proved_to_add_to_every_earlier_one(now: datetime) -> None:
    filled(530, now)
    leaves = entries()
    for old, new in ((1, 530), (256, 530), (257, 512), (511, 513), (530, 530)):
        assert proves_consistency(
            old=old, new=new, old_root=naive.root(leaves[:old]), new_root=naive.root(leaves[:new]),
            path=tree.consistency(old, new),
        )  # fmt: skip


def test_a_document_is_proved_with_its_salt_by_whoever_holds_it(now: datetime) -> None:
    filled(5, now)
    head = api.publish(at=now)
    proof = api.document_proof("D3", key=KEY)
    salt, entry = notes.unb64(proof["salt"]), notes.unb64(proof["leaf"])
    assert entry == api.document_entry(salt=salt, digest=sha256(b"pdf 3").digest(), seal=b"seal 3")
    assert head and proof["checkpoint"].startswith(head.note)
    with pytest.raises(Tampered):
        api.document_proof("D3", key=b"x" * 32)


def test_a_document_that_no_head_covers_yet_has_no_proof(now: datetime) -> None:
    filled(1, now)
    with pytest.raises(NotFound):
        api.document_proof("D0", key=KEY)


def test_a_head_is_signed_when_the_tree_has_grown_and_only_then(now: datetime) -> None:
    filled(2, now)
    assert api.publish(at=now) and api.publish(at=now) is None
    filled(1, now, first=2)
    head = api.publish(at=now)
    assert head and head.size == 3
    body, signatures = notes.read_note(head.note)
    assert len(notes.signers_of(body, signatures, [log_verifier()])) == 1


def log_verifier() -> notes.Verifier:
    from legation.ground.transparency.log_key import in_force

    return in_force()


def test_forgetting_destroys_the_salt_and_nothing_else(now: datetime) -> None:
    filled(3, now)
    api.publish(at=now)
    before = list(Leaf.objects.values_list("position", "hash", "entry"))
    assert [api.forget(reference="R1"), api.forget(reference="R1")] == [1, 0]
    assert list(Leaf.objects.values_list("position", "hash", "entry")) == before
    with pytest.raises(NotFound):
        api.document_proof("D1", key=KEY)
    assert api.document_proof("D2", key=KEY)


TABLES = ["commitment", "leaf", "tile", "treehead"]


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_or_delete_what_was_logged(table: str, now: datetime) -> None:
    filled(256, now)
    api.publish(at=now)
    column = {"commitment": "entry", "leaf": "hash", "tile": "root", "treehead": "root"}[table]
    for sql in (f"UPDATE transparency_{table} SET {column} = {column}", f"DELETE FROM transparency_{table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_destroyed_salt_is_never_filled_again(now: datetime) -> None:
    commit(1)
    api.forget(reference="R0")
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.update(salt=b"another")


def test_a_tree_that_is_not_the_signed_one_is_not_written_on(now: datetime) -> None:
    filled(4, now)
    head = api.publish(at=now)
    assert head
    TreeHead.objects.create(size=9, root=head.root, note=head.note, at=now)
    commit(1, first=4)
    with pytest.raises(Tampered):
        writer_for("another").append(at=now + lock.LEASE * 2)
    assert Leaf.objects.count() == 4


def test_a_failure_leaves_nothing_and_the_next_batch_takes_all(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(300)
    writer = api.Writer()
    with monkeypatch.context() as patched:
        patched.setattr(Tile.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.append(at=now)
    assert Leaf.objects.count() == 0
    assert writer.append(at=now) == 300 and tree.root(300) == naive.root(entries())


@pytest.fixture
def elsewhere() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has advisory locks; see test_horizon")


@pytest.mark.usefixtures("elsewhere")
def test_a_second_writer_is_refused_until_the_lease_ends(now: datetime) -> None:
    commit(1)
    first, second = writer_for("first"), writer_for("second")
    first.append(at=now)
    commit(1, first=1)
    with pytest.raises(Conflict):
        second.append(at=now + timedelta(seconds=1))
    assert second.append(at=now + lock.LEASE + timedelta(seconds=1)) == 1
    commit(1, first=2)
    with pytest.raises(Conflict):
        first.append(at=now + lock.LEASE + timedelta(seconds=2))


def test_an_idle_writer_writes_nothing(now: datetime, django_assert_max_num_queries: Any) -> None:
    filled(1, now)
    writer = writer_for("w")
    with django_assert_max_num_queries(8) as asked:
        assert writer.append(at=now) == 0
    assert not [each for each in asked.captured_queries if not each["sql"].lstrip().startswith("SELECT")]


def test_issuing_pays_one_insert(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        commit(1)
