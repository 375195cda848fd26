"""A mail from the outbox to a mail server that speaks SMTP, and what comes of it when the server says no."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from legation.messaging import api as messaging
from legation.messaging.models import Delivery, Message
from tests.messaging.smtp_server import Server, certificate, serving
from tests.messaging.support import letter, state, through, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving() as made:
        settings.LEGATION_MAIL = f"smtp://{made.place}"
        yield made


@pytest.fixture
def secure(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that offers STARTTLS, whose certificate this machine trusts."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(context) as made:
        settings.LEGATION_MAIL = f"smtp+tls://{made.place}"
        yield made


def send(now: datetime, **more: object) -> Delivery:
    messaging.send(letter(sms="", phone="", **more), at=now)
    work(now)
    return state("mail")


def test_a_mail_arrives_as_it_was_written(server: Server, now: datetime) -> None:
    sent = send(now, subject="Ваше заявление", body="Уважаемая Ада,\n.\nвсё в порядке.", language="ru")
    (found,) = server.taken
    assert (sent.state, sent.attempts) == ("sent", 1) and Message.objects.get().delivered_at == now
    assert (found["To"], found["Subject"], found["Content-Language"]) == ("a@example.org", "Ваше заявление", "ru")
    assert found.get_content().splitlines() == ["Уважаемая Ада,", ".", "всё в порядке."]  # type: ignore[attr-defined]


def test_a_server_that_is_busy_is_asked_again_with_the_same_mail(server: Server, now: datetime) -> None:
    server.replies["RCPT"] = "450 come again later"
    assert (send(now).state, state("mail").code) == ("waiting", "later")
    del server.replies["RCPT"]
    through(now, hours=0.5)
    assert (state("mail").state, state("mail").attempts) == ("sent", 2)
    assert len(server.taken) == 1


@pytest.mark.parametrize("at", ["RCPT", "END"])
def test_a_reply_of_4xx_is_tried_again_and_one_of_5xx_has_failed(server: Server, now: datetime, at: str) -> None:
    server.replies[at] = "452 no room"
    assert send(now).state == "waiting"
    server.replies[at] = "550 never"
    through(now, hours=0.5)
    assert (state("mail").state, state("mail").code, state("mail").attempts) == ("failed", "refused", 2)
    assert server.taken == []


def test_what_is_only_a_trouble_of_the_server_never_fails_at_once(server: Server, now: datetime) -> None:
    for number, (verb, said) in enumerate({"CONNECT": "554 no", "MAIL": "550 not you", "EHLO": "421 bye"}.items()):
        server.replies = {verb: said, "HELO": said}
        messaging.send(letter(key=f"k{number}", sms="", phone=""), at=now)
        work(now)
    assert {row.state for row in Delivery.objects.all()} == {"waiting"}


def test_a_server_that_does_not_answer_is_given_up_after_ten_attempts(settings: Any, now: datetime) -> None:
    with serving() as gone:
        settings.LEGATION_MAIL = f"smtp://{gone.place}"
    messaging.send(letter(sms="", phone=""), at=now)
    through(now, hours=12)
    assert (state("mail").state, state("mail").code, state("mail").attempts) == ("failed", "away", 10)


def test_one_reader_who_must_wait_holds_up_nobody_else(server: Server, now: datetime) -> None:
    server.replies["RCPT"] = "450 later"
    send(now)
    server.replies.clear()
    messaging.send(letter(key="other", sms="", phone=""), at=now)
    work(now)
    assert len(server.taken) == 1


def test_a_mail_goes_through_an_encrypted_line_whole(secure: Server, now: datetime) -> None:
    assert send(now).state == "sent"
    assert secure.commands(safe=False) == ["EHLO", "STARTTLS"]
    assert {"MAIL", "RCPT", "DATA"} <= set(secure.commands(safe=True)) and len(secure.taken) == 1


def test_the_password_is_said_on_an_encrypted_line_only(secure: Server, settings: Any, now: datetime) -> None:
    settings.LEGATION_MAIL = settings.LEGATION_MAIL.replace("//", "//ministry@")
    (settings.LEGATION_KEYS / "mail.secret").write_text("secret\n")
    secure.replies["AUTH"] = "535 no"
    assert send(now).state == "waiting"
    assert "AUTH" not in secure.commands(safe=False)


@pytest.mark.parametrize("why", ["not offered", "refused", "a stranger's", "of another name"])
def test_without_a_safe_line_nothing_is_said(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime, why: str
) -> None:
    context, trusted = certificate(tmp_path, "elsewhere.example" if why == "of another name" else None)
    if why != "a stranger's":
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(None if why == "not offered" else context) as made:
        settings.LEGATION_MAIL = f"smtp+tls://{made.place}"
        made.replies |= {"STARTTLS": "454 not now"} if why == "refused" else {}
        found = send(now)
    assert (found.state, found.code) == ("waiting", "unsafe")
    assert made.taken == [] and not {"MAIL", "RCPT", "DATA", "AUTH"} & {verb for verb, _safe in made.heard}


def test_a_server_of_smtps_must_be_the_one_its_certificate_names(settings: Any, now: datetime, tmp_path: Path) -> None:
    context, _trusted = certificate(tmp_path)
    with serving() as made:
        made.socket = context.wrap_socket(made.socket, server_side=True)
        settings.LEGATION_MAIL = f"smtps://{made.place}"
        assert (send(now).code, made.taken) == ("unsafe", [])
