"""The bench that kills: what it kills follows from its seed, what it counts it would find, and the house survives it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from legation.config.bench.cluster import NoServer, cluster, programs
from legation.config.bench.crash.bank import Books
from legation.config.bench.crash.havoc import PARTS, schedule
from legation.config.bench.crash.judge import judge
from legation.config.bench.crash.judged import Judged
from legation.config.samples import traveller
from legation.payments import api as payments
from legation.procedures.models import Case
from tests.config.test_bench import legation, ports

__all__ = ["ports"]
NOBODY = Books((), frozenset())
SEED = 3


@pytest.fixture
def server_programs() -> None:
    try:
        programs()
    except NoServer as error:
        pytest.skip(str(error))


def test_the_same_seed_kills_the_same_parts_at_the_same_moments_and_leaves_none_out() -> None:
    plan = schedule(seed=5, kills=8, seconds=30)
    assert plan == schedule(seed=5, kills=8, seconds=30) != schedule(seed=6, kills=8, seconds=30)
    assert Counter(one.part for one in plan) == dict.fromkeys(PARTS, 2)
    assert [one.after for one in plan] == sorted(one.after for one in plan)


def test_what_a_killed_server_had_committed_is_there_again(server_programs: None) -> None:
    with cluster() as server:
        with psycopg.connect(server.url) as line:
            line.execute("CREATE TABLE kept (word text)")
        with psycopg.connect(server.url) as line:
            line.execute("INSERT INTO kept VALUES ('committed')")
            line.commit()
            line.execute("INSERT INTO kept VALUES ('not committed')")
            server.kill()
            with pytest.raises(psycopg.OperationalError):
                line.execute("SELECT 1")
        server.start()
        with psycopg.connect(server.url) as line:
            assert line.execute("SELECT word FROM kept").fetchall() == [("committed",)]


@pytest.mark.slow
@pytest.mark.once
def test_a_short_run_with_every_part_killed_once_loses_and_doubles_nothing(ports: None, server_programs: None) -> None:
    done = legation("bench", "crash", "--kills", "4", "--seconds", "8", "--rate", "1", "--seed", "7", seconds=300)
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert done.returncode == 0, done.stderr[-3000:]
    assert found["killed"] == dict.fromkeys(PARTS, 1)
    assert found["finished"] == found["documents"] == found["offered"] > 5
    assert found["promises"] >= 7 * found["finished"] and found["left_in_queue"] == 0


def test_a_machine_without_a_server_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.config.bench import cluster as module

    monkeypatch.setattr(module, "SERVERS", Path("/nowhere"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoServer, match="install postgresql"):
        programs()


@pytest.fixture
def issued(utopia: None, now: datetime) -> Iterator[tuple[Case, dict[str, Any]]]:
    """A traveller who has everything, and what they were told on the way."""
    from legation.documents import api as documents
    from legation.documents.signer.local import local_signer
    from legation.ground.outbox import api as outbox
    from legation.payments.models import Payment
    from legation.procedures.selectors import draft_of, is_committed
    from legation.procedures.services.save_page import save_page
    from legation.procedures.services.start import start
    from legation.procedures.services.submit import submit
    from tests.procedures.support import FACE

    person = traveller(SEED * 1_000_000, today=datetime.now(UTC).date(), by_rule=True)
    at = datetime.now(UTC)
    token = start(procedure="evisa", known=person.known, language="en", at=at)
    root = f"/en/application/{token}"
    for page, data in person.pages.items():
        save_page(token=token, page=page, data=data, uploads={"photo": FACE} if page == "contact" else {}, at=at)
    submit(token=token, declared={"truth": "yes"}, at=at)
    case = draft_of(token)[0]
    payment = payments.find(reference=case.application.reference)
    assert payment is not None
    _pay(Payment.objects.get(pk=payment.payment), at)
    documents.connect_signer(local_signer(is_committed))
    outbox.drain(clock=lambda: datetime.now(UTC))
    documents.connect_signer(None)
    promises = [
        [1.0, f"{root}/passport/", f"{root}/trip/"], [2.0, f"{root}/contact/", f"{root}/summary/"],
        [3.0, f"{root}/summary/", f"{root}/fee/"], [4.0, f"{root}/", f"{root}/"],
    ]  # fmt: skip
    today = datetime.now(UTC).date().isoformat()
    yield (
        Case.objects.everywhere("a test").get(pk=case.pk),
        {"seed": SEED, "today": today, "travellers": [{"token": token, "promises": promises}]},
    )


def _pay(payment: Any, at: datetime) -> None:
    """Settle as a provider's message does."""
    from legation.payments.models import Attempt, new_id
    from legation.payments.providers.base import Notice
    from legation.payments.rules import Kind, Money
    from legation.payments.services.apply_notice import apply_notice

    attempt = Attempt(pk=new_id(at), payment=payment, provider="testbank", return_url="x", language="en", started_at=at)
    attempt.session = "cs_1"
    attempt.save(force_insert=True)
    type(payment).objects.filter(pk=payment.pk).update(state="pending", provider="testbank")
    notice = Notice(
        key="evt_1", kind=Kind.CAPTURED, attempt=str(attempt.pk), session="cs_1",
        money=Money(payment.amount, payment.currency),
    )  # fmt: skip
    apply_notice(provider="testbank", notice=notice, at=at)


