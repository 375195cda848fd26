"""Who sees which figures, on the page and in the file, in how many questions to the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from legation.ground.people.api import create_person
from legation.ground.posts.api import assign, post_key
from legation.insight.models import IncomeSum, MonthSum
from legation.insight.opinions import shown
from legation.insight.wording import duration
from legation.procedures import tallying
from legation.procedures.models import Opinion
from legation.procedures.services.act import Said, act
from tests.procedures.decided import holder
from tests.procedures.support import paid

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


def test_nothing_is_said_to_be_optional_beside_what_only_narrows_a_list() -> None:
    page = head("HQ").get("/en/figures/").content.decode()
    assert 'name="service"' in page and "(optional)" not in page and " required" not in page.split('name="service"')[1]


def test_nobody_else_sees_figures_and_a_wrong_month_is_none() -> None:
    assert head("HQ", role="accountant").get("/en/figures/").status_code == 403
    assert Client().get("/en/figures/").status_code == 302
    assert head("CAI").get("/en/figures/?month=2026-13").status_code == 404


def test_a_page_costs_the_same_for_one_service_and_for_ten(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    planted(*(("CAI", f"p{number}", number + 1) for number in range(10)))
    client = head("HQ")
    with django_assert_max_num_queries(20):
        client.get("/en/figures/")


def test_overdue_cases_are_listed_for_who_works_on_them_there(now: datetime) -> None:
    case, _person = paid(now, by_rule=False)
    assert case.deadline is not None
    address = "/en/figures/?post=HQ&service=evisa"
    both = create_person(email="both@utopia.example", name="Both", password="a long password")
    for role in ("head_of_post", "visa_officer"):
        assign(person=both, post="HQ", role=role)
    with time_machine.travel(case.deadline + timedelta(hours=1)):
        assert case.reference not in head("HQ").get(address).content.decode()
        client = Client()
        client.force_login(both)
        page = client.get(address).content.decode()
    assert f"/en/desk/{case.reference}/" in page


def working_head(post: str = "HQ", *roles: str) -> Client:
    person = create_person(email=f"{post}{len(roles)}@utopia.example", name="Ademus", password="a long password")
    for role in ("head_of_post", *roles):
        assign(person=person, post=post, role=role)
    client = Client()
    client.force_login(person)
    return client


def test_a_figure_leads_to_its_cases_for_who_works_on_them_there_and_for_nobody_else() -> None:
    now = datetime.now(UTC)
    waits, done = paid(now, by_rule=False)[0], paid(now, seed=2)[0]
    act(reference=waits.reference, verb="refuse", by=holder("visa_officer", "first"), at=now,
        said=Said(reasons=["means_not_shown"]))  # fmt: skip
    other = paid(now, by_rule=False, seed=3)[0]
    opened, over = (f"/en/figures/?post=HQ&service=evisa&what={what}" for what in ("opened", "done"))
    client, stranger = working_head("HQ", "visa_officer"), working_head("HQ")
    pages = [client.get(each).content.decode() for each in (opened, over)]
    assert all(case.reference in pages[0] for case in (waits, done, other))
    assert waits.reference in pages[1] and other.reference not in pages[1]
    assert waits.reference not in client.get(f"{opened}&month=2020-01").content.decode()
    for address in (opened, over):
        page = stranger.get(address).content.decode()
        assert not any(case.reference in page for case in (waits, done, other)) and "behind these figures" not in page


def test_the_cases_behind_a_figure_cost_the_same_however_many_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    now, client, counts = datetime.now(UTC), working_head("HQ", "visa_officer"), []
    address = "/en/figures/?post=HQ&service=evisa&what=done"
    for seed in range(1, 4):
        paid(now, seed=seed)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    monkeypatch.setattr(tallying, "MOST_SHOWN", 2)
    seen, more = tallying.cases_counted("opened", post=post_key("HQ"), procedure="evisa", month=MONTH)
    rest, end = tallying.cases_counted("opened", post=post_key("HQ"), procedure="evisa", month=MONTH, before=more)
    assert (len(seen), len(rest), end) == (2, 1, None) and not {row[0] for row in seen} & {row[0] for row in rest}


def test_what_people_thought_is_shown_of_five_and_more() -> None:
    place = {"month": MONTH, "place": "CAI", "procedure": "legalisation"}
    for score in (5, 5, 4, 2):
        Opinion.objects.create(**place, score=score, word="Quick")
    client = head("CAI")
    page = client.get("/en/figures/").content.decode()
    assert "fewer than five answers" in page and "Quick" not in page
    Opinion.objects.create(**place, score=4)
    page = client.get("/en/figures/").content.decode()
    assert "4 (answers: 5)" in page and "Quick" in page


def test_a_group_that_could_be_told_from_the_sum_is_left_out_too() -> None:
    groups = {"A": [0, 0, 0, 0, 9], "B": [0, 0, 0, 6, 0], "C": [1, 0, 0, 0, 0]}
    assert shown(groups) == {"A": groups["A"]}
    assert shown({"A": groups["A"], "B": groups["B"]}).keys() == {"A", "B"}
    assert shown({"A": groups["A"], "C": groups["C"]}) == {}


@pytest.mark.parametrize("language", ["en", "fr", "tr", "az", "ru", "ar"])
def test_durations_have_words_in_every_language(language: str) -> None:
    with override(language):
        for seconds in (5, 70, 4_000, 9_000, 100_000, 220_000, 2_000_000):
            text = duration(seconds)
            assert any(letter.isdigit() or letter.isalpha() for letter in text) and "duration" not in text
    with override("ar"):
        assert duration(2.5 * 86_400) == "2.5 يوم"
