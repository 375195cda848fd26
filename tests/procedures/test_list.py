"""An agency hands in a list: all rows or none, what is wrong by row and column, pictures in a ZIP."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from legation.config.samples import traveller
from legation.ground.errors import Conflict, Invalid
from legation.procedures import tables
from legation.procedures.answers import open_answers
from legation.procedures.models import Application, Case
from legation.procedures.selectors import cases_with, draft_of
from legation.procedures.services.add_list import add_list, columns
from legation.procedures.services.add_pictures import add_pictures
from legation.procedures.services.submit import submit
from tests.procedures.support import FACE, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Whatever language a page was asked for in before."""
    with override("en"):
        yield


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def token(now: datetime) -> str:
    """A draft whose first traveller is complete, so that what all share is known."""
    return filled(now)[0]


def cells(token: str, seed: int, now: datetime, **other: str) -> list[str]:
    """A traveller as a row of the list."""
    person = traveller(seed, today=now.date(), by_rule=True)
    said = person.known | {name: value for page in person.pages.values() for name, value in page.items()}
    for name in ("birth_date", "passport_expiry"):
        said[name] = "-".join(said[f"{name}-{part}"].zfill(2) for part in ("year", "month", "day"))
    said |= other
    return [said.get(field.field, "") for field in columns(draft_of(token)[1])]


def table(token: str, *rows: list[str], between: str = ",", mark: str = "") -> bytes:
    heads = [field.field for field in columns(draft_of(token)[1])]
    lines = [
        between.join(f'"{cell}"' if between in cell or "\n" in cell else cell for cell in row) for row in (heads, *rows)
    ]
    return (mark + "\r\n".join(lines) + "\r\n").encode()


def faults(token: str, data: bytes, now: datetime) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        add_list(token=token, data=data, signed_in=True, at=now)
    assert len(cases_with(draft_of(token)[0])) == 1, "all or nothing"
    return {place: str(say) for place, say in refused.value.fields.items()} or {"": str(refused.value.reader)}


@pytest.mark.parametrize(("between", "mark"), [(",", ""), (";", "\ufeff"), ("\t", "\ufeff")])
def test_a_list_from_any_spreadsheet_brings_everybody(token: str, now: datetime, between: str, mark: str) -> None:
    data = table(token, *(cells(token, seed, now) for seed in (2, 3, 4)), between=between, mark=mark)
    assert add_list(token=token, data=data, signed_in=False, at=now) == 3
    first, *others = (open_answers(case) for case in cases_with(draft_of(token)[0]))
    assert [each["surname"] for each in others] == [
        traveller(seed, today=now.date(), by_rule=True).pages["passport"]["surname"] for seed in (2, 3, 4)
    ]
    assert {each["arrival"] for each in others} == {first["arrival"]} and Application.objects.get().size == 4


def test_words_and_other_ways_to_write_a_day_are_understood(token: str, now: datetime) -> None:
    row = cells(token, 2, now, nationality="united kingdom", purpose="TOURISM", sex="Female", birth_date="31.8.1990")
    add_list(token=token, data=table(token, row), signed_in=False, at=now)
    answers = open_answers(cases_with(draft_of(token)[0])[1])
    assert (answers["nationality"], answers["sex"], answers["birth_date"]) == ("GBR", "female", "1990-08-31")


def test_the_template_is_read_back_as_it_was_written(token: str, now: datetime) -> None:
    for language in ("en", "ar", "tr"):
        written = Client().get(f"/{language}/application/{token}/list/template/").content
        assert written.startswith(b"\xef\xbb\xbf")
        assert tables.read_table(written, [field.field for field in columns(draft_of(token)[1])]) == []


def test_every_fault_is_told_by_row_and_column(token: str, now: datetime) -> None:
    bad = cells(token, 3, now, surname="12345", birth_date="03/04/1990")
    told = faults(token, table(token, cells(token, 2, now), bad, cells(token, 4, now, nationality="Atlantis")), now)
    assert set(told) == {"3.surname", "3.birth_date", "4.nationality"}
    assert "1990-08-31" in told["3.birth_date"]


def test_who_needs_no_visa_and_who_stands_twice_is_told(token: str, now: datetime) -> None:
    same = cells(token, 2, now)
    told = faults(token, table(token, same, same, cells(token, 4, now, nationality="UTO")), now)
    assert "stands here twice" in told["3.passport_number"] and "not offered" in told["4."]


