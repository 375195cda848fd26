"""Who sees which figures, on the page and in the file, in how many questions to the database."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.ground.people.api import create_person
from legation.ground.posts.api import assign
from legation.insight.models import IncomeSum, MonthSum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
MONTH = datetime.now(UTC).date().replace(day=1)


def head(*posts: str, role: str = "head_of_post") -> Client:
    person = create_person(email=f"{'.'.join(posts)}@utopia.example", name="Ademus", password="a long password")
    for post in posts:
        assign(person=person, post=post, role=role)
    client = Client()
    client.force_login(person)
    return client


def planted(*cells: tuple[str, str, int]) -> None:
    for place, procedure, opened in cells:
        MonthSum.objects.create(
            month=MONTH, place=place, procedure=procedure, opened=opened, done=opened, handling={"40": opened}
        )
        if place and procedure:
            IncomeSum.objects.create(month=MONTH, place=place, procedure=procedure, currency="EUR", amount=opened * 100)


def test_the_head_of_a_post_sees_that_post_alone() -> None:
    planted(
        ("CAI", "", 7171),
        ("CAI", "legalisation", 7171),
        ("PAR", "", 8383),
        ("PAR", "legalisation", 8383),
        ("", "", 15554),
    )
    client = head("CAI")
    page = client.get("/en/figures/").content.decode()
    assert "7,171" in page and "€7,171.00" in page and "8,383" not in page and "15,554" not in page
    assert client.get("/en/figures/?post=PAR").status_code == 404
    assert client.get("/en/figures/file/?post=PAR").status_code == 404
    file = client.get("/en/figures/file/").content.decode()
    assert "CAI,LG,legalisation,opened,cases,7171" in file and "income,EUR,7171.00" in file and "PAR" not in file


def test_the_head_of_the_centre_sees_all_and_one() -> None:
    planted(("CAI", "", 7171), ("CAI", "legalisation", 7171), ("PAR", "", 8383), ("PAR", "legalisation", 8383),
            ("", "", 15554), ("", "legalisation", 15554))  # fmt: skip
    client = head("HQ")
    page = client.get("/en/figures/").content.decode()
    assert "15,554" in page and "€15,554.00" in page and "Embassy in Cairo" in page
    one = client.get("/en/figures/?post=PAR&service=legalisation").content.decode()
    assert "8,383" in one and "15,554" not in one


def test_nobody_else_sees_figures_and_a_wrong_month_is_none() -> None:
    assert head("HQ", role="accountant").get("/en/figures/").status_code == 403
    assert Client().get("/en/figures/").status_code == 302
    assert head("CAI").get("/en/figures/?month=2026-13").status_code == 404


def test_a_page_costs_the_same_for_one_service_and_for_ten(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    planted(*(("CAI", f"p{number}", number + 1) for number in range(10)))
    client = head("HQ")
    with django_assert_max_num_queries(16):
        client.get("/en/figures/")
