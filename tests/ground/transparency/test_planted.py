"""Everything an insider with the database's password, or a thief with a key, might do: each is found and named."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F

from legation.documents import api as documents
from legation.documents import auditing
from legation.documents.models import Document
from legation.ground.audit.api import verify
from legation.ground.transparency import api, log_key, notes
from legation.ground.transparency.merkle import leaf_hash
from legation.ground.transparency.models import Commitment, Cursor, Leaf, Tile, TreeHead
from legation.ground.transparency.notes import Checkpoint
from legation.procedures.models import Case, CaseAction
from legation.procedures.services.purge import purge
from tests.documents.orders import order
from tests.ground.transparency.house import House, documents_in_order, pass_over, rewrite_chain
from tests.ground.transparency.planting import without_triggers
from tests.ground.transparency.support import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(utopia: None, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Two visas issued and logged."""
    opened = House.opened(tmp_path, now)
    monkeypatch.setattr(auditing, "log_path", lambda: opened.record)
    monkeypatch.setattr(auditing, "UNDER_WAY", timedelta(minutes=30))
    for seed in (1, 2):
        opened.issue(seed)
    yield opened
    documents.connect_signer(None)


def cases() -> list[Case]:
    return list(Case.objects.everywhere("a test looks").order_by("pk"))


def document_leaf() -> Leaf:
    return Leaf.objects.filter(subject__startswith="document:").order_by("position")[0]


def cut_chain(_house: House) -> None:
    case = cases()[0]
    CaseAction.objects.filter(case=case, number=case.count).delete()
    last = CaseAction.objects.get(case=case, number=case.count - 1)
    Case.objects.everywhere("a test").filter(pk=case.pk).update(count=last.number, head=last.digest, status=last.status)


def pass_over_an_action(_house: House) -> None:
    case = cases()[0]
    last = CaseAction.objects.get(case=case, number=case.count)
    last.pk = None
    last.chained(chain=f"case:{case.reference}", number=case.count + 1, previous=bytes(case.head)).save()
    Case.objects.everywhere("a test").filter(pk=case.pk).update(count=last.number, head=last.digest)
    pass_over()


def rewrite_leaf(_house: House) -> None:
    leaf = document_leaf()
    leaf.entry = bytes(leaf.entry)[:-9] + b"AAAAAAAA\n"
    leaf.hash = leaf_hash(leaf.entry)
    leaf.save()
    Commitment.objects.filter(subject=leaf.subject).update(entry=leaf.entry)


def swap_leaves(_house: House) -> None:
    first, second = Leaf.objects.order_by("position")[:2]
    first.position, second.position = second.position, first.position
    first.save()
    second.save()


def insert_leaf(_house: House) -> None:
    last = Leaf.objects.latest("position")
    Leaf(position=last.position + 1, hash=leaf_hash(b"x"), entry=b"x", subject="document:NOBODY").save()


def cut_leaves(_house: House) -> None:
    Leaf.objects.latest("position").delete()


def second_head(_house: House) -> None:
    """A stolen key signs another head of the same size."""
    head = TreeHead.objects.latest("pk")
    other = Checkpoint(log_key.in_force().name, head.size, bytes(32))
    line = notes.sign(other.body(), log_key.in_force(), Ed25519PrivateKey.generate().sign)
    TreeHead.objects.create(size=head.size, root=other.root, note=f"{other.body()}\n{line}", at=head.at)


def second_head_by_the_signer(house: House) -> None:
    lines = [json.loads(line) for line in house.record.read_text().splitlines()]
    line = next(line for line in reversed(lines) if "step" in line)
    line["step"][2] = "ab" * 32
    house.record.write_text("".join(json.dumps(each) + "\n" for each in lines))


def signed_elsewhere(house: House) -> None:
    """A document made with stolen keys, entered with everything the database needs."""
    row = documents_in_order()[0]
    row.pk, row.number, row.decision, row.digest = None, "STOLEN111", "ef" * 32, "cd" * 32
    row.seal = bytes(row.seal)[:30] + b"\x00" + bytes(row.seal)[31:]
    row.save()
    key = api.keys_of([row.reference])[row.reference]
    api.commit(number=row.number, reference=row.reference, digest=bytes.fromhex(row.digest), seal=row.seal, key=key)
    house.log()


def entered_quietly(_house: House) -> None:
    row = documents_in_order()[0]
    row.pk, row.number, row.decision, row.digest = None, "QUIET1111", "ef" * 32, "cd" * 32
    row.save()


def remove_everywhere(_house: House) -> None:
    row = documents_in_order()[0]
    row.delete()
    Commitment.objects.filter(subject=f"document:{row.number}").delete()


