"""Several writes in one exchange: all, or none; rows may refer to rows that are new, too."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from legation.ground.files.models import StoredFile
from legation.ground.outbox.models import Effect
from legation.ground.posts.models import Post
from legation.ground.together import Together
from legation.procedures.models import Application, Bundle, Case, Party

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def file(name: str, size: int = 1) -> StoredFile:
    return StoredFile(digest=name * 64, size=size, media_type="image/jpeg", created_at=AT)


def effect(key: str) -> Effect:
    return Effect(kind="test", key=key, body={"of": key}, created_at=AT, due_at=AT)


def together(
    *rows: StoredFile | Effect | Party | Application | Case, guarded: bool = False, once: bool = False
) -> bool:
    writes = Together(guarded=guarded)
    for row in rows:
        writes.insert(row, once=once)
    return writes.write()


def post_of_the_test() -> Post:
    return Post.objects.first() or Post.objects.create(code="TST", names={})


@pytest.fixture
def stored() -> StoredFile:
    row = file("a")
    row.save()
    return row


def changing(row: StoredFile, *, if_size: int) -> Together:
    writes = Together(guarded=True)
    row.size = 7
    writes.update(row, "size", where="size = %s", values=[if_size])
    writes.insert(file("b"), file("c"))
    writes.insert(effect("one"))
    return writes


def test_everything_is_written() -> None:
    assert together(file("a"), effect("one"))
    assert StoredFile.objects.get().created_at == AT
    assert Effect.objects.get().body == {"of": "one"}


def test_a_row_may_name_new_rows_before_it() -> None:
    bundle = Bundle.objects.first() or Bundle.objects.create(
        digest="d" * 64, procedure="test", version=1, edition="1", content="{}", published_at=AT
    )
    party = Party(data_key=b"k", details=b"d", language="en")
    application = Application(
        reference="A-1", bundle=bundle, applicant=party, language="en", resume=b"r" * 16, created_at=AT
    )
    case = Case(
        reference="C-1", application=application, bundle=bundle, post=post_of_the_test(),
        status="draft", answers=b"", opened_at=AT,
    )  # fmt: skip
    together(party, application, case)
    found = Case.objects.everywhere("the test's own").select_related("application__applicant").get(reference="C-1")
    assert (found.application.reference, found.application.applicant.details) == ("A-1", b"d")  # type: ignore[union-attr]


def test_the_rest_follows_where_the_guard_finds_its_row(stored: StoredFile) -> None:
    assert changing(stored, if_size=1).write()
    assert sorted(StoredFile.objects.values_list("digest", "size")) == [("a" * 64, 7), ("b" * 64, 1), ("c" * 64, 1)]
    assert Effect.objects.count() == 1


def test_nothing_happens_where_the_guard_finds_none(stored: StoredFile) -> None:
    assert not changing(stored, if_size=2).write()
    assert list(StoredFile.objects.values_list("digest", "size")) == [("a" * 64, 1)]
    assert not Effect.objects.exists()


def test_a_row_that_is_there_guards_as_well(stored: StoredFile) -> None:
    assert not together(file("a"), effect("one"), guarded=True, once=True)
    assert not Effect.objects.exists()


def test_what_is_there_is_left_out_if_asked(stored: StoredFile) -> None:
    assert together(file("a", size=9), effect("one"), once=True)
    assert (StoredFile.objects.get().size, Effect.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_breaks_a_constraint_leaves_nothing_behind() -> None:
    StoredFile.objects.create(digest="a" * 64, size=1, media_type="image/jpeg", created_at=AT)
    with pytest.raises(IntegrityError):
        together(effect("one"), file("a"))
    assert not Effect.objects.exists()
    StoredFile.objects.all().delete()


def test_postgresql_gets_one_statement() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite gets them one after another")
    with CaptureQueriesContext(connection) as seen:
        together(file("a"), effect("one"))
    assert len(seen) == 1


@pytest.mark.parametrize(("if_size", "written"), [(1, True), (2, False)])
def test_a_condition_of_its_own_does_not_take_the_guard_away(stored: StoredFile, if_size: int, written: bool) -> None:
    other = file("b", size=3)
    other.save()
    writes = Together(guarded=True)
    stored.size = other.size = 7
    writes.update(stored, "size", where="size = %s", values=[if_size])
    writes.update(other, "size", where="size = %s", values=[3])
    assert writes.write() is written
    assert StoredFile.objects.get(digest="b" * 64).size == (7 if written else 3)
