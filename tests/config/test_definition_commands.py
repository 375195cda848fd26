"""check, diff, publish, lock: what a clerk types, what is said, and the status that CI goes by."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from legation.config.commands import check, diff, lock, publish
from legation.ground import profile as profiles
from legation.ground.errors import NotFound
from legation.procedures.bundles import in_force
from legation.procedures.definitions import new
from legation.procedures.models import Bundle
from tests.conftest import NOW
from tests.procedures.definitions.support import changed, copied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia"), pytest.mark.once]
NEW = "consular/apostille"
FILE = f"procedures/{NEW}.v1.yaml"
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    with copied(tmp_path) as folder:
        yield folder


def test_what_is_in_order_is_published_locked_and_said(copy: Path, capsys: Shown) -> None:
    new.create(NEW)
    assert publish.run([f"{NEW}.v1"]) == 0
    said = capsys.readouterr().out
    bundle = Bundle.objects.get(procedure="apostille", in_force=True)
    assert "published: apostille.v1" in said and bundle.digest in said and "not reviewed: " in said and "en " in said
    assert lock.locked()[f"apostille.v1 {profiles.profile().edition}"] == bundle.digest
    assert in_force("apostille", at=NOW).digest == bundle.digest


def test_publishing_one_locks_no_other(copy: Path) -> None:
    new.create(NEW)
    new.create("consular/certificate")
    assert publish.run([f"{NEW}.v1"]) == 0
    assert not [key for key in lock.locked() if key.startswith("certificate")]


def test_a_broken_one_is_not_published_and_each_mistake_is_told(copy: Path, capsys: Shown) -> None:
    new.create(NEW)
    before = lock.locked()
    with changed(copy, [(FILE, "to: in_hand, by: [system]", "to: in_hnd, by: [system]")]):
        assert publish.run([f"{NEW}.v1"]) == 1
    said = capsys.readouterr().err
    assert "procedures/consular/apostille.v1.yaml" in said and "Did you mean in_hand?" in said
    assert "was not published" in said and lock.locked() == before
    with pytest.raises(NotFound):
        in_force("apostille", at=NOW)


def test_what_the_profile_does_not_offer_is_not_published(capsys: Shown) -> None:
    assert publish.run(["visa/evisa.v7"]) == 1
    assert "does not offer visa/evisa.v7" in capsys.readouterr().err


def test_what_was_published_cannot_be_edited_under_its_name(copy: Path, capsys: Shown) -> None:
    new.create(NEW)
    assert publish.run([f"{NEW}.v1"]) == 0
    with changed(copy, [(FILE, "days: 730", "days: 7300")]):
        assert check.run([]) == 1 and publish.run([f"{NEW}.v1"]) == 1
        said = capsys.readouterr().err
        assert said.count("apostille.v1") and "is published, and was edited since. Undo the change" in said
        assert lock.run([]) == 1
    assert check.run([]) == 0


def test_a_lock_that_cannot_be_written_stops_the_publishing(
    copy: Path, capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    new.create(NEW)
    monkeypatch.setattr(lock, "lock_path", lambda: copy / "nowhere" / "bundles.lock")
    assert publish.run([f"{NEW}.v1"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert not Bundle.objects.filter(procedure="apostille").exists()


def test_a_second_version_says_what_it_changes(copy: Path, capsys: Shown) -> None:
    new.create(NEW)
    publish.run([f"{NEW}.v1"])
    second_version(copy)
    capsys.readouterr()
    assert publish.run([f"{NEW}.v2"]) == 0
    said = capsys.readouterr().out
    assert "published: apostille.v2" in said
    assert "It costs €25.00, before nothing." in said and "A closed case is kept for 365 days, before 730." in said


def second_version(copy: Path) -> None:
    text = (copy / FILE).read_text(encoding="utf-8").replace("version: 1", "version: 2")
    text = text.replace("amount: 0", "amount: 2500").replace("days: 730", "days: 365")
    (copy / f"procedures/{NEW}.v2.yaml").write_text(text, encoding="utf-8")
    own = copy / "profiles" / settings.LEGATION_PROFILE / "profile.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace(f"{NEW}.v1", f"{NEW}.v2"), encoding="utf-8")
    profiles.profile.cache_clear()


def test_diff_says_nothing_changes_with_status_0_and_what_changes_with_1(copy: Path, capsys: Shown) -> None:
    assert diff.run(["visa/evisa.v1"]) == 0
    assert capsys.readouterr().out == "Nothing changes.\n"
    with changed(copy, [("evisa", "deadline_hours: 72", "deadline_hours: 48")]):
        assert diff.run(["visa/evisa.v1"]) == 1
        assert "“With an officer” lasts at most 48 hours, before 72 hours." in capsys.readouterr().out
        digest = in_force("evisa", at=NOW).digest
        assert diff.run([digest[:10], "visa/evisa.v1"]) == 1 and diff.run([digest, "evisa"]) == 0


def test_diff_of_two_versions_of_the_files_needs_nothing_published(copy: Path, capsys: Shown) -> None:
    new.create(NEW)
    second_version(copy)
    assert diff.run([f"{NEW}.v1", f"{NEW}.v2"]) == 1
    assert "For the house:\n  - It is version 2, before 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "bundles", [["evisa", "visa/evisa.v9"], ["nothing", "evisa"], ["0" * 64, "evisa"], ["consular/x.v1"]]
)
def test_diff_of_what_is_not_there_has_status_2(bundles: list[str], capsys: Shown) -> None:
    assert diff.run(bundles) == 2
    assert capsys.readouterr().err


def test_diff_of_a_broken_definition_tells_its_mistakes(copy: Path, capsys: Shown) -> None:
    with changed(copy, [("evisa", "contact: email", "contact: emil")]):
        assert diff.run(["visa/evisa.v1"]) == 2
    assert "Did you mean email?" in capsys.readouterr().err