def lose_a_line(house: House) -> None:
    lines = house.record.read_text().splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if '"document"' in line)
    house.record.write_text("".join(lines[:place] + lines[place + 1 :]))


def wipe_log(_house: House) -> None:
    for model in (TreeHead, Leaf, Tile, Cursor):
        model.objects.all().delete()


def year_later(queryset: "Callable[[], object]", name: str) -> Callable[[House], object]:
    return lambda _house: queryset().update(**{name: F(name) + timedelta(days=3000)})  # type: ignore[attr-defined]


PLANTS: dict[str, tuple[Callable[[House], object], str]] = {
    "a chain recomputed from its beginning": (lambda _h: rewrite_chain(cases()[0], actor="somebody else"), "differs"),
    "the end of a chain cut off and its owner told so": (cut_chain, "gone"),
    "an action the writer was made to pass over": (pass_over_an_action, "not_logged"),
    "a leaf altered": (lambda _h: Leaf.objects.filter(position=0).update(entry=b"x"), "altered"),
    "a leaf and its commitment recomputed": (rewrite_leaf, "root"),
    "a leaf taken out": (lambda _h: Leaf.objects.filter(position=1).delete(), "missing"),
    "the last leaf cut off": (cut_leaves, "cut_off"),
    "two leaves exchanged": (swap_leaves, "root"),
    "a leaf put in": (insert_leaf, "gone"),
    "the whole log thrown away": (wipe_log, "equivocation"),
    "a head's row changed": (lambda _h: TreeHead.objects.update(root=bytes(32)), "altered"),
    "two heads of one size": (second_head, "equivocation"),
    "a head that another key signed": (second_head, "signed_outside"),
    "a head the signer signed for somebody else": (second_head_by_the_signer, "equivocation"),
    "a head after its key's end": (year_later(TreeHead.objects.all, "at"), "key_ended"),
    "a document signed elsewhere": (signed_elsewhere, "signed_outside"),
    "a document entered quietly": (entered_quietly, "not_committed"),
    "another PDF in the register": (lambda _h: Document.objects.filter(pk=documents_in_order()[0].pk).update(digest="ef" * 32), "altered"),
    "a document taken out of the register": (lambda _h: documents_in_order()[0].delete(), "unregistered"),
    "a document taken out everywhere": (remove_everywhere, "gone"),
    "a commitment changed": (lambda _h: Commitment.objects.update(entry=b"x"), "differs"),
    "a salt destroyed without cause": (lambda _h: Commitment.objects.update(salt=None), "salt_gone"),
    "a line taken out of the signer's record": (lose_a_line, "broken"),
    "the signer's record thrown away": (lambda house: house.record.unlink(), "absent"),
    "a document after its key's end": (year_later(Document.objects.all, "issued_at"), "key_ended"),
    "a document of an unknown key": (lambda _h: Document.objects.update(signer="ab" * 32), "unknown_key"),
}  # fmt: skip


def kinds() -> set[str]:
    return {finding.kind for finding in verify()[1]}


@pytest.mark.parametrize("name", PLANTS)
def test_each_is_found_and_named(name: str, house: House) -> None:
    assert verify()[1] == [], "a clean house has no finding"
    change, kind = PLANTS[name]
    house.plant(change)
    assert kind in kinds()


def test_a_pdf_that_a_stolen_key_signed_is_a_stray_and_ours_is_not(house: House) -> None:
    row = documents_in_order()[0]
    ours = documents.fetch(row.number, key=api.keys_of([row.reference])[row.reference])
    stolen = documents.make(order(), at=datetime.now().astimezone()).pdf
    found = list(documents.find_strays([("ours.pdf", ours), ("stolen.pdf", stolen), ("altered.pdf", stolen[:-9])]))
    assert [(finding.chain, finding.kind) for finding in found] == [("stolen.pdf", "stray")]


def test_forgetting_everybody_breaks_no_proof_and_leaves_no_salt(house: House, now: datetime) -> None:
    leaves = list(Leaf.objects.values_list("position", "hash"))
    assert purge(at=now + timedelta(days=5000)) == (0, 2)
    assert not Commitment.objects.exclude(salt=None).exists()
    assert list(Leaf.objects.values_list("position", "hash")) == leaves
    assert verify()[1] == []
    house.log()
    assert verify()[1] == []


@pytest.mark.usefixtures("log_key")
@pytest.mark.parametrize("change", [{"hashes": b"x" * 8192}, {"root": bytes(32)}])
def test_a_tile_that_is_not_of_its_leaves_is_found(change: dict[str, bytes], now: datetime) -> None:
    filled(300, now)
    api.publish(at=now)
    assert kinds() == set()
    with without_triggers("tile"):
        Tile.objects.update(**change)
    assert kinds() == {"recomputed"}