def test_broken_rules_are_told(token: str, now: datetime) -> None:
    told = faults(token, table(token, cells(token, 2, now, passport_expiry="2020-01-01")), now)
    assert "2.passport_expiry" in told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "nothing in this file"), (b"\r\n\r\n", "nothing in this file"), (b"\xff\xfea\0b\0", "not a list in UTF-8"),
        (b"a\0b,c", "not a list in UTF-8"), ("é,b".encode("latin-1"), "not a list in UTF-8"),
        (b'"a,b\r\n1,2', "never closed"), (b'"' + b"a" * 5000 + b'"', "too long"), (b"a" * 1_100_000, "larger than 1 MB"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(token: str, now: datetime, data: bytes, told: str) -> None:
    assert told in faults(token, data, now)[""]


def test_columns_that_are_missing_unknown_or_double_are_told(token: str, now: datetime) -> None:
    told = faults(token, b"surname,surname,colour\r\nx,y,z\r\n", now)
    assert "twice" in told["1.surname"] and "no such column" in told["1.colour"] and "missing" in told["1.given_names"]


def test_a_row_with_too_many_cells_is_told(token: str, now: datetime) -> None:
    assert "more cells" in faults(token, table(token, [*cells(token, 2, now), "", "over"]), now)["2."]


def test_a_long_list_needs_an_account(token: str, now: datetime) -> None:
    data = table(token, *(cells(token, seed, now) for seed in range(2, 24)))
    with pytest.raises(Invalid, match="23 persons"):
        add_list(token=token, data=data, signed_in=False, at=now)
    assert add_list(token=token, data=data, signed_in=True, at=now) == 22
    with pytest.raises(Invalid, match="persons"):
        add_list(
            token=token, data=table(token, *(cells(token, s, now) for s in range(30, 230))), signed_in=True, at=now
        )


def test_what_we_write_never_runs_in_a_spreadsheet() -> None:
    hostile = ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "＝1", "plain"]
    written = tables.write_table([hostile], language="en").decode("utf-8-sig")
    assert written.count("'") == 6 and ",plain" in written
    assert tables.harmless("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0"


def test_a_formula_in_a_list_is_only_text(token: str, now: datetime) -> None:
    told = faults(token, table(token, cells(token, 2, now, surname="=HYPERLINK(1)")), now)
    assert set(told) == {"2.surname"}
    page = Client().post(f"/en/application/{token}/list/faults/", {"faults": "2\t=1+1\t@x"})
    assert b"'=1+1,'@x" in page.content and "attachment" in page.headers["Content-Disposition"]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def number(seed: int, now: datetime) -> str:
    return traveller(seed, today=now.date(), by_rule=True).passport


def test_pictures_come_in_a_zip_named_by_passport_and_all_is_handed_in(token: str, now: datetime) -> None:
    add_list(token=token, data=table(token, *(cells(token, seed, now) for seed in (2, 3))), signed_in=False, at=now)
    pictures = {f"photos/{number(2, now).lower()}.JPG": FACE, f"{number(3, now)}.photo.jpg": FACE, "__MACOSX/._x": b"x"}
    assert add_pictures(token=token, data=zipped(pictures), at=now) == 2
    assert add_pictures(token=token, data=zipped({f"{number(2, now)}.jpg": FACE}), at=now) == 1
    submit(token=token, declared={"truth": "yes"}, at=now)
    assert [case.status for case in cases_with(draft_of(token)[0])] == ["awaiting_payment"] * 3
    with pytest.raises(Conflict):
        add_list(token=token, data=table(token, cells(token, 4, now)), signed_in=False, at=now)


def test_pictures_of_strangers_and_what_is_no_picture_are_told_and_none_is_taken(token: str, now: datetime) -> None:
    add_list(token=token, data=table(token, cells(token, 2, now)), signed_in=False, at=now)
    with pytest.raises(Invalid) as refused:
        add_pictures(token=token, data=zipped({"X1.jpg": FACE, f"{number(2, now)}.jpg": b"no picture"}), at=now)
    assert set(refused.value.fields) == {"X1.jpg", f"{number(2, now)}.jpg"}
    assert "photo" not in open_answers(cases_with(draft_of(token)[0])[1])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 rubbish", b"x" * 1000])
def test_what_is_no_zip_is_refused(token: str, now: datetime, data: bytes) -> None:
    with pytest.raises(Invalid, match="no ZIP"):
        add_pictures(token=token, data=data, at=now)


def test_a_zip_bomb_is_not_unpacked(token: str, now: datetime) -> None:
    with pytest.raises(Invalid, match="too large"):
        add_pictures(token=token, data=zipped({"A1.jpg": bytes(50_000_000)}), at=now)
    with pytest.raises(Invalid, match="too large"):
        add_pictures(token=token, data=zipped({f"A{n}.jpg": bytes(6_000_000) for n in range(12)}), at=now)
    with pytest.raises(Invalid, match="too many"):
        add_pictures(token=token, data=zipped({f"A{n}.jpg": b"" for n in range(501)}), at=now)


def test_the_page_tells_what_is_wrong_and_takes_what_is_right(token: str, now: datetime) -> None:
    client, address = Client(), f"/en/application/{token}/list/"
    page = client.get(address).content.decode()
    assert "20 persons at most" in page and "200 persons" in page
    bad = SimpleUploadedFile("list.csv", table(token, cells(token, 2, now, surname="1")), "text/csv")
    told = client.post(address, {"list": bad})
    assert (
        told.status_code == 422 and "Nobody was added" in told.content.decode() and "Surname" in told.content.decode()
    )
    assert client.post(address, {}).status_code == 422
    good = SimpleUploadedFile("list.csv", table(token, cells(token, 2, now)), "text/csv")
    assert client.post(address, {"list": good}).headers["Location"].endswith("/persons/")
    assert len(cases_with(draft_of(token)[0])) == 2 == Case.objects.everywhere("a test looks").count()
