"""What is published stays as it was: cases pin it, the lock file guards it, tampering is refused."""

from datetime import datetime

import pytest

from legation.config.commands.lock import changed, digests, locked
from legation.ground.errors import NotFound, Tampered
from legation.procedures.bundles import in_force, open_bundle, publish
from legation.procedures.definitions import texts
from legation.procedures.models import Bundle
from tests.procedures.support import handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
NAME = "visa/evisa.v1"


def reword(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Give the e-visa another English title."""
    words = texts.entries("visa", "en") | {"evisa.title": texts.Entry(title, 1, fuzzy=False)}
    read = texts.entries
    monkeypatch.setattr(
        texts, "entries", lambda name, language: words if (name, language) == ("visa", "en") else read(name, language)
    )


def test_publishing_the_same_again_changes_nothing(now: datetime) -> None:
    assert publish(NAME, at=now).digest == publish(NAME, at=now).digest
    assert Bundle.objects.filter(procedure="evisa").count() == 1


def test_a_change_of_words_makes_a_new_bundle_and_cases_keep_theirs(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _person = handed_in(now)
    reword(monkeypatch, "Electronic visa, revised")
    newer = publish(NAME, at=now)
    assert newer.digest != case.bundle_id
    assert open_bundle(case.bundle_id).text("title", "en") == "E-visa"
    assert in_force("evisa", at=now).text("title", "en") == "Electronic visa, revised"


def test_one_bundle_of_a_procedure_is_in_force(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    reword(monkeypatch, "Other")
    publish(NAME, at=now)
    assert Bundle.objects.filter(procedure="evisa", in_force=True).count() == 1


def test_a_bundle_edited_in_the_database_is_refused(now: datetime) -> None:
    digest = in_force("evisa", at=now).digest
    open_bundle.cache_clear()
    bundle = Bundle.objects.get(digest=digest)
    Bundle.objects.filter(digest=digest).update(content=bundle.content.replace("E-visa", "F-visa"))
    with pytest.raises(Tampered):
        open_bundle(digest)
    open_bundle.cache_clear()


def test_what_was_never_published_is_not_found() -> None:
    with pytest.raises(NotFound):
        open_bundle("0" * 64)


def test_no_published_bundle_was_edited() -> None:
    assert changed(digests()) == [], "make a new version or edition, then run `legation lock`"


def test_every_bundle_of_the_profile_is_locked() -> None:
    assert set(digests()) <= set(locked())
