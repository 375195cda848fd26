"""Wrong, huge, hostile and foreign input at each step: a clear sentence in the reader's language, nothing half-written."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.documents.models import Document
from legation.ground.files.models import StoredFile
from legation.payments.models import Payment
from legation.procedures.answers import open_answers
from legation.procedures.models import Application, CaseAction
from legation.procedures.selectors import draft_of
from tests.procedures.support import filled, handed_in, officer, paid, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "quotes": "' OR 1=1 --",
    "nothing but spaces": " \u200b\u00a0 ",
    "a zero byte": "a\x00b",
    "direction signs": "\u202eabc\u202d\u2066",
    "very long": "x" * 20_000,
    "an emoji": "🛂",
    "eastern digits": "٢٧",
    "a template": "{{ 7*7 }}{% raw %}",
    "a path": "../../etc/passwd",
    "lone surrogates": "\ud800",
    "the marks of a missing text": "\ue000<b>bold</b>\ue001\ue000\ue001",
}
LANGUAGES = ["en", "ar"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def today() -> datetime:
    return datetime.now(UTC)


def plain(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_the_first_screen_answers_anything(language: str, name: str) -> None:
    answer = Client().get(reverse("visa"), {"nationality": plain(HOSTILE[name]), "purpose": plain(HOSTILE[name])})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b'role="alert"' in answer.content


@pytest.mark.parametrize("name", HOSTILE)
def test_an_application_cannot_be_opened_with_nonsense(language: str, name: str) -> None:
    data = {"nationality": plain(HOSTILE[name]), "purpose": "tourism", "document_kind": "ordinary"}
    assert Client().post(reverse("visa_apply"), data).status_code == 302
    assert not Application.objects.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_says_what_is_wrong_and_keeps_what_was_right(language: str, name: str, today: datetime) -> None:
    token, person = started(today)
    data = person.pages["passport"] | {"passport_number": plain(HOSTILE[name]) + "?"}
    answer = Client().post(reverse("page", args=[token, "passport"]), data)
    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content
    assert b"<script>alert" not in answer.content
    answers = open_answers(draft_of(token)[0])
    assert "passport_number" not in answers
    assert answers["surname"] == person.pages["passport"]["surname"]


def test_too_large_a_photo_is_told_at_its_field_and_the_rest_is_kept(language: str, today: datetime) -> None:
    token, person = started(today)
    photo = SimpleUploadedFile("face.jpg", b"\xff\xd8" + bytes(9 * 1024 * 1024), "image/jpeg")
    answer = Client().post(reverse("page", args=[token, "contact"]), person.pages["contact"] | {"photo": photo})
    assert answer.status_code == 422
    assert b'id="photo-error"' in answer.content
    assert "photo" not in open_answers(draft_of(token)[0])
    assert open_answers(draft_of(token)[0])["email"] == person.pages["contact"]["email"]
    assert not StoredFile.objects.exists()


def test_a_body_no_form_of_ours_has_is_refused_unread(language: str, today: datetime) -> None:
    token, _person = started(today)
    answer = Client().post(reverse("page", args=[token, "contact"]), b"x", content_type="text/plain",
                           headers={"content-length": str(10**9)})  # fmt: skip
    assert answer.status_code == 413


def test_a_file_where_a_word_belongs_and_a_word_where_a_file_belongs(language: str, today: datetime) -> None:
    token, person = started(today)
    data = person.pages["contact"] | {"photo": "a word", "email": io.BytesIO(b"a file")}
    answer = Client().post(reverse("page", args=[token, "contact"]), data)
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_handing_in_too_early_shows_what_is_missing(language: str, today: datetime) -> None:
    token, _person = started(today)
    answer = Client().post(reverse("summary", args=[token]), {"truth": "yes"})
    assert answer.status_code == 422
    assert not CaseAction.objects.exists()
    assert not Payment.objects.exists()


def test_handing_in_without_the_declaration_is_told(language: str, today: datetime) -> None:
    token, _person = filled(today)
    answer = Client().post(reverse("summary", args=[token]), {})
    assert answer.status_code == 422
    assert b'href="#truth"' in answer.content


def test_paying_what_was_not_handed_in_leads_back(language: str, today: datetime) -> None:
    token, _person = filled(today)
    answer = Client().post(reverse("fee", args=[token]))
    assert answer.headers["Location"] == reverse("application", args=[token])


def test_a_payment_provider_that_is_down_is_told_and_nothing_is_lost(language: str, today: datetime) -> None:
    case, _person = handed_in(today)
    from legation.procedures.services.start import resume_index

    Application.objects.filter(pk=case.application_id).update(resume=resume_index("known-token"))
    answer = Client().post(reverse("fee", args=["known-token"]))
    assert answer.status_code == 503
    assert Client().get(reverse("fee", args=["known-token"])).status_code == 200


def test_an_application_that_was_paid_is_not_withdrawn(today: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from legation.payments import api as payments
    from legation.procedures.services.start import resume_index

    case, _person = handed_in(today)
    Application.objects.filter(pk=case.application_id).update(resume=resume_index("known-token"))
    settled = replace(payments.find(reference=case.application.reference), settled_at=today)  # type: ignore[type-var]
    monkeypatch.setattr("legation.procedures.status_views.payments.find", lambda reference: settled)
    assert Client().post(reverse("withdraw", args=["known-token"])).status_code == 302
    assert draft_of("known-token")[0].status == "awaiting_payment"


def test_an_unpaid_application_is_withdrawn(today: datetime) -> None:
    from legation.procedures.services.start import resume_index

    case, _person = handed_in(today)
    Application.objects.filter(pk=case.application_id).update(resume=resume_index("known-token"))
    Client().post(reverse("withdraw", args=["known-token"]))
    assert draft_of("known-token")[0].status == "withdrawn"


def test_who_was_refused_reads_why_on_the_status_page(today: datetime) -> None:
    from legation.procedures.services.act import Said, act

    case, person = paid(today, by_rule=False)
    said = Said(reasons=["purpose_not_shown"], note="Please send the letter of your host.")
    act(reference=case.reference, verb="refuse", by=officer(), at=today, said=said)
    asked = {"reference": case.application.reference, "passport": person.passport}
    page = Client().post(reverse("status"), asked).content.decode()
    assert "The purpose of the stay was not shown" in page
    assert "letter of your host" in page


@pytest.mark.parametrize("name", HOSTILE)
def test_status_tells_nothing_to_who_guesses(language: str, name: str) -> None:
    answer = Client().post(reverse("status"), {"reference": plain(HOSTILE[name]), "passport": plain(HOSTILE[name])})
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content


def test_guessing_a_passport_number_is_stopped(language: str, today: datetime) -> None:
    case, _person = handed_in(today)
    client = Client()
    codes = [
        client.post(reverse("status"), {"reference": case.application.reference, "passport": f"A{n:07d}"}).status_code
        for n in range(12)
    ]
    assert codes[:10] == [422] * 10
    assert codes[-1] == 429


@pytest.mark.parametrize("name", HOSTILE)
def test_a_decision_with_nonsense_changes_nothing(language: str, name: str, today: datetime) -> None:
    case, _person = paid(today, by_rule=False)
    client = Client()
    client.force_login(officer().person)
    count = CaseAction.objects.count()
    verb = client.post(reverse("desk_decide", args=[case.reference, "conjure"]))
    reason = client.post(reverse("desk_decide", args=[case.reference, "refuse"]), {"reasons": [plain(HOSTILE[name])]})
    assert {verb.status_code, reason.status_code} == {422}
    assert CaseAction.objects.count() == count


def test_a_wrong_password_says_nothing_about_the_address(language: str) -> None:
    officer()
    known = Client().post(reverse("sign_in"), {"email": "officer@utopia.example", "password": "wrong"})
    unknown = Client().post(reverse("sign_in"), {"email": "nobody@utopia.example", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    strip = [page.content.replace(b"officer@", b"nobody@") for page in (known, unknown)]
    import re

    masked = [re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page) for page in strip]
    assert masked[0] == masked[1]


def test_sign_in_leads_to_no_other_host(language: str) -> None:
    officer()
    data = {"email": "officer@utopia.example", "password": "a long password", "next": "https://evil.example/"}
    assert "evil" not in Client().post(reverse("sign_in"), data).headers["Location"]


UPLOADS = {
    "nothing": b"",
    "a text": b"hello",
    "half a PDF": b"%PDF-1.7\n1 0 obj\n<<",
    "a PDF that never ends": b"%PDF-1.7\n" + b"1 0 obj << /Length 9999999999 >> stream\n" * 2000,
    "a picture without a seal": None,
    "a picture cut short": b"\xff\xd8\xff\xe0" + bytes(50),
    "a zip": b"PK\x03\x04" + bytes(2000),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_verify_answers_any_file(language: str, name: str) -> None:
    from legation.config.samples import portrait

    data = UPLOADS[name] if UPLOADS[name] is not None else portrait(1)
    answer = Client().post(reverse("verify"), {"file": SimpleUploadedFile("x", data), "number": ""})
    assert answer.status_code in (200, 422)
    assert b"is-valid" not in answer.content
    assert not Document.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=3000))
def test_verify_survives_any_bytes(data: bytes) -> None:
    from django.core.cache import cache

    from legation.ground.limits.models import Window

    cache.clear()
    Window.objects.all().delete()
    answer = Client().post(reverse("verify"), {"file": SimpleUploadedFile("x", data), "number": ""})
    assert answer.status_code in (200, 422)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from(["surname", "given_names", "birth_date-day", "birth_date-month", "sex",
                                               "birth_date-year", "passport_number"]), st.text(max_size=200)))  # fmt: skip
def test_a_page_survives_any_text(fields: dict[str, str]) -> None:
    token, _person = started(datetime.now(UTC))
    data = {name: plain(value) for name, value in fields.items()}
    assert Client().post(reverse("page", args=[token, "passport"]), data).status_code in (302, 422)
