"""The signer's question to the database: a yes is kept, a no is not, and a database that went away is asked again."""

import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from legation.config import wiring
from legation.procedures import selectors


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    wiring._committed.cache_clear()
    yield
    wiring._committed.cache_clear()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: bool | Exception) -> list[str]:
    asked, left = [], list(answers)

    def is_committed(reference: str, _decision: str) -> bool:
        asked.append(reference)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(selectors, "is_committed", is_committed)
    return asked


def test_a_yes_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, True)
    assert wiring.committed("R", "ab") and wiring.committed("R", "ab")
    assert len(asked) == 1


def test_a_no_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, False, True)
    assert not wiring.committed("R", "ab")
    assert wiring.committed("R", "ab")


@pytest.mark.django_db
def test_a_lost_connection_is_made_again_and_a_lost_database_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, OperationalError(), True)
    assert wiring.committed("R", "ab")
    answering(monkeypatch, OperationalError(), OperationalError(), True)
    with pytest.raises(OperationalError):
        wiring.committed("S", "ab")
    assert wiring.committed("S", "ab")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could go away")
def test_a_database_that_was_started_again_is_asked_over_a_new_connection() -> None:
    """Every connection of a signer's thread is ended by the server, between two questions."""
    found: list[object] = []

    def thread() -> None:
        from django.db import connection as own

        for _ in range(3):
            try:
                found.append(wiring.committed("R-1", "ab" * 32))
            except OperationalError as error:
                found.append(error)
            ended.wait()
            asked.wait()
        own.close()

    ended, asked = threading.Barrier(2), threading.Barrier(2)
    asking = threading.Thread(target=thread)
    asking.start()
    for _ in range(3):
        ended.wait()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        asked.wait()
    asking.join()
    assert found == [False, False, False]