def _books(*more: str, confirmed: str = "evt_1") -> Books:
    from legation.payments.models import Attempt

    return Books((str(Attempt.objects.get().pk), *more), frozenset({confirmed}))


def _judged(told: dict[str, Any], books: Books | None = None) -> Judged:
    return judge(told, books or _books())


def test_who_has_everything_lost_nothing(issued: tuple[Case, dict[str, Any]]) -> None:
    found = _judged(issued[1])
    assert (found.lost, found.doubled, found.problems) == (0, 0, [])
    assert found.promises == 4


def test_promises_after_the_moment_do_not_count(issued: tuple[Case, dict[str, Any]]) -> None:
    found = _judged(issued[1] | {"before": 2.5})
    assert (found.promises, found.later, found.lost) == (2, 2, 0)


def test_an_application_that_is_gone_is_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    told = issued[1]
    told["travellers"][0]["token"] = "another"
    assert "lost: the application" in _judged(told).problems[0]


def test_an_answer_that_was_saved_and_is_another_is_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    from legation.procedures.answers import key_of, open_answers, seal_answers

    case, told = issued
    changed = seal_answers(key_of(case), open_answers(case) | {"surname": "Other"})
    Case.objects.everywhere("a test").filter(pk=case.pk).update(answers=changed)
    assert _judged(told).problems == [f"lost: {case.reference}: surname on passport"]


def test_a_picture_and_a_document_whose_files_are_gone_are_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    from django.conf import settings

    from legation.ground.files.models import StoredFile

    _case, told = issued
    digests = list(StoredFile.objects.values_list("digest", flat=True))
    for digest in digests:
        (Path(settings.LEGATION_FILES) / digest[:2] / digest[2:4] / digest).unlink()
    found = _judged(told)
    assert len(digests) == 2 and found.lost == 3, found.problems  # two files, and the picture that was promised


def test_what_the_bank_knows_and_we_do_not_is_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    found = _judged(issued[1], _books("019ab", confirmed="evt_2"))
    assert found.problems == ["lost: the bank has captured 019ab", "lost: the message evt_2 that we confirmed"]


def test_a_second_capture_for_one_payment_is_doubled(issued: tuple[Case, dict[str, Any]]) -> None:
    books = _books()
    found = _judged(issued[1], Books(books.captured * 2, books.confirmed))
    assert (found.lost, found.doubled) == (0, 1)


def test_a_message_more_is_doubled_and_one_less_is_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    from legation.messaging.models import Message

    case, told = issued
    message = Message.objects.filter(reference=case.reference).first()
    assert message is not None
    message.pk, message.key = None, "again"
    message.save()
    assert _judged(told).doubled == 1
    Message.objects.filter(reference=case.reference).delete()
    assert _judged(told).lost == 1


def test_a_second_document_is_doubled_and_none_is_lost(issued: tuple[Case, dict[str, Any]]) -> None:
    from legation.documents.models import Document

    _case, told = issued
    document = Document.objects.get()
    document.pk, document.number, document.digest, document.decision = None, "X", "0" * 64, "0" * 64
    document.save()
    assert _judged(told).doubled == 1
    Document.objects.all().delete()
    assert _judged(told).lost == 1


def test_an_effect_that_nobody_will_do_is_lost(issued: tuple[Case, dict[str, Any]], now: datetime) -> None:
    from legation.ground.outbox.models import Effect

    first = Effect.objects.order_by("pk").first()
    assert first is not None
    Effect.objects.filter(pk=first.pk).update(done_at=None, failed_at=now, error="no")
    assert "given up" in _judged(issued[1]).problems[0]
